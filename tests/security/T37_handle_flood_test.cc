// T37: a guest that opens handles without end reaches a limit, not the end of memory.

#include <gtest/gtest.h>

#include "canonical-abi/resources/handle_scope.h"
#include "virga/limits.h"

namespace virga::cabi {
namespace {

const int kInstance = 0;
const ResourceType kType{nullptr};

TEST(T37HandleFlood, TheDefaultLimitHolds) {
  Allocator allocator;
  HandleTable table(Limits().handles, &allocator);
  for (uint64_t i = 0; i < Limits().handles; ++i) ASSERT_TRUE(ResourceNew(table, kType, 0).ok());
  const auto over = ResourceNew(table, kType, 0);
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().trap(), TrapCode::kHandleLimit);
  EXPECT_LE(allocator.peak(), 3 * 32 * Limits().handles);
}

TEST(T37HandleFlood, TheLimitIsExactAndCountsWhatIsOpen) {
  HandleTable table(3);
  HandleScope scope(&table, &kInstance);
  ASSERT_EQ(ResourceNew(table, kType, 0).value(), 1u);
  ASSERT_EQ(scope.LowerOwn(kType, 0).value(), 2u);
  ASSERT_EQ(table.AddBorrow(kType, 0, table.OpenScope().value()).value(), 3u);
  EXPECT_FALSE(scope.LowerOwn(kType, 0).ok());
  EXPECT_FALSE(ResourceNew(table, kType, 0).ok());
  ASSERT_TRUE(ResourceDrop(table, kType, 2).ok());
  EXPECT_EQ(scope.LowerOwn(kType, 0).value(), 2u);
  EXPECT_FALSE(scope.LowerOwn(kType, 0).ok());
}

TEST(T37HandleFlood, ARefusedAllocationIsOutOfMemory) {
  for (uint64_t n = 1; n <= 2; ++n) {
    Allocator allocator;
    allocator.FailAfter(n, true);
    HandleTable table(100, &allocator);
    Result<uint32_t> added = 0u;
    for (int i = 0; i < 20 && added.ok(); ++i) added = table.AddOwn(kType, 0);
    ASSERT_FALSE(added.ok());
    EXPECT_EQ(added.error().trap(), TrapCode::kOutOfMemory);
  }
}

}  // namespace
}  // namespace virga::cabi
