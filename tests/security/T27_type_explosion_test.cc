// T27: types that double at each step, or nest, or name too much, are refused by a limit, in time
// and memory linear in what was written.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "canonical-abi/types/value_type.h"

namespace virga::cabi {
namespace {

TEST(T27TypeExplosion, DoublingATupleReachesALimitNotTheEndOfTime) {
  Allocator allocator;
  TypeTable table(Limits{}, &allocator);
  ValueType type = Primitive(TypeKind::kU8);
  int steps = 0;
  for (; steps < 64; ++steps) {
    const ValueType twice[] = {type, type};
    Result<ValueType> result = table.Tuple(twice);
    if (!result.ok()) {
      EXPECT_EQ(result.error().kind(), ErrorKind::kLimit) << result.error().message();
      break;
    }
    type = *result;
  }
  EXPECT_EQ(steps, 19);  // 2^20 leaves are more than max-flat-types
  EXPECT_LT(allocator.peak(), 64u << 10);
}

TEST(T27TypeExplosion, DoublingThroughVariantsIsLimitedThoughItStaysFlat) {
  TypeTable table{Limits{}};
  ValueType type = Primitive(TypeKind::kU8);
  for (int i = 0; i < 64; ++i) {
    const FieldSpec cases[] = {{"a", type}, {"b", type}};
    Result<ValueType> result = table.Variant(cases);
    if (!result.ok()) {
      EXPECT_EQ(result.error().kind(), ErrorKind::kLimit);
      return;
    }
    type = *result;
  }
  FAIL() << "2^64 leaves were accepted";
}

TEST(T27TypeExplosion, DoublingThroughListsIsLimited) {
  TypeTable table{Limits{}};
  ValueType type = Primitive(TypeKind::kU8);
  for (int i = 0; i < 64; ++i) {
    const ValueType list = table.List(type).value();
    const ValueType twice[] = {list, list};
    Result<ValueType> result = table.Tuple(twice);
    if (!result.ok()) {
      EXPECT_EQ(result.error().kind(), ErrorKind::kLimit);
      return;
    }
    type = *result;
  }
  FAIL() << "2^64 leaves were accepted";
}

TEST(T27TypeExplosion, FixedListsOfFixedListsAreBoundedByTheirBytes) {
  TypeTable table{Limits{}};
  ValueType type = Primitive(TypeKind::kU8);
  type = table.FixedList(type, 1 << 14).value();
  type = table.FixedList(type, (1 << 14) - 1).value();
  EXPECT_EQ(table.node(type).size[0], (1u << 28) - (1u << 14));
  const Result<ValueType> over = table.FixedList(type, 2);
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().kind(), ErrorKind::kInvalid);
  const Result<ValueType> wrapped = table.FixedList(type, UINT32_MAX);
  ASSERT_FALSE(wrapped.ok());
  EXPECT_EQ(wrapped.error().kind(), ErrorKind::kInvalid);
}

TEST(T27TypeExplosion, DepthIsLimitedExactlyAndOverridably) {
  for (const uint64_t limit : {uint64_t{5}, uint64_t{100}}) {
    Limits limits;
    limits.value_type_depth = limit;
    TypeTable table(limits);
    ValueType type = Primitive(TypeKind::kU8);
    for (uint64_t depth = 2; depth <= limit; ++depth) {
      Result<ValueType> result = table.List(type);
      ASSERT_TRUE(result.ok()) << depth;
      type = *result;
    }
    const Result<ValueType> over = table.Option(type);
    ASSERT_FALSE(over.ok());
    EXPECT_EQ(over.error().kind(), ErrorKind::kLimit);
  }
}

TEST(T27TypeExplosion, CasesAreLimitedExactly) {
  Limits limits;
  limits.value_type_cases = 300;
  TypeTable table(limits);
  std::vector<std::string> names;
  for (int i = 0; i < 301; ++i) names.push_back("l" + std::to_string(i));
  std::vector<std::string_view> labels(names.begin(), names.end());
  EXPECT_TRUE(table.Enum(std::span(labels).first(300)).ok());
  const Result<ValueType> over = table.Enum(labels);
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().kind(), ErrorKind::kLimit);
}

TEST(T27TypeExplosion, ALimitOverriddenToTheMaximumStillBoundsNativeRecursion) {
  Limits limits;
  limits.value_type_depth = UINT64_MAX;
  TypeTable table(limits);
  ValueType type = Primitive(TypeKind::kU8);
  uint32_t depth = 1;
  for (; depth < 100000; ++depth) {
    const Result<ValueType> result = table.List(type);
    if (!result.ok()) break;
    type = *result;
  }
  EXPECT_EQ(depth, 1000u);
}

}  // namespace
}  // namespace virga::cabi
