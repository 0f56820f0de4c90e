// What the translator makes of small functions: folding, accumulators, fusion.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/code_listing.h"
#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using namespace op;

class FoldingTest : public ::testing::Test {
 protected:
  std::vector<std::string> Cells(const Bytes& code, const Bytes& params, const Bytes& results,
                                 std::initializer_list<Bytes> locals = {}) {
    wasm::Instance* instance = guest.Load(OneFunction(code, params, results, locals));
    return Listing(instance->code, 0);
  }
  CoreGuest guest;
};

TEST_F(FoldingTest, LocalsAndConstantsEmitNothing) {
  EXPECT_THAT(Cells(Get(0) + I32(5) + Bytes{kI32Add}, {kI32}, {kI32}),
              ElementsAre("I32Add.SI!", "ReturnI64.A"));
}

TEST_F(FoldingTest, AChainOfOperationsTravelsThroughTheAccumulator) {
  EXPECT_THAT(
      Cells(Get(0) + Get(1) + Bytes{kI32Add} + Get(0) + Bytes{kI32Mul} + I32(3) + Bytes{kI32Sub},
            {kI32, kI32}, {kI32}),
      ElementsAre("I32Add.SS!", "I32Mul.AS!", "I32Add.AI!", "ReturnI64.A"));
}

TEST_F(FoldingTest, LocalSetChangesTheProducersDestination) {
  EXPECT_THAT(Cells(Get(0) + I32(1) + Bytes{kI32Add} + Set(0), {kI32}, {}),
              ElementsAre("I32Add.SI", "Return"));
}

TEST_F(FoldingTest, APendingCopyOfALocalIsSavedBeforeItIsWritten) {
  // local 0 as it was, plus what it becomes
  const Bytes code = Get(0) + I32(7) + Set(0) + Get(0) + Bytes{kI32Add};
  EXPECT_THAT(Cells(code, {kI32}, {kI32}), Contains("Move"));
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {35}), Returns({42}));
}

TEST_F(FoldingTest, TwoPendingCopiesShareACell) {
  const Bytes code = Get(0) + Get(0) + I32(7) + Set(0) + Bytes{kI32Add} + Get(0) + Bytes{kI32Mul};
  EXPECT_THAT(Cells(code, {kI32}, {kI32}), Contains("Move2"));
  EXPECT_EQ(guest.Run(code, {kI32}, {kI32}, {3}), Returns({42}));
}

TEST_F(FoldingTest, AComparisonIsFusedWithItsBranch) {
  EXPECT_THAT(Cells(Loop({kEmpty}, Get(0) + I32(1) + Bytes{kI32Sub} + Tee(0) + I32(0) +
                                       Bytes{kI32GtS} + BrIf(0)),
                    {kI32}, {}),
              ElementsAre("I32Add.SI", "I32BrGtS.AI+", "Return"));
}

TEST_F(FoldingTest, EqzTurnsAComparisonRound) {
  EXPECT_THAT(
      Cells(Block({kEmpty}, Get(0) + Get(1) + Bytes{kF64Lt, kI32Eqz} + BrIf(0)), {kF64, kF64}, {}),
      ElementsAre("F64BrNotLt.SS", "Return"));
}

TEST_F(FoldingTest, ABitTestIsFusedWithItsBranch) {
  EXPECT_THAT(Cells(Block({kEmpty}, Get(0) + I32(4) + Bytes{kI32And} + BrIf(0)), {kI32}, {}),
              ElementsAre("I32BrTest.SI", "Return"));
  EXPECT_THAT(
      Cells(Block({kEmpty}, Get(0) + I64(4) + Bytes{kI64And, kI64Eqz} + BrIf(0)), {kI64}, {}),
      ElementsAre("I64BrNotTest.SI", "Return"));
}

TEST_F(FoldingTest, AWideImmediateKeepsItsComparison) {
  EXPECT_THAT(Cells(Block({kEmpty}, Get(0) + I32(100000) + Bytes{kI32LtU} + BrIf(0)), {kI32}, {}),
              ElementsAre("I32LtU.SI!", "I32BrNe.AI", "Return"));
}

TEST_F(FoldingTest, ArgumentsAreWhereTheCalleesFrameBegins) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI32});
  builder.Function(type, Get(0) + I32(1) + Bytes{kI32Sub} + Call(0));
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_THAT(Listing(instance->code, 0), ElementsAre("I32Add.SI", "Call+", "ReturnI64.A"));
}

TEST_F(FoldingTest, AConstantAddressIsAddedUp) {
  WasmBuilder builder;
  builder.Memory({0, 1});
  builder.Function(builder.Type({}, {kI32}), I32(16) + Mem(0x28, 4));
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_THAT(Listing(instance->code, 0), ElementsAre("I32Load.I!", "ReturnI64.A"));
}

TEST_F(FoldingTest, SwitchesOfAblationChangeCodeButNotResults) {
  const Bytes code =
      Get(0) + I32(1) + Bytes{kI32Add} + Set(0) +
      Block({kEmpty}, Get(0) + I32(10) + Bytes{kI32LtS} + BrIf(0) + I32(99) + Set(0)) + Get(0);
  wasm::CodeOptions plain;
  plain.fold = false;
  plain.fuse = false;
  CoreGuest unfolded({}, plain);
  wasm::Instance* instance = unfolded.Load(OneFunction(code, {kI32}, {kI32}));
  EXPECT_THAT(Listing(instance->code, 0), Contains("CopyI64.A"));
  EXPECT_THAT(Cells(code, {kI32}, {kI32}), Not(Contains("CopyI64.A")));
  for (const wasm::Slot argument : {wasm::Slot{1}, wasm::Slot{9}, wasm::Slot{50}}) {
    EXPECT_EQ(unfolded.Call(instance, 0, {argument}), guest.Run(code, {kI32}, {kI32}, {argument}));
  }
}

TEST_F(FoldingTest, InterruptChecksFollowTheOption) {
  wasm::CodeOptions options;
  options.interrupts = false;
  CoreGuest unchecked({}, options);
  const Bytes code = Loop({kEmpty}, Get(0) + BrIf(0));
  wasm::Instance* instance = unchecked.Load(OneFunction(code, {kI32}, {}));
  EXPECT_THAT(Listing(instance->code, 0), ElementsAre("I32BrNe.SI", "Return"));
  EXPECT_THAT(Cells(code, {kI32}, {}), ElementsAre("I32BrNe.SI+", "Return"));
}

}  // namespace
}  // namespace virga::testing
