// What lifting and lowering need of a guest: its memory, its realloc, its string encoding.
//
// GuestMemory looks through to the owner's base and size at every use, so it is never stale after
// guest code ran, moved or grew the memory; a pointer taken from it is, and must be taken again
// after every realloc. Testable without an engine: point it at two variables.

#ifndef CANONICAL_ABI_ABI_GUEST_MEMORY_H_
#define CANONICAL_ABI_ABI_GUEST_MEMORY_H_

#include <bit>
#include <cstdint>
#include <cstring>

#include "canonical-abi/types/value_type.h"
#include "engine/support/checked.h"
#include "virga/error.h"

namespace virga::cabi {

enum class StringEncoding : uint8_t { kUtf8, kUtf16, kLatin1Utf16 };

class GuestMemory {
 public:
  GuestMemory() = default;  // no memory: every range is out of bounds
  GuestMemory(uint8_t* const* base, const uint64_t* bytes, PtrWidth width = PtrWidth::k32)
      : base_(base), bytes_(bytes), width_(width) {}

  bool present() const { return base_ != nullptr; }
  PtrWidth width() const { return width_; }
  uint64_t size() const { return bytes_ == nullptr ? 0 : *bytes_; }
  bool Contains(uint64_t address, uint64_t length) const {
    return InBounds(address, length, size());
  }
  // REQUIRES: Contains(address, what is accessed). Valid until guest code runs.
  uint8_t* At(uint64_t address) const { return *base_ + address; }

 private:
  uint8_t* const* base_ = nullptr;
  const uint64_t* bytes_ = nullptr;
  PtrWidth width_ = PtrWidth::k32;
};

// The guest's realloc. `call` runs it to completion and answers its result, or the trap.
struct Realloc {
  using Function = Result<uint64_t> (*)(void* self, uint64_t old_address, uint64_t old_bytes,
                                        uint64_t alignment, uint64_t new_bytes);
  void* self = nullptr;
  Function call = nullptr;
};

// Little-endian access to unaligned bytes.
template <typename T>
inline T LoadLe(const uint8_t* p) {
  T value;
  std::memcpy(&value, p, sizeof(T));
  if constexpr (std::endian::native == std::endian::big && sizeof(T) > 1) {
    T swapped = 0;
    for (unsigned i = 0; i < sizeof(T); ++i)
      swapped |= static_cast<T>(static_cast<T>(p[i]) << (8 * i));
    return swapped;
  }
  return value;
}
template <typename T>
inline void StoreLe(uint8_t* p, T value) {
  if constexpr (std::endian::native == std::endian::big && sizeof(T) > 1) {
    for (unsigned i = 0; i < sizeof(T); ++i) p[i] = static_cast<uint8_t>(value >> (8 * i));
  } else {
    std::memcpy(p, &value, sizeof(T));
  }
}

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_GUEST_MEMORY_H_
