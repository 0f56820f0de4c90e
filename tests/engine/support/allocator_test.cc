#include "engine/support/allocator.h"

#include <gtest/gtest.h>

#include "engine/support/arena.h"

namespace virga {
namespace {

TEST(AllocatorTest, CountsUseAndPeak) {
  Allocator allocator;
  void* a = allocator.Allocate(100);
  void* b = allocator.Allocate(50);
  ASSERT_NE(a, nullptr);
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(allocator.used(), 150u);
  a = allocator.Reallocate(a, 100, 10);
  EXPECT_EQ(allocator.used(), 60u);
  allocator.Free(a, 10);
  allocator.Free(b, 50);
  EXPECT_EQ(allocator.used(), 0u);
  EXPECT_EQ(allocator.peak(), 150u);
}

TEST(AllocatorTest, CapIsExact) {
  Allocator allocator(100);
  void* a = allocator.Allocate(60);
  EXPECT_EQ(allocator.Allocate(41), nullptr);
  void* b = allocator.Allocate(40);
  EXPECT_NE(b, nullptr);
  EXPECT_FALSE(allocator.Charge(1));
  EXPECT_FALSE(allocator.Charge(UINT64_MAX));
  allocator.Free(a, 60);
  allocator.Free(b, 40);
  EXPECT_TRUE(allocator.Charge(100));
  allocator.Refund(100);
}

TEST(AllocatorTest, FailsTheNthAttempt) {
  Allocator allocator;
  allocator.FailAfter(2);
  EXPECT_TRUE(allocator.Charge(1));
  EXPECT_FALSE(allocator.Charge(1));
  EXPECT_TRUE(allocator.Charge(1));
  EXPECT_EQ(allocator.attempts(), 3u);
  allocator.FailAfter(1, /*onwards=*/true);
  EXPECT_EQ(allocator.Allocate(8), nullptr);
  EXPECT_EQ(allocator.Allocate(8), nullptr);
}

TEST(ArenaTest, HandsOutAlignedBlocksAndFreesThem) {
  Allocator allocator;
  {
    Arena arena(&allocator);
    for (size_t bytes : {1u, 17u, 4000u, 100000u, 3u}) {
      void* block = arena.Allocate(bytes);
      ASSERT_NE(block, nullptr);
      EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % 16, 0u);
      std::memset(block, 0xee, bytes);
    }
    EXPECT_GT(allocator.used(), 100000u);
  }
  EXPECT_EQ(allocator.used(), 0u);
}

TEST(ArenaTest, FailureIsNull) {
  Allocator allocator(1000);
  Arena arena(&allocator);
  EXPECT_EQ(arena.Allocate(10), nullptr);
  EXPECT_EQ(arena.Allocate(SIZE_MAX), nullptr);
  EXPECT_EQ(arena.NewArray<uint64_t>(SIZE_MAX / 4).data(), nullptr);
}

}  // namespace
}  // namespace virga
