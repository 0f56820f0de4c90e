#include "virga/table.h"

#include "engine/api/access.h"
#include "engine/api/values.h"
#include "engine/support/try.h"

namespace virga {

using internal::Access;
using internal::ForeignHandle;

Result<Table> Table::Create(Store& store, const TableType& type, const Val& init) {
  if (!type.element.is_ref())
    return Error::Make(ErrorKind::kUsage, "the elements of a table are references");
  wasm::Slot slot = 0;
  VIRGA_TRY(internal::WriteSlots(store, init, type.element, &slot));
  VIRGA_ASSIGN(wasm::TableInstance* const raw, Access::Raw(store).NewTable(type, slot));
  return Access::Make<Table>(Access::Raw(store).id(), raw);
}

Result<TableType> Table::type(const Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("table");
  return Access::Raw(*this)->type();
}

Result<uint64_t> Table::size(const Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("table");
  return Access::Raw(*this)->size;
}

Result<Val> Table::Get(const Store& store, uint64_t index) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("table");
  const wasm::TableInstance& table = *Access::Raw(*this);
  if (index >= table.size) return Error::Trap(TrapCode::kOutOfBoundsTableAccess);
  return internal::ReadSlots(store, table.type().element, &table.elements[index]);
}

Status Table::Set(Store& store, uint64_t index, const Val& value) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("table");
  wasm::TableInstance& table = *Access::Raw(*this);
  if (index >= table.size) return Error::Trap(TrapCode::kOutOfBoundsTableAccess);
  return internal::WriteSlots(store, value, table.type().element, &table.elements[index]);
}

Result<uint64_t> Table::Grow(Store& store, uint64_t delta, const Val& init) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("table");
  wasm::TableInstance& table = *Access::Raw(*this);
  wasm::Slot slot = 0;
  VIRGA_TRY(internal::WriteSlots(store, init, table.type().element, &slot));
  const uint64_t old_size = table.Grow(delta, slot);
  if (old_size == UINT64_MAX) {
    return Error::Make(ErrorKind::kLimit,
                       "a table cannot grow beyond its maximum or max-table-entries");
  }
  return old_size;
}

}  // namespace virga
