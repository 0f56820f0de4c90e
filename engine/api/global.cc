#include "virga/global.h"

#include "engine/api/access.h"
#include "engine/api/values.h"
#include "engine/support/try.h"

namespace virga {

using internal::Access;
using internal::ForeignHandle;

Result<Global> Global::Create(Store& store, const GlobalType& type, const Val& value) {
  wasm::Slot slots[2] = {0, 0};
  VIRGA_TRY(internal::WriteSlots(store, value, type.type, slots));
  VIRGA_ASSIGN(wasm::GlobalInstance* const raw,
               Access::Raw(store).NewGlobal(type, slots[0], slots[1]));
  return Access::Make<Global>(Access::Raw(store).id(), raw);
}

Result<GlobalType> Global::type(const Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("global");
  return Access::Raw(*this)->type;
}

Result<Val> Global::Get(const Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("global");
  const wasm::GlobalInstance& global = *Access::Raw(*this);
  return internal::ReadSlots(store, global.type.type, global.value);
}

Status Global::Set(Store& store, const Val& value) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("global");
  wasm::GlobalInstance& global = *Access::Raw(*this);
  if (!global.type.is_mutable)
    return Error::Make(ErrorKind::kUsage, "an immutable global cannot be set");
  return internal::WriteSlots(store, value, global.type.type, global.value);
}

}  // namespace virga
