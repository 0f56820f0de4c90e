// U32Map: a hash map from uint32_t to uint32_t over an Allocator.
//
// For dense indices of our own making (type and resource numbers), not for keys that a guest
// chooses freely. IMPLEMENTATION: open addressing with linear probing, at most half full, keys
// stored plus one so that zero marks an empty bucket. No removal but Clear.

#ifndef ENGINE_SUPPORT_U32_MAP_H_
#define ENGINE_SUPPORT_U32_MAP_H_

#include <cstddef>
#include <cstdint>

#include "engine/support/vec.h"

namespace virga {

class U32Map {
 public:
  explicit U32Map(Allocator* allocator = &Allocator::System()) : buckets_(allocator) {}

  // The value of `key`, or nullptr. Valid until the next Put.
  const uint32_t* Find(uint32_t key) const {
    if (buckets_.empty()) return nullptr;
    const Bucket& bucket = buckets_[Probe(key)];
    return bucket.key_plus_one == 0 ? nullptr : &bucket.value;
  }

  // Adds or replaces; false when memory is refused. REQUIRES: key < UINT32_MAX.
  [[nodiscard]] bool Put(uint32_t key, uint32_t value) {
    if (count_ * 2 >= buckets_.size() && !Grow()) return false;
    Bucket& bucket = buckets_[Probe(key)];
    if (bucket.key_plus_one == 0) {
      bucket.key_plus_one = key + 1;
      ++count_;
    }
    bucket.value = value;
    return true;
  }

  void Clear() {
    buckets_.Clear();
    count_ = 0;
  }
  size_t size() const { return count_; }

 private:
  struct Bucket {
    uint32_t key_plus_one = 0;
    uint32_t value = 0;
  };

  size_t Probe(uint32_t key) const {
    const size_t mask = buckets_.size() - 1;
    size_t i = (key * uint64_t{0x9e3779b97f4a7c15} >> 32) & mask;
    while (buckets_[i].key_plus_one != 0 && buckets_[i].key_plus_one != key + 1) i = (i + 1) & mask;
    return i;
  }

  bool Grow() {
    Vec<Bucket> old = std::move(buckets_);
    buckets_ = Vec<Bucket>(old.allocator());
    if (!buckets_.Resize(old.empty() ? 16 : old.size() * 2)) {
      buckets_ = std::move(old);
      return false;
    }
    for (const Bucket& bucket : old) {
      if (bucket.key_plus_one != 0) buckets_[Probe(bucket.key_plus_one - 1)] = bucket;
    }
    return true;
  }

  Vec<Bucket> buckets_;
  size_t count_ = 0;
};

}  // namespace virga

#endif  // ENGINE_SUPPORT_U32_MAP_H_
