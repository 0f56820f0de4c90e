// Comparisons as conditions: their negations, mirror images and fused branches.
//
// All comparisons stand in one run of op.def, all fused branches in another run in the same order,
// so that a condition is a number and the two differ by a constant.

#ifndef ENGINE_COMPILE_CONDITIONS_H_
#define ENGINE_COMPILE_CONDITIONS_H_

#include "engine/compile/op.h"

namespace virga::wasm {

constexpr bool IsCompare(Op op) { return op >= Op::kI32Eq && op <= Op::kF64NotGe; }
constexpr bool IsFloatCompare(Op op) { return op >= Op::kF32Eq && op <= Op::kF64NotGe; }

constexpr Op OpPlus(Op op, int delta) { return static_cast<Op>(static_cast<int>(op) + delta); }

static_assert(static_cast<int>(Op::kF64BrNotGe) - static_cast<int>(Op::kF64NotGe) ==
              static_cast<int>(Op::kI32BrEq) - static_cast<int>(Op::kI32Eq));

// The branch that is taken when the comparison holds.
constexpr Op BranchOf(Op compare) {
  return OpPlus(compare, static_cast<int>(Op::kI32BrEq) - static_cast<int>(Op::kI32Eq));
}

namespace internal {

constexpr int kConditions = 10;  // of each type
// Eq Ne LtS LtU GtS GtU LeS LeU GeS GeU
constexpr int kNegatedInteger[kConditions] = {1, 0, 8, 9, 6, 7, 4, 5, 2, 3};
constexpr int kMirroredInteger[kConditions] = {0, 1, 4, 5, 2, 3, 8, 9, 6, 7};
// Eq Ne Lt Gt Le Ge NotLt NotGt NotLe NotGe
constexpr int kNegatedFloat[kConditions] = {1, 0, 6, 7, 8, 9, 2, 3, 4, 5};
constexpr int kMirroredFloat[kConditions] = {0, 1, 3, 2, 5, 4, 7, 6, 9, 8};

constexpr Op Map(Op compare, const int* integers, const int* floats) {
  const int row = static_cast<int>(compare) - static_cast<int>(Op::kI32Eq);
  const int* map = IsFloatCompare(compare) ? floats : integers;
  return OpPlus(compare, map[row % kConditions] - row % kConditions);
}

}  // namespace internal

// The comparison that holds exactly when this one does not.
constexpr Op Negated(Op compare) {
  return internal::Map(compare, internal::kNegatedInteger, internal::kNegatedFloat);
}
// The comparison with its operands exchanged.
constexpr Op Mirrored(Op compare) {
  return internal::Map(compare, internal::kMirroredInteger, internal::kMirroredFloat);
}

static_assert(Negated(Op::kI32LtS) == Op::kI32GeS && Negated(Op::kI64GtU) == Op::kI64LeU);
static_assert(Negated(Op::kF32Le) == Op::kF32NotLe && Negated(Op::kF64Eq) == Op::kF64Ne);
static_assert(Mirrored(Op::kI64LeU) == Op::kI64GeU && Mirrored(Op::kF64NotLt) == Op::kF64NotGt);

}  // namespace virga::wasm

#endif  // ENGINE_COMPILE_CONDITIONS_H_
