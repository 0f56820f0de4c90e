// Fuel and interrupts. design: interpreter.md 10.

#include <gtest/gtest.h>

#include "engine/runtime/interrupt.h"
#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;

class FuelTest : public ::testing::TestWithParam<bool> {
 protected:
  FuelTest() : guest({}, Options()) {}
  static wasm::CodeOptions Options() {
    wasm::CodeOptions options;
    options.fuel = true;
    options.fold = GetParam();
    options.fuse = GetParam();
    return options;
  }
  // The fuel that a call takes, or what is wrong.
  uint64_t Cost(const Bytes& code, const Bytes& params, const Bytes& results,
                std::vector<wasm::Slot> args) {
    wasm::Instance* instance = guest.Load(OneFunction(code, params, results));
    guest.store().fuel = 1000000;
    EXPECT_EQ(guest.Call(instance, 0, args).error, "");
    const uint64_t cost = 1000000 - guest.store().fuel;
    // Exactly that much is enough, and one less is not.
    guest.store().fuel = cost;
    EXPECT_EQ(guest.Call(instance, 0, args).error, "");
    EXPECT_EQ(guest.store().fuel, 0u);
    guest.store().fuel = cost - 1;
    EXPECT_EQ(guest.Call(instance, 0, args), Traps(TrapCode::kOutOfFuel));
    return cost;
  }
  CoreGuest guest;
};

TEST_P(FuelTest, EveryInstructionCostsOneWhateverItBecomes) {
  EXPECT_EQ(Cost(Get(0) + I32(1) + Bytes{kI32Add} + Set(0) + Get(0), {kI32}, {kI32}, {1}), 5u);
}

TEST_P(FuelTest, StructureCostsNothing) {
  EXPECT_EQ(Cost(Bytes{0x01, 0x01} + Block({kEmpty}, Bytes{0x01}) + Loop({kEmpty}, {}) + I32(1) +
                     Bytes{kDrop},
                 {}, {}, {}),
            2u);
}

TEST_P(FuelTest, ALoopPaysForEachRound) {
  // Five instructions a round.
  const Bytes code = Loop({kEmpty}, Get(0) + I32(1) + Bytes{kI32Sub} + Tee(0) + BrIf(0));
  EXPECT_EQ(Cost(code, {kI32}, {}, {1}), 5u);
  EXPECT_EQ(Cost(code, {kI32}, {}, {100}), 500u);
}

TEST_P(FuelTest, OnlyTheBranchThatIsTakenIsPaid) {
  const Bytes code = Get(0) + If({kI32}, I32(1), I32(1) + I32(2) + Bytes{kI32Add});
  EXPECT_EQ(Cost(code, {kI32}, {kI32}, {1}), 3u);
  EXPECT_EQ(Cost(code, {kI32}, {kI32}, {0}), 5u);
}

TEST_P(FuelTest, ATrapKeepsTheCharge) {
  wasm::Instance* instance = guest.Load(OneFunction(I32(1) + Bytes{kDrop, kUnreachable}));
  guest.store().fuel = 10;
  EXPECT_EQ(guest.Call(instance, 0), Traps(TrapCode::kUnreachable));
  EXPECT_EQ(guest.store().fuel, 7u);
}

INSTANTIATE_TEST_SUITE_P(Folding, FuelTest, ::testing::Bool());

TEST(Interrupt, StopsAnEndlessLoop) {
  CoreGuest guest;
  wasm::Instance* instance = guest.Load(OneFunction(Loop({kEmpty}, Br(0))));
  guest.store().interrupt()->Set();
  EXPECT_EQ(guest.Call(instance, 0), Traps(TrapCode::kInterrupted));
  ASSERT_EQ(guest.last_error().frames().size(), 1u);
}

TEST(Interrupt, StopsEveryKindOfLoop) {
  const Bytes loops[] = {
      Loop({kEmpty}, I32(1) + BrIf(0)),
      Loop({kEmpty}, I32(0) + BrTable({0}, 0)),
      Loop({kEmpty}, F64(1) + F64(2) + Bytes{kF64Lt} + BrIf(0)),
      Loop({kEmpty}, I64(1) + Bytes{kI64Eqz, kI32Eqz} + BrIf(0)),
  };
  for (const Bytes& loop : loops) {
    CoreGuest guest;
    wasm::Instance* instance = guest.Load(OneFunction(loop));
    guest.store().interrupt()->Set();
    EXPECT_EQ(guest.Call(instance, 0), Traps(TrapCode::kInterrupted));
  }
}

TEST(Interrupt, StopsCallsAndIsStickyUntilCleared) {
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  builder.Function(type, {});
  builder.Function(type, Call(0));
  builder.Function(type, Bytes{0x12} + U32(2));
  wasm::Instance* instance = guest.Load(builder.Build());
  guest.store().interrupt()->Set();
  EXPECT_EQ(guest.Call(instance, 1), Traps(TrapCode::kInterrupted));
  EXPECT_EQ(guest.Call(instance, 1), Traps(TrapCode::kInterrupted));
  EXPECT_EQ(guest.Call(instance, 2), Traps(TrapCode::kInterrupted));
  guest.store().interrupt()->Clear();
  EXPECT_EQ(guest.Call(instance, 1), Returns({}));
}

}  // namespace
}  // namespace virga::testing
