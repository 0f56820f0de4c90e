// Conversions between numbers. spec: exec/numerics (conversions). Functors named after their rows
// in compile/op.def.

#ifndef ENGINE_INTERP_CONVERT_OPS_H_
#define ENGINE_INTERP_CONVERT_OPS_H_

#include <cstdint>
#include <limits>
#include <type_traits>

#include "engine/interp/float_ops.h"

namespace virga::wasm {

// The floats that truncate into Int are those strictly between kBelow and kAbove (kBelow itself is
// allowed where it is representable: see InRange).
template <typename Int, typename Float>
struct TruncRange {
  static constexpr bool kSigned = std::is_signed_v<Int>;
  // 2^width or 2^(width - 1), exact in every float type.
  static constexpr Float kAbove =
      static_cast<Float>(Int{1} << (sizeof(Int) * 8 - 2)) * (kSigned ? Float{2} : Float{4});
  static VIRGA_INLINE bool InRange(Float value) {
    if constexpr (!kSigned) {
      return value > Float{-1} && value < kAbove;
    } else if constexpr (sizeof(Int) * 8 > std::numeric_limits<Float>::digits) {
      return value >= -kAbove && value < kAbove;  // -2^(width-1) - 1 is not representable
    } else {
      return value > -kAbove - Float{1} && value < kAbove;
    }
  }
};

// The result as the machine's unsigned type. REQUIRES: in range.
template <typename Int, typename Float>
VIRGA_INLINE std::make_unsigned_t<Int> TruncInRange(Float value) {
  if constexpr (std::is_same_v<Int, uint32_t>) {
    return static_cast<uint32_t>(static_cast<int64_t>(value));
  } else {
    return static_cast<std::make_unsigned_t<Int>>(static_cast<Int>(value));
  }
}

template <typename Int, typename Float>
struct TruncOp {
  using Arg = Float;
  using Result = std::make_unsigned_t<Int>;
  static constexpr bool kTraps = true;
  static VIRGA_INLINE bool Traps(Float a, TrapCode* code) {
    if (TruncRange<Int, Float>::InRange(a)) [[likely]]
      return false;
    *code = a != a ? TrapCode::kInvalidConversionToInteger : TrapCode::kIntegerOverflow;
    return true;
  }
  static VIRGA_INLINE Result Do(Float a) { return TruncInRange<Int>(a); }
};

template <typename Int, typename Float>
struct TruncSatOp {
  using Arg = Float;
  using Result = std::make_unsigned_t<Int>;
  static VIRGA_INLINE Result Do(Float a) {
    if (TruncRange<Int, Float>::InRange(a)) [[likely]]
      return TruncInRange<Int>(a);
    if (a != a) return 0;
    return static_cast<Result>(a < 0 ? std::numeric_limits<Int>::min()
                                     : std::numeric_limits<Int>::max());
  }
};

using I32TruncF32S = TruncOp<int32_t, float>;
using I32TruncF32U = TruncOp<uint32_t, float>;
using I32TruncF64S = TruncOp<int32_t, double>;
using I32TruncF64U = TruncOp<uint32_t, double>;
using I64TruncF32S = TruncOp<int64_t, float>;
using I64TruncF32U = TruncOp<uint64_t, float>;
using I64TruncF64S = TruncOp<int64_t, double>;
using I64TruncF64U = TruncOp<uint64_t, double>;
using I32TruncSatF32S = TruncSatOp<int32_t, float>;
using I32TruncSatF32U = TruncSatOp<uint32_t, float>;
using I32TruncSatF64S = TruncSatOp<int32_t, double>;
using I32TruncSatF64U = TruncSatOp<uint32_t, double>;
using I64TruncSatF32S = TruncSatOp<int64_t, float>;
using I64TruncSatF32U = TruncSatOp<uint64_t, float>;
using I64TruncSatF64S = TruncSatOp<int64_t, double>;
using I64TruncSatF64U = TruncSatOp<uint64_t, double>;

VIRGA_UNARY(I32WrapI64, uint64_t, uint32_t, static_cast<uint32_t>(a))
VIRGA_UNARY(I64ExtendI32S, uint32_t, uint64_t, static_cast<uint64_t>(static_cast<int32_t>(a)))
VIRGA_UNARY(F32ConvertI32S, uint32_t, float, static_cast<float>(static_cast<int32_t>(a)))
VIRGA_UNARY(F32ConvertI32U, uint32_t, float, static_cast<float>(static_cast<int64_t>(a)))
VIRGA_UNARY(F32ConvertI64S, uint64_t, float, static_cast<float>(static_cast<int64_t>(a)))
VIRGA_UNARY(F32ConvertI64U, uint64_t, float, static_cast<float>(a))
VIRGA_UNARY(F32DemoteF64, double, float, static_cast<float>(a))
VIRGA_UNARY(F64ConvertI32S, uint32_t, double, static_cast<double>(static_cast<int32_t>(a)))
VIRGA_UNARY(F64ConvertI32U, uint32_t, double, static_cast<double>(static_cast<int64_t>(a)))
VIRGA_UNARY(F64ConvertI64S, uint64_t, double, static_cast<double>(static_cast<int64_t>(a)))
VIRGA_UNARY(F64ConvertI64U, uint64_t, double, static_cast<double>(a))
VIRGA_UNARY(F64PromoteF32, float, double, static_cast<double>(a))

}  // namespace virga::wasm

#endif  // ENGINE_INTERP_CONVERT_OPS_H_
