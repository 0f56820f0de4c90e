#include "engine/runtime/table.h"

#include <cinttypes>
#include <new>

#include "engine/support/checked.h"

namespace virga::wasm {

Result<std::unique_ptr<TableInstance>> TableInstance::Create(const TableType& type, Slot init,
                                                             uint64_t entries_max,
                                                             Allocator* allocator) {
  uint64_t max = entries_max;
  if (max > SIZE_MAX / sizeof(Slot)) max = SIZE_MAX / sizeof(Slot);
  if (type.limits.has_max && type.limits.max < max) max = type.limits.max;
  const uint64_t size = type.limits.min;
  if (size > max) {
    return Error::Make(ErrorKind::kLimit,
                       "a table of %" PRIu64 " elements is larger than max-table-entries (%" PRIu64
                       ")",
                       size, entries_max);
  }
  std::unique_ptr<TableInstance> table(new (std::nothrow) TableInstance(type, max, allocator));
  if (table == nullptr || !table->Reserve(size)) return Error::OutOfMemory();
  for (uint64_t i = 0; i < size; ++i) table->elements[i] = init;
  table->size = size;
  return table;
}

TableInstance::~TableInstance() {
  allocator_->Free(elements, static_cast<size_t>(capacity_) * sizeof(Slot));
}

bool TableInstance::Reserve(uint64_t capacity) {
  if (capacity <= capacity_) return true;
  const size_t old_bytes = static_cast<size_t>(capacity_) * sizeof(Slot);
  const size_t new_bytes = static_cast<size_t>(capacity) * sizeof(Slot);
  void* block = elements == nullptr ? allocator_->Allocate(new_bytes)
                                    : allocator_->Reallocate(elements, old_bytes, new_bytes);
  if (block == nullptr) return false;
  elements = static_cast<Slot*>(block);
  capacity_ = capacity;
  return true;
}

uint64_t TableInstance::Grow(uint64_t delta, Slot init) {
  const uint64_t old_size = size;
  uint64_t new_size;
  if (!CheckedAdd(old_size, delta, &new_size) || new_size > max_) return UINT64_MAX;
  if (new_size > capacity_) {
    // Doubling keeps a guest that grows one by one linear; exact growth is the fallback.
    const uint64_t doubled = capacity_ > max_ / 2 ? max_ : capacity_ * 2;
    if ((doubled < new_size || !Reserve(doubled)) && !Reserve(new_size)) return UINT64_MAX;
  }
  for (uint64_t i = old_size; i < new_size; ++i) elements[i] = init;
  size = new_size;
  return old_size;
}

TableType TableInstance::type() const {
  TableType type = type_;
  type.limits.min = size;
  return type;
}

}  // namespace virga::wasm
