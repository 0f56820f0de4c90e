// Flattening: the core types that stand for a value type in a core function's signature.
//
// Only short lists matter: a list longer than kFlatKept is always passed in memory (16 parameters
// at most go flat), so FlatTypes keeps the first kFlatKept types in two bits each and counts the
// rest. Flat values travel in slots of 8 bytes, i32 and f32 zero-extended; in that form every
// coercion that `join` asks for is the identity on bits.
// spec: CanonicalABI (flattening).

#ifndef CANONICAL_ABI_TYPES_FLAT_TYPES_H_
#define CANONICAL_ABI_TYPES_FLAT_TYPES_H_

#include <cstdint>

namespace virga::cabi {

enum class CoreType : uint8_t { kI32, kI64, kF32, kF64 };

constexpr uint32_t kMaxFlatParams = 16;
constexpr uint32_t kMaxFlatAsyncParams = 4;
constexpr uint32_t kMaxFlatResults = 1;

// The core type that can carry either. spec: join.
constexpr CoreType Join(CoreType a, CoreType b) {
  if (a == b) return a;
  const bool narrow =
      (a == CoreType::kI32 && b == CoreType::kF32) || (a == CoreType::kF32 && b == CoreType::kI32);
  return narrow ? CoreType::kI32 : CoreType::kI64;
}

class FlatTypes {
 public:
  static constexpr uint32_t kFlatKept = 64;

  // Saturates at UINT32_MAX.
  constexpr uint32_t size() const { return count_; }
  // REQUIRES: i < min(size(), kFlatKept).
  constexpr CoreType operator[](uint32_t i) const {
    return static_cast<CoreType>(bits_[i / 32] >> (2 * (i % 32)) & 3);
  }
  constexpr void Push(CoreType type) {
    Set(count_, type);
    if (count_ != UINT32_MAX) ++count_;
  }
  constexpr void Append(const FlatTypes& other) {
    for (uint32_t i = 0; i < other.count_ && i < kFlatKept; ++i) Set(count_ + i, other[i]);
    count_ = other.count_ > UINT32_MAX - count_ ? UINT32_MAX : count_ + other.count_;
  }
  // Joins `other` into the types from `at` on. REQUIRES: at <= size().
  constexpr void JoinAt(uint32_t at, const FlatTypes& other) {
    for (uint32_t i = 0; i < other.count_ && at + i < kFlatKept && i < kFlatKept; ++i)
      Set(at + i, at + i < count_ ? Join((*this)[at + i], other[i]) : other[i]);
    const uint32_t end = other.count_ > UINT32_MAX - at ? UINT32_MAX : at + other.count_;
    if (end > count_) count_ = end;
  }
  constexpr bool operator==(const FlatTypes&) const = default;

 private:
  constexpr void Set(uint32_t i, CoreType type) {
    if (i >= kFlatKept) return;
    const uint32_t shift = 2 * (i % 32);
    uint64_t& bits = bits_[i / 32];
    bits = (bits & ~(uint64_t{3} << shift)) | static_cast<uint64_t>(type) << shift;
  }
  uint64_t bits_[kFlatKept / 32] = {};
  uint32_t count_ = 0;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_FLAT_TYPES_H_
