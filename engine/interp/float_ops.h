// What the floating-point instructions compute. spec: exec/numerics (floating-point operations).
//
// A signalling NaN is quieted by every arithmetic operation, as IEEE 754 and the specification ask;
// abs, neg and copysign only touch the sign bit. Rounding is spelled out because without SSE 4.1
// the C library would be called. Functors named after their rows in compile/op.def.

#ifndef ENGINE_INTERP_FLOAT_OPS_H_
#define ENGINE_INTERP_FLOAT_OPS_H_

#include <bit>
#include <cmath>
#include <cstdint>

#include "engine/interp/integer_ops.h"

namespace virga::wasm {

template <typename T>
struct FloatTraits;
template <>
struct FloatTraits<float> {
  using Bits = uint32_t;
  using Integer = int32_t;
  static constexpr float kNoFraction = 0x1p23f;  // from here on all values are integers
};
template <>
struct FloatTraits<double> {
  using Bits = uint64_t;
  using Integer = int64_t;
  static constexpr double kNoFraction = 0x1p52;
};

template <typename T>
VIRGA_INLINE bool SignOf(T value) {
  using Bits = typename FloatTraits<T>::Bits;
  return std::bit_cast<Bits>(value) >> (sizeof(T) * 8 - 1) != 0;
}

template <typename T>
VIRGA_INLINE T FloatAbs(T value) {
  using Bits = typename FloatTraits<T>::Bits;
  return std::bit_cast<T>(static_cast<Bits>(std::bit_cast<Bits>(value) & (~Bits{0} >> 1)));
}

template <typename T>
VIRGA_INLINE T FloatNeg(T value) {
  using Bits = typename FloatTraits<T>::Bits;
  return std::bit_cast<T>(static_cast<Bits>(std::bit_cast<Bits>(value) ^ ~(~Bits{0} >> 1)));
}

template <typename T>
VIRGA_INLINE T FloatCopysign(T value, T sign) {
  using Bits = typename FloatTraits<T>::Bits;
  constexpr Bits kMagnitude = ~Bits{0} >> 1;
  return std::bit_cast<T>(static_cast<Bits>((std::bit_cast<Bits>(value) & kMagnitude) |
                                            (std::bit_cast<Bits>(sign) & ~kMagnitude)));
}

template <typename T>
VIRGA_INLINE T FloatMin(T a, T b) {
  if (a < b) return a;
  if (b < a) return b;
  // Equal, or one is NaN. For equal values or-ing the bits prefers -0.
  using Bits = typename FloatTraits<T>::Bits;
  if (a == b) {
    return std::bit_cast<T>(static_cast<Bits>(std::bit_cast<Bits>(a) | std::bit_cast<Bits>(b)));
  }
  return a + b;
}

template <typename T>
VIRGA_INLINE T FloatMax(T a, T b) {
  if (a > b) return a;
  if (b > a) return b;
  using Bits = typename FloatTraits<T>::Bits;
  if (a == b) {
    return std::bit_cast<T>(static_cast<Bits>(std::bit_cast<Bits>(a) & std::bit_cast<Bits>(b)));
  }
  return a + b;
}

// Rounded to zero, for values with a fraction; `kNoFraction` and NaN are told apart by the callers.
template <typename T>
VIRGA_INLINE bool HasFraction(T value) {
  return FloatAbs(value) < FloatTraits<T>::kNoFraction;
}

template <typename T>
VIRGA_INLINE T FloatTrunc(T value) {
  using Integer = typename FloatTraits<T>::Integer;
  if (!HasFraction(value)) return value + T{0};  // quiets a NaN
  return FloatCopysign(static_cast<T>(static_cast<Integer>(value)), value);
}

template <typename T>
VIRGA_INLINE T FloatFloor(T value) {
  const T whole = FloatTrunc(value);
  return whole > value ? whole - T{1} : whole;
}

template <typename T>
VIRGA_INLINE T FloatCeil(T value) {
  const T whole = FloatTrunc(value);
  return whole < value ? FloatCopysign(whole + T{1}, value) : whole;
}

template <typename T>
VIRGA_INLINE T FloatNearest(T value) {
  if (!HasFraction(value)) return value + T{0};
  // Adding and subtracting 2^52 (2^23) rounds in the machine's mode, to nearest, ties to even.
  const T shift = FloatCopysign(FloatTraits<T>::kNoFraction, value);
  return FloatCopysign((value + shift) - shift, value);
}

VIRGA_INLINE float FloatSqrt(float value) { return __builtin_sqrtf(value); }
VIRGA_INLINE double FloatSqrt(double value) { return __builtin_sqrt(value); }

#define VIRGA_FLOAT_OPS(F, T)                          \
  VIRGA_BINARY(F##Add, T, T, a + b)                    \
  VIRGA_BINARY(F##Sub, T, T, a - b)                    \
  VIRGA_BINARY(F##Mul, T, T, a* b)                     \
  VIRGA_BINARY(F##Div, T, T, a / b)                    \
  VIRGA_BINARY(F##Min, T, T, FloatMin(a, b))           \
  VIRGA_BINARY(F##Max, T, T, FloatMax(a, b))           \
  VIRGA_BINARY(F##Copysign, T, T, FloatCopysign(a, b)) \
  VIRGA_UNARY(F##Abs, T, T, FloatAbs(a))               \
  VIRGA_UNARY(F##Neg, T, T, FloatNeg(a))               \
  VIRGA_UNARY(F##Ceil, T, T, FloatCeil(a))             \
  VIRGA_UNARY(F##Floor, T, T, FloatFloor(a))           \
  VIRGA_UNARY(F##Trunc, T, T, FloatTrunc(a))           \
  VIRGA_UNARY(F##Nearest, T, T, FloatNearest(a))       \
  VIRGA_UNARY(F##Sqrt, T, T, FloatSqrt(a))             \
  VIRGA_BINARY(F##Eq, T, uint32_t, a == b)             \
  VIRGA_BINARY(F##Ne, T, uint32_t, a != b)             \
  VIRGA_BINARY(F##Lt, T, uint32_t, a < b)              \
  VIRGA_BINARY(F##Gt, T, uint32_t, a > b)              \
  VIRGA_BINARY(F##Le, T, uint32_t, a <= b)             \
  VIRGA_BINARY(F##Ge, T, uint32_t, a >= b)             \
  VIRGA_BINARY(F##NotLt, T, uint32_t, !(a < b))        \
  VIRGA_BINARY(F##NotGt, T, uint32_t, !(a > b))        \
  VIRGA_BINARY(F##NotLe, T, uint32_t, !(a <= b))       \
  VIRGA_BINARY(F##NotGe, T, uint32_t, !(a >= b))       \
  using F##BrEq = F##Eq;                               \
  using F##BrNe = F##Ne;                               \
  using F##BrLt = F##Lt;                               \
  using F##BrGt = F##Gt;                               \
  using F##BrLe = F##Le;                               \
  using F##BrGe = F##Ge;                               \
  using F##BrNotLt = F##NotLt;                         \
  using F##BrNotGt = F##NotGt;                         \
  using F##BrNotLe = F##NotLe;                         \
  using F##BrNotGe = F##NotGe;

VIRGA_FLOAT_OPS(F32, float)
VIRGA_FLOAT_OPS(F64, double)

}  // namespace virga::wasm

#endif  // ENGINE_INTERP_FLOAT_OPS_H_
