#include "virga/memory.h"

#include "engine/api/access.h"
#include "engine/support/try.h"

namespace virga {

using internal::Access;
using internal::ForeignHandle;

Result<Memory> Memory::Create(Store& store, const MemoryType& type) {
  VIRGA_ASSIGN(wasm::Memory* const raw, Access::Raw(store).NewMemory(type));
  return Access::Make<Memory>(Access::Raw(store).id(), raw);
}

Result<MemoryType> Memory::type(const Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("memory");
  return Access::Raw(*this)->type();
}

Result<std::span<uint8_t>> Memory::data(Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("memory");
  return Access::Raw(*this)->span();
}

Result<uint64_t> Memory::pages(const Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("memory");
  return Access::Raw(*this)->pages();
}

Result<uint64_t> Memory::Grow(Store& store, uint64_t delta) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("memory");
  const uint64_t old_pages = Access::Raw(*this)->Grow(delta);
  if (old_pages == UINT64_MAX)
    return Error::Make(ErrorKind::kLimit, "a memory cannot grow beyond its maximum or max-memory");
  return old_pages;
}

}  // namespace virga
