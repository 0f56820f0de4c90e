#include "engine/support/vec.h"

#include <gtest/gtest.h>

#include <memory>

namespace virga {
namespace {

TEST(VecTest, KeepsElementsWhenGrowthFails) {
  Allocator allocator;
  Vec<int> vec(&allocator);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(vec.Push(i));
  allocator.FailAfter(1, true);
  EXPECT_FALSE(vec.Push(8));
  EXPECT_FALSE(vec.Reserve(100));
  EXPECT_FALSE(vec.Resize(9));
  ASSERT_EQ(vec.size(), 8u);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(vec[i], i);
}

TEST(VecTest, MovesAndDestroysElements) {
  Allocator allocator;
  auto shared = std::make_shared<int>(1);
  {
    Vec<std::shared_ptr<int>> vec(&allocator);
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(vec.Push(shared));
    EXPECT_EQ(shared.use_count(), 21);
    Vec<std::shared_ptr<int>> other = std::move(vec);
    other.Truncate(3);
    EXPECT_EQ(shared.use_count(), 4);
    vec = std::move(other);
    EXPECT_EQ(vec.size(), 3u);
  }
  EXPECT_EQ(shared.use_count(), 1);
  EXPECT_EQ(allocator.used(), 0u);
}

TEST(VecTest, ImpossibleSizesFailWithoutAllocating) {
  Allocator allocator;
  Vec<uint64_t> vec(&allocator);
  EXPECT_FALSE(vec.Reserve(SIZE_MAX / 4));
  EXPECT_EQ(allocator.attempts(), 0u);
}

}  // namespace
}  // namespace virga
