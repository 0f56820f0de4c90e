// T36: borrows that outlive their call, drops and moves of what is lent, drops that happen twice.

#include <gtest/gtest.h>

#include <memory>

#include "canonical-abi/resources/handle_scope.h"

namespace virga::cabi {
namespace {

const int kInstance = 0;
const int kOther = 0;
const ResourceType kMine{&kInstance};
const ResourceType kTheirs{&kOther};

TEST(T36BorrowLifetime, WhatIsLentCanNeitherBeDroppedNorMoved) {
  HandleTable table(100);
  const uint32_t own = table.AddOwn(kTheirs, 7).value();
  HandleScope scope(&table, &kInstance);
  EXPECT_EQ(scope.LiftBorrow(kTheirs, own).value(), 7u);
  EXPECT_EQ(scope.LiftBorrow(kTheirs, own).value(), 7u);  // twice in one call
  EXPECT_FALSE(ResourceDrop(table, kTheirs, own).ok());
  EXPECT_FALSE(scope.LiftOwn(kTheirs, own).ok());
  ASSERT_TRUE(scope.Finish().ok());
  EXPECT_TRUE(ResourceDrop(table, kTheirs, own).ok());
}

TEST(T36BorrowLifetime, ManyLendsOfOneCallAllEnd) {
  HandleTable table(100);
  HandleScope scope(&table, &kInstance);
  for (uint32_t i = 1; i <= 20; ++i) {
    ASSERT_EQ(table.AddOwn(kTheirs, i).value(), i);
    ASSERT_TRUE(scope.LiftBorrow(kTheirs, i).ok());
  }
  ASSERT_TRUE(scope.Finish().ok());
  for (uint32_t i = 1; i <= 20; ++i) EXPECT_TRUE(ResourceDrop(table, kTheirs, i).ok());
}

TEST(T36BorrowLifetime, ABorrowHandleThatIsLentStaysUntilTheCallEnds) {
  HandleTable table(100);
  HandleScope outer(&table, &kInstance);
  const uint32_t borrow = outer.LowerBorrow(kTheirs, 5).value();
  HandleScope inner(&table, &kInstance);
  ASSERT_EQ(inner.LiftBorrow(kTheirs, borrow).value(), 5u);
  EXPECT_FALSE(ResourceDrop(table, kTheirs, borrow).ok());
  ASSERT_TRUE(inner.Finish().ok());
  EXPECT_FALSE(ResourceDrop(table, kTheirs, borrow)->owned);
  EXPECT_TRUE(outer.Finish().ok());
}

TEST(T36BorrowLifetime, BorrowsMustBeDroppedBeforeTheCallEnds) {
  HandleTable table(100);
  HandleScope scope(&table, &kInstance);
  const uint32_t first = scope.LowerBorrow(kTheirs, 5).value();
  const uint32_t second = scope.LowerBorrow(kTheirs, 6).value();
  EXPECT_EQ(scope.borrow_count(), 2u);
  ASSERT_TRUE(ResourceDrop(table, kTheirs, first).ok());
  Status status = scope.Finish();
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message().find("borrow handles still remain"), std::string_view::npos);
  ASSERT_TRUE(ResourceDrop(table, kTheirs, second).ok());
  EXPECT_TRUE(scope.Finish().ok());
}

TEST(T36BorrowLifetime, ABorrowOfOnesOwnResourceIsItsRepresentation) {
  HandleTable table(100);
  HandleScope scope(&table, &kInstance);
  EXPECT_EQ(scope.LowerBorrow(kMine, 1234).value(), 1234u);
  EXPECT_EQ(table.live(), 0u);
  EXPECT_TRUE(scope.Finish().ok());
}

// A task that trapped leaves borrow handles behind; its frame is gone when they are dropped.
TEST(T36BorrowLifetime, BorrowsLeftByATrappedTaskReferToNoFrame) {
  HandleTable table(100);
  auto scope = std::make_unique<HandleScope>(&table, &kInstance);
  const uint32_t borrow = scope->LowerBorrow(kTheirs, 5).value();
  scope.reset();
  HandleScope next(&table, &kInstance);
  const uint32_t another = next.LowerBorrow(kTheirs, 6).value();
  EXPECT_TRUE(ResourceDrop(table, kTheirs, borrow).ok());
  EXPECT_EQ(next.borrow_count(), 1u);  // its own, not the other's
  EXPECT_TRUE(ResourceDrop(table, kTheirs, another).ok());
  EXPECT_TRUE(next.Finish().ok());
}

TEST(T36BorrowLifetime, ADropAnswersItsDestructorOnce) {
  HandleTable table(100);
  const uint32_t own = ResourceNew(table, kMine, 99).value();
  const DroppedResource dropped = ResourceDrop(table, kMine, own).value();
  EXPECT_TRUE(dropped.owned);
  EXPECT_EQ(dropped.rep, 99u);
  EXPECT_FALSE(ResourceDrop(table, kMine, own).ok());
  HandleScope scope(&table, &kInstance);
  const uint32_t moved = ResourceNew(table, kMine, 98).value();
  ASSERT_TRUE(scope.LiftOwn(kMine, moved).ok());
  EXPECT_FALSE(ResourceDrop(table, kMine, moved).ok());
}

}  // namespace
}  // namespace virga::cabi
