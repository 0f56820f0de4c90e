#include "canonical-abi/types/hash_index.h"

#include "engine/support/try.h"

namespace virga::cabi {

bool HashIndex::Place(Vec<Slot>& slots, Slot slot) {
  size_t i = slot.tag & (slots.size() - 1);
  for (uint32_t probes = 0; probes < kProbesMax; ++probes) {
    if (slots[i].entry == 0) {
      slots[i] = slot;
      return true;
    }
    i = (i + 1) & (slots.size() - 1);
  }
  return false;
}

Status HashIndex::Grow() {
  Vec<Slot> grown(slots_.allocator());
  if (!grown.Resize(slots_.empty() ? 64 : slots_.size() * 2)) return Error::OutOfMemory();
  for (const Slot& slot : slots_) {
    if (slot.entry != 0 && !Place(grown, slot))
      return Error::Make(ErrorKind::kLimit, "too many types with colliding hashes");
  }
  slots_ = std::move(grown);
  return {};
}

Status HashIndex::Insert(uint64_t hash, uint32_t entry) {
  if (used_ >= slots_.size() / 2) VIRGA_TRY(Grow());
  if (!Place(slots_, Slot{TagOf(hash), entry + 1}))
    return Error::Make(ErrorKind::kLimit, "too many types with colliding hashes");
  ++used_;
  return {};
}

}  // namespace virga::cabi
