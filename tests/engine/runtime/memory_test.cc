#include "engine/runtime/memory.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/runtime/table.h"

namespace virga::wasm {
namespace {

constexpr uint64_t kPage = 65536;

MemoryType PagesOf(uint64_t min, uint64_t max = UINT64_MAX) {
  MemoryType type;
  type.limits.min = min;
  type.limits.max = max;
  type.limits.has_max = max != UINT64_MAX;
  return type;
}

TEST(MemoryTest, IsZeroAndChargedAndGivenBack) {
  Allocator allocator;
  {
    auto memory = Memory::Create(PagesOf(2), kPage * 10, &allocator);
    ASSERT_TRUE(memory.ok());
    EXPECT_EQ((*memory)->bytes, 2 * kPage);
    EXPECT_TRUE(std::ranges::all_of((*memory)->span(), [](uint8_t byte) { return byte == 0; }));
    EXPECT_EQ(allocator.used(), 2 * kPage);
  }
  EXPECT_EQ(allocator.used(), 0u);
}

TEST(MemoryTest, GrowKeepsContentsAndZeroesTheRest) {
  Allocator allocator;
  auto memory = Memory::Create(PagesOf(1, 4), kPage * 10, &allocator);
  ASSERT_TRUE(memory.ok());
  (*memory)->base[kPage - 1] = 7;
  EXPECT_EQ((*memory)->Grow(2), 1u);
  EXPECT_EQ((*memory)->base[kPage - 1], 7);
  EXPECT_EQ((*memory)->base[kPage], 0);
  EXPECT_EQ((*memory)->base[3 * kPage - 1], 0);
  EXPECT_EQ((*memory)->pages(), 3u);
  EXPECT_EQ((*memory)->Grow(0), 3u);
}

TEST(MemoryTest, GrowStopsAtTheDeclaredMaximumTheLimitAndTheCap) {
  Allocator allocator(5 * kPage);
  auto declared = Memory::Create(PagesOf(1, 2), kPage * 10, &allocator);
  EXPECT_EQ((*declared)->Grow(2), UINT64_MAX);
  EXPECT_EQ((*declared)->Grow(1), 1u);
  auto limited = Memory::Create(PagesOf(0), kPage, &allocator);
  EXPECT_EQ((*limited)->Grow(2), UINT64_MAX);
  EXPECT_EQ((*limited)->Grow(1), 0u);
  auto capped = Memory::Create(PagesOf(1), kPage * 10, &allocator);
  EXPECT_EQ((*capped)->Grow(2), UINT64_MAX);
  EXPECT_EQ((*capped)->pages(), 1u);
  EXPECT_EQ((*capped)->Grow(UINT64_MAX), UINT64_MAX);
  EXPECT_EQ(allocator.used(), 4 * kPage);
}

TEST(MemoryTest, AnEmptyMemoryHasAnAddress) {
  auto memory = Memory::Create(PagesOf(0), kPage, &Allocator::System());
  ASSERT_TRUE(memory.ok());
  EXPECT_NE((*memory)->base, nullptr);
  EXPECT_EQ((*memory)->bytes, 0u);
}

TEST(MemoryTest, AMemoryBeyondTheLimitNamesIt) {
  auto memory = Memory::Create(PagesOf(3), 2 * kPage, &Allocator::System());
  ASSERT_FALSE(memory.ok());
  EXPECT_EQ(memory.error().kind(), ErrorKind::kLimit);
  EXPECT_NE(memory.error().message().find("max-memory"), std::string_view::npos);
  // A size that does not fit 64 bits is no smaller than one that does.
  EXPECT_EQ(Memory::Create(PagesOf(UINT64_MAX), 2 * kPage, &Allocator::System()).error().kind(),
            ErrorKind::kLimit);
}

TEST(TableTest, GrowsUpToItsMaximum) {
  TableType type;
  type.element = ValType::FuncRef();
  type.limits.min = 1;
  type.limits.max = 5;
  type.limits.has_max = true;
  Allocator allocator;
  auto table = TableInstance::Create(type, 11, 100, &allocator);
  ASSERT_TRUE(table.ok());
  EXPECT_EQ((*table)->Grow(3, 22), 1u);
  EXPECT_EQ((*table)->elements[0], 11u);
  EXPECT_EQ((*table)->elements[3], 22u);
  EXPECT_EQ((*table)->Grow(2, 0), UINT64_MAX);
  EXPECT_EQ((*table)->Grow(1, 33), 4u);
  EXPECT_EQ((*table)->size, 5u);
  EXPECT_EQ((*table)->type().limits.min, 5u);
}

TEST(TableTest, ATableBeyondTheLimitNamesIt) {
  TableType type;
  type.element = ValType::FuncRef();
  type.limits.min = 101;
  auto table = TableInstance::Create(type, 0, 100, &Allocator::System());
  ASSERT_FALSE(table.ok());
  EXPECT_NE(table.error().message().find("max-table-entries"), std::string_view::npos);
}

}  // namespace
}  // namespace virga::wasm
