// HashIndex: finds entries of a growing array by hash, for interning.
//
// Open addressing over {hash, entry}. Keys may be chosen by a guest: a run of collisions longer
// than kProbesMax is refused, so that no input costs quadratic time.

#ifndef CANONICAL_ABI_TYPES_HASH_INDEX_H_
#define CANONICAL_ABI_TYPES_HASH_INDEX_H_

#include <cstdint>

#include "engine/support/vec.h"
#include "virga/error.h"

namespace virga::cabi {

class HashIndex {
 public:
  static constexpr uint32_t kProbesMax = 256;
  static constexpr uint32_t kNone = UINT32_MAX;

  explicit HashIndex(Allocator* allocator) : slots_(allocator) {}

  // The entry with this hash for which `same(entry)` holds, or kNone.
  template <typename Same>
  uint32_t Find(uint64_t hash, Same same) const {
    if (slots_.empty()) return kNone;
    const uint32_t tag = TagOf(hash);
    size_t i = tag & (slots_.size() - 1);
    while (slots_[i].entry != 0) {
      if (slots_[i].tag == tag && same(slots_[i].entry - 1)) return slots_[i].entry - 1;
      i = (i + 1) & (slots_.size() - 1);
    }
    return kNone;
  }
  // REQUIRES: no such entry is there. Errors: kOutOfMemory, kLimit (too many collisions).
  Status Insert(uint64_t hash, uint32_t entry);

 private:
  struct Slot {
    uint32_t tag = 0;
    uint32_t entry = 0;  // + 1; 0: empty
  };
  static uint32_t TagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32 ^ hash); }
  Status Grow();
  static bool Place(Vec<Slot>& slots, Slot slot);

  Vec<Slot> slots_;  // a power of two, at most half full
  size_t used_ = 0;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_HASH_INDEX_H_
