#include "canonical-abi/values/val.h"

#include <gtest/gtest.h>

namespace virga::cabi {
namespace {

Val ListOf(std::initializer_list<uint32_t> numbers) {
  Vec<Val> items;
  for (const uint32_t number : numbers) EXPECT_TRUE(items.Push(Val::U32(number)));
  return Val::Compound(TypeKind::kList, std::move(items));
}
Val PackedOf(std::initializer_list<uint32_t> numbers) {
  Vec<uint8_t> bytes;
  for (const uint32_t number : numbers)
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(bytes.Push(static_cast<uint8_t>(number >> (8 * i))));
  return Val::Packed(TypeKind::kList, TypeKind::kU32, std::move(bytes));
}

TEST(Val, PackedAndUnpackedListsCompareByElements) {
  EXPECT_TRUE(ListOf({1, 0x80000000}) == PackedOf({1, 0x80000000}));
  EXPECT_TRUE(PackedOf({1, 2}) == ListOf({1, 2}));
  EXPECT_FALSE(PackedOf({1, 2}) == ListOf({1, 3}));
  EXPECT_FALSE(PackedOf({1, 2}) == ListOf({1}));
  EXPECT_FALSE(PackedOf({1}) == PackedOf({2}));
  EXPECT_TRUE(PackedOf({}) == ListOf({}));
}

TEST(Val, KindsAndCasesDistinguish) {
  EXPECT_FALSE(Val::U32(1) == Val::U64(1));
  EXPECT_FALSE(Val::Case(TypeKind::kOption, 0, Vec<Val>()) ==
               Val::Case(TypeKind::kOption, 1, Vec<Val>()));
  EXPECT_FALSE(Val::Own(nullptr, 1) == Val::Borrow(nullptr, 1));
  EXPECT_FALSE(Val::Own(nullptr, 1) == Val::Own(nullptr, 2));
  EXPECT_TRUE(Val::String("a").value() == Val::String("a").value());
  EXPECT_FALSE(Val::String("a").value() == Val::String("b").value());
}

TEST(Val, SignedNumbersAreExtended) {
  EXPECT_TRUE(Val::S32(-1) == Val::Scalar(TypeKind::kS32, UINT64_MAX));
  Vec<uint8_t> bytes;
  ASSERT_TRUE(bytes.Push(0x80) && bytes.Push(0xff));
  const Val list = Val::Packed(TypeKind::kList, TypeKind::kS8, std::move(bytes));
  EXPECT_EQ(static_cast<int64_t>(list.PackedAt(0).bits()), -128);
  EXPECT_EQ(static_cast<int64_t>(list.PackedAt(1).bits()), -1);
}

TEST(Val, MovingOutOfItselfKeepsTheValue) {
  Vec<Val> items;
  ASSERT_TRUE(items.Push(Val::String("inner").value()));
  Val outer = Val::Compound(TypeKind::kTuple, std::move(items));
  outer = std::move(outer.mutable_items()[0]);
  EXPECT_EQ(outer.string(), "inner");
}

TEST(Val, CopiesAreDeepAndReportFailure) {
  Vec<Val> items;
  ASSERT_TRUE(items.Push(Val::String("text").value()) && items.Push(PackedOf({1, 2, 3})));
  const Val value = Val::Compound(TypeKind::kTuple, std::move(items));
  EXPECT_TRUE(value.Copy().value() == value);
  for (uint64_t n = 1; n <= 3; ++n) {
    Allocator allocator;
    allocator.FailAfter(n);
    EXPECT_FALSE(value.Copy(&allocator).ok());
    EXPECT_EQ(allocator.used(), 0u);
  }
}

}  // namespace
}  // namespace virga::cabi
