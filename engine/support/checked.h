// Arithmetic on guest quantities that cannot wrap unseen.

#ifndef ENGINE_SUPPORT_CHECKED_H_
#define ENGINE_SUPPORT_CHECKED_H_

#include <concepts>
#include <cstdint>

namespace virga {

// *out = a op b; false when the mathematical result does not fit, *out is then unspecified.
template <std::unsigned_integral T>
[[nodiscard]] constexpr bool CheckedAdd(T a, T b, T* out) {
  return !__builtin_add_overflow(a, b, out);
}
template <std::unsigned_integral T>
[[nodiscard]] constexpr bool CheckedMul(T a, T b, T* out) {
  return !__builtin_mul_overflow(a, b, out);
}

// Whether [offset, offset + length) lies inside [0, size). Never overflows.
[[nodiscard]] constexpr bool InBounds(uint64_t offset, uint64_t length, uint64_t size) {
  return offset <= size && length <= size - offset;
}

// The smallest multiple of `alignment` (a power of two) that is >= value. REQUIRES: it fits.
template <std::unsigned_integral T>
constexpr T AlignUp(T value, T alignment) {
  return (value + (alignment - 1)) & ~(alignment - 1);
}

}  // namespace virga

#endif  // ENGINE_SUPPORT_CHECKED_H_
