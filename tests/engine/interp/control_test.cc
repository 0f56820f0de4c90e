// Blocks, branches and calls that the translator has to get right: values carried over heights,
// accumulators at merges, many results.

#include <gtest/gtest.h>

#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;

TEST(Control, ABranchDropsWhatLiesBetween) {
  CoreGuest guest;
  const Bytes code = Block({kI32}, I32(1) + I32(2) + I32(42) + Br(0));
  EXPECT_EQ(guest.Run(code, {}, {kI32}), Returns({42}));
}

TEST(Control, ABranchIfOverOperandsKeepsThemWhenItIsNotTaken) {
  CoreGuest guest;
  // 10; 30; br_if 0 carries 30 over 10, otherwise 10 + 30
  const Bytes code = Block({kI32}, I32(10) + I32(30) + Get(0) + BrIf(0) + Bytes{kI32Add});
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {1}), Returns({30}));
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {0}), Returns({40}));
}

TEST(Control, ALocalThatIsPendingOverABlockKeepsItsOldValue) {
  CoreGuest guest;
  const Bytes code = Get(0) + Get(1) + If(I32(5) + Set(0)) + Get(0) + Bytes{kI32Sub};
  EXPECT_EQ(guest.Run(code, {kI32, kI32}, {kI32}, {9, 0}), Returns({0}));
  EXPECT_EQ(guest.Run(code, {kI32, kI32}, {kI32}, {9, 1}), Returns({4}));
}

TEST(Control, AnAccumulatorIsNotTrustedAfterAMerge) {
  CoreGuest guest;
  const Bytes code =
      Get(0) + If({kI32}, Get(1) + I32(1) + Bytes{kI32Add}, Get(1) + I32(2) + Bytes{kI32Mul}) +
      I32(3) + Bytes{kI32Add};
  EXPECT_EQ(guest.Run(code, {kI32, kI32}, {kI32}, {1, 10}), Returns({14}));
  EXPECT_EQ(guest.Run(code, {kI32, kI32}, {kI32}, {0, 10}), Returns({23}));
}

TEST(Control, TheAccumulatorBeforeAnIfServesBothWays) {
  CoreGuest guest;
  const Bytes code = Get(0) + I32(1) + Bytes{kI32Add} + Tee(0) + I32(5) + Bytes{kI32LtS} +
                     If({kI32}, Get(0), Get(0) + I32(100) + Bytes{kI32Add});
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {1}), Returns({2}));
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {8}), Returns({109}));
}

TEST(Control, ATableCarriesValuesToBlocksOfDifferentHeights) {
  CoreGuest guest;
  // index 0: the inner block, +1; 1: the outer, +10; else the function's end
  const Bytes code = I32(1000) + Bytes{kDrop} +
                     Block({kI32}, I32(7) + Block({kI32}, I32(8) + Get(0) + BrTable({0, 1}, 2)) +
                                       Bytes{kI32Add} + I32(1) + Bytes{kI32Add}) +
                     I32(10) + Bytes{kI32Add};
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {0}), Returns({26}));
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {1}), Returns({18}));
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {2}), Returns({8}));
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {0xffffffff}), Returns({8}));
}

TEST(Control, LoopParametersAreCarriedBack) {
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t loop_type = builder.Type({kI32, kI32}, {kI32});
  // (sum, n): sum += n; n -= 1 until n = 0
  builder.Function(builder.Type({kI32}, {kI32}), I32(0) + Get(0) + Bytes{0x03} + U32(loop_type) +
                                                     Tee(0) + Bytes{kI32Add} + Get(0) + I32(1) +
                                                     Bytes{kI32Sub} + Tee(0) + Get(0) + BrIf(0) +
                                                     Bytes{kDrop} + Bytes{0x0b});
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 0, {10}), Returns({55}));
}

TEST(Control, ManyResultsComeBackInOrder) {
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t pair = builder.Type({kI32, kI32}, {kI32, kI32});
  builder.Function(pair, Get(1) + Get(0));  // swap
  builder.Function(pair, Get(0) + Get(1) + Call(0) + Call(0) + Call(0));
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 0, {1, 2}), Returns({2, 1}));
  EXPECT_EQ(guest.Call(instance, 1, {1, 2}), Returns({2, 1}));
}

TEST(Control, LocalsStartAtZeroInEveryCall) {
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI64});
  // Leaves rubbish above, then calls a function whose locals lie there.
  builder.Function(type, Get(1) + Get(2) + Bytes{kI64Add} + Get(5) + Bytes{kI64Add},
                   {U32(5) + Bytes{kI64}});
  builder.Function(type, I64(-1) + I64(-1) + I64(-1) + I64(-1) + I64(-1) + I64(-1) + I64(-1) +
                             I64(-1) + I64(-1) +
                             Bytes{kDrop, kDrop, kDrop, kDrop, kDrop, kDrop, kDrop, kDrop, kDrop} +
                             I32(-1) + Call(0));
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 1, {0}), Returns({0}));
}

TEST(Control, DeadCodeIsSkippedWhateverItHolds) {
  CoreGuest guest;
  const Bytes dead = Br(0) + Block({kEmpty}, I32(1) + If(I32(0) + BrTable({0, 1}, 0))) + F64(3) +
                     Bytes{kDrop} + Loop({kEmpty}, Br(0));
  EXPECT_EQ(guest.Run(Block({kEmpty}, dead) + I32(42), {}, {kI32}), Returns({42}));
}

TEST(Control, AnIndirectCallChecksInTheOrderOfTheSpecification) {
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {kI32});
  const uint32_t other = builder.Type({kI32}, {});
  builder.Table({0x70, 0, 3});
  builder.Function(type, I32(42));
  builder.Function(other, {});
  builder.Function(builder.Type({kI32}, {kI32}), Get(0) + Bytes{0x11} + U32(type) + U32(0));
  builder.Element(Bytes{0, 0x41, 0, 0x0b} + U32(2) + U32(0) + U32(1));
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 2, {0}), Returns({42}));
  EXPECT_EQ(guest.Call(instance, 2, {1}), Traps(TrapCode::kIndirectCallTypeMismatch));
  EXPECT_EQ(guest.Call(instance, 2, {2}), Traps(TrapCode::kUninitializedElement));
  EXPECT_EQ(guest.Call(instance, 2, {3}), Traps(TrapCode::kUndefinedElement));
  EXPECT_EQ(guest.Call(instance, 2, {0xffffffff}), Traps(TrapCode::kUndefinedElement));
}

TEST(Control, ATailCallLoopsForEver) {
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32, kI32}, {kI32});
  builder.Function(type, Get(0) + Bytes{kI32Eqz} + If(Get(1) + Bytes{kReturn}) + Get(0) + I32(1) +
                             Bytes{kI32Sub} + Get(1) + I32(2) + Bytes{kI32Add} + Bytes{0x12} +
                             U32(0));
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 0, {1000000, 0}), Returns({2000000}));
}

}  // namespace
}  // namespace virga::testing
