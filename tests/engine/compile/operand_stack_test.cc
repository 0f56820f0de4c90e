#include "engine/compile/operand_stack.h"

#include <gtest/gtest.h>

namespace virga::wasm {
namespace {

class OperandStackTest : public ::testing::Test {
 protected:
  OperandStackTest() : stack(&Allocator::System()) { EXPECT_TRUE(stack.Start(3)); }
  OperandStack stack;
};

TEST_F(OperandStackTest, SlotsFollowHeights) {
  ASSERT_TRUE(stack.PushConst(ValType::I32(), 7));
  ASSERT_TRUE(stack.PushLocal(ValType::I32(), 1));
  ASSERT_TRUE(stack.PushTemp(ValType::F64(), kNoCell));
  EXPECT_EQ(stack.at(0).slot, 3u);
  EXPECT_EQ(stack.at(2).slot, 5u);
  EXPECT_EQ(stack.next_slot(), 6u);
  stack.Pop();
  stack.Pop();
  EXPECT_EQ(stack.next_slot(), 4u);
  EXPECT_EQ(stack.slots_max(), 6u);
}

TEST_F(OperandStackTest, AVectorTakesTwoSlots) {
  ASSERT_TRUE(stack.PushTemp(ValType::V128(), kNoCell));
  EXPECT_EQ(stack.next_slot(), 5u);
}

TEST_F(OperandStackTest, CopiesOfOneLocalAreLinkedNewestFirst) {
  ASSERT_TRUE(stack.PushLocal(ValType::I32(), 1));
  ASSERT_TRUE(stack.PushLocal(ValType::I32(), 0));
  ASSERT_TRUE(stack.PushLocal(ValType::I32(), 1));
  EXPECT_EQ(stack.NewestCopy(1), 2u);
  stack.BecomeTemp(2);
  EXPECT_EQ(stack.NewestCopy(1), 0u);
  EXPECT_EQ(stack.NewestCopy(0), 1u);
  stack.Pop();
  stack.Pop();
  EXPECT_EQ(stack.NewestCopy(0), kNoOperand);
  EXPECT_EQ(stack.NewestCopy(1), 0u);
}

TEST_F(OperandStackTest, AnAccumulatorRepeatsTheLastSlotOfItsClass) {
  stack.SetAcc(AccClass::kInt, 4);
  stack.SetAcc(AccClass::kF64, 5);
  EXPECT_EQ(stack.Acc(AccClass::kInt), 4u);
  stack.SetAcc(AccClass::kF64, 4);  // the slot now holds a float
  EXPECT_EQ(stack.Acc(AccClass::kInt), kNoSlot);
  stack.ForgetSlot(4);
  EXPECT_EQ(stack.Acc(AccClass::kF64), kNoSlot);
}

TEST_F(OperandStackTest, PoppingBelowTheSettledPartShrinksIt) {
  ASSERT_TRUE(stack.PushTemp(ValType::I32(), kNoCell));
  ASSERT_TRUE(stack.PushTemp(ValType::I32(), kNoCell));
  stack.MarkSettled();
  EXPECT_EQ(stack.settled(), 2u);
  stack.Pop();
  EXPECT_EQ(stack.settled(), 1u);
}

}  // namespace
}  // namespace virga::wasm
