#include "engine/compile/places.h"

#include <gtest/gtest.h>

namespace virga::wasm {
namespace {

TEST(Places, FindsTheLastEntryAtOrBeforeACell) {
  PlaceWriter writer(&Allocator::System());
  writer.Start(100);
  ASSERT_TRUE(writer.Add(2, 110));
  ASSERT_TRUE(writer.Add(3, 1000000));
  ASSERT_TRUE(writer.Add(300, 120));  // emitted later than what follows it in the module
  EXPECT_EQ(FindPlace(writer.bytes(), 100, 0), 100u);
  EXPECT_EQ(FindPlace(writer.bytes(), 100, 2), 110u);
  EXPECT_EQ(FindPlace(writer.bytes(), 100, 3), 1000000u);
  EXPECT_EQ(FindPlace(writer.bytes(), 100, 299), 1000000u);
  EXPECT_EQ(FindPlace(writer.bytes(), 100, 300), 120u);
  EXPECT_EQ(FindPlace(writer.bytes(), 100, UINT32_MAX), 120u);
}

TEST(Places, AnEntryTakesTwoBytesInTheCommonCase) {
  PlaceWriter writer(&Allocator::System());
  writer.Start(0);
  for (uint32_t i = 1; i <= 100; ++i) ASSERT_TRUE(writer.Add(i, i * 3));
  EXPECT_EQ(writer.bytes().size(), 200u);
}

TEST(Places, StartForgets) {
  PlaceWriter writer(&Allocator::System());
  writer.Start(0);
  ASSERT_TRUE(writer.Add(1, 7));
  writer.Start(50);
  EXPECT_TRUE(writer.bytes().empty());
  ASSERT_TRUE(writer.Add(1, 51));
  EXPECT_EQ(FindPlace(writer.bytes(), 50, 1), 51u);
}

}  // namespace
}  // namespace virga::wasm
