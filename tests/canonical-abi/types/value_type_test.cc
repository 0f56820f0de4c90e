#include "canonical-abi/types/value_type.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "canonical-abi/types/signature.h"

namespace virga::cabi {
namespace {

const ValueType kU8 = Primitive(TypeKind::kU8);
const ValueType kString = Primitive(TypeKind::kString);

TEST(ValueType, EveryPrimitiveOfTheTableHasItsCodeAndName) {
#define X(code, name, text, bytes, core)                              \
  EXPECT_EQ(PrimitiveOfCode(code), TypeKind::k##name);                \
  EXPECT_EQ(TypeKindName(TypeKind::k##name), std::string_view(text)); \
  EXPECT_EQ(PrimitiveOfCode(code - 0x40), std::nullopt);
#include "canonical-abi/types/value_type.def"
#undef X
  EXPECT_EQ(PrimitiveOfCode(0x72), std::nullopt);  // record
  EXPECT_EQ(TypeKindName(TypeKind::kFuture), "future");
}

TEST(ValueType, EqualStructureIsEqualIndex) {
  TypeTable table{Limits{}};
  const FieldSpec fields[] = {{"a", kU8}, {"b", kString}};
  const FieldSpec renamed[] = {{"a", kU8}, {"c", kString}};
  const FieldSpec moved[] = {{"b", kString}, {"a", kU8}};
  const ValueType record = table.Record(fields).value();
  EXPECT_EQ(table.Record(fields).value(), record);
  EXPECT_NE(table.Record(renamed).value(), record);
  EXPECT_NE(table.Record(moved).value(), record);
  EXPECT_NE(table.Variant(fields).value(), record);
  EXPECT_EQ(table.List(record).value(), table.List(table.Record(fields).value()).value());
  EXPECT_NE(table.FixedList(kU8, 2).value(), table.FixedList(kU8, 3).value());
  EXPECT_NE(table.Own(1).value(), table.Own(2).value());
  EXPECT_NE(table.Own(1).value(), table.Borrow(1).value());
  EXPECT_NE(table.Stream(kNoType).value(), table.Stream(kU8).value());
  EXPECT_NE(table.Option(kU8).value(), table.ResultOf(kNoType, kU8).value());
  EXPECT_EQ(table.Map(kU8, kString).value(), table.Map(kU8, kString).value());
  const FieldSpec other[] = {{"x", kU8}};
  const FuncTypeId func = table.Func(other, kString, false).value();
  EXPECT_EQ(table.Func(other, kString, false).value(), func);
  EXPECT_NE(table.Func(other, kString, true).value(), func);
  EXPECT_NE(table.Func({}, kString, false).value(), func);
}

TEST(ValueType, ManyTypesStayDistinct) {
  TypeTable table{Limits{}};
  std::vector<ValueType> types;
  for (uint32_t i = 1; i <= 5000; ++i) types.push_back(table.FixedList(kU8, i).value());
  for (uint32_t i = 1; i <= 5000; ++i) {
    EXPECT_EQ(table.FixedList(kU8, i).value(), types[i - 1]);
    EXPECT_EQ(table.node(types[i - 1]).length, i);
  }
}

TEST(ValueType, LabelsAreTheTablesOwn) {
  TypeTable table{Limits{}};
  ValueType record;
  {
    std::string label = "short-lived";
    const FieldSpec fields[] = {{label, kU8}};
    record = table.Record(fields).value();
  }
  EXPECT_EQ(table.fields(record)[0].label, "short-lived");
}

TEST(ValueType, WhatMayNotBeIsInvalid) {
  TypeTable table{Limits{}};
  const ValueType borrow = table.Borrow(0).value();
  const auto is_invalid = [](const auto& result) {
    return !result.ok() && result.error().kind() == ErrorKind::kInvalid;
  };
  EXPECT_TRUE(is_invalid(table.Stream(table.List(borrow).value())));
  EXPECT_TRUE(is_invalid(table.Future(borrow)));
  EXPECT_TRUE(is_invalid(table.Func({}, table.Option(borrow).value(), false)));
  EXPECT_TRUE(is_invalid(table.Record({})));
  const std::vector<std::string_view> labels(33, "x");
  EXPECT_TRUE(is_invalid(table.Flags(labels)));
  EXPECT_TRUE(is_invalid(table.FixedList(Primitive(TypeKind::kU64), 1 << 25)));
  EXPECT_TRUE(table.FixedList(Primitive(TypeKind::kU64), (1 << 25) - 1).ok());
}

TEST(ValueType, NeedsOfMemoryAndRealloc) {
  TypeTable table{Limits{}};
  const auto needs = [&](ValueType param, ValueType result, AbiShape shape) {
    const FieldSpec params[] = {{"p", param}};
    const FuncTypeId id = table.Func(params, result, false).value();
    const AbiNeeds n = NeedsOf(table, table.func(id), shape, PtrWidth::k32);
    return std::string(n.memory ? "m" : "") + (n.realloc ? "r" : "");
  };
  const ValueType pair_parts[] = {kU8, kU8};
  const ValueType pair = table.Tuple(pair_parts).value();
  const ValueType big = table.FixedList(kU8, 17).value();
  EXPECT_EQ(needs(kU8, kU8, AbiShape::kLift), "");
  EXPECT_EQ(needs(kString, kU8, AbiShape::kLift), "mr");
  EXPECT_EQ(needs(kU8, kString, AbiShape::kLift), "m");
  EXPECT_EQ(needs(kU8, pair, AbiShape::kLift), "m");
  EXPECT_EQ(needs(big, kU8, AbiShape::kLift), "mr");
  EXPECT_EQ(needs(kString, kU8, AbiShape::kLower), "m");
  EXPECT_EQ(needs(kU8, kString, AbiShape::kLower), "mr");
  EXPECT_EQ(needs(kU8, pair, AbiShape::kLower), "m");
  EXPECT_EQ(needs(big, kU8, AbiShape::kLower), "m");
  EXPECT_EQ(needs(table.Stream(kString).value(), kU8, AbiShape::kLift), "");
}

TEST(ValueType, EveryFailingAllocationIsReported) {
  for (uint64_t n = 1; n < 100; ++n) {
    Allocator allocator;
    allocator.FailAfter(n);
    Result<FuncTypeId> func = FuncTypeId{0};
    {
      TypeTable table(Limits{}, &allocator);
      const FieldSpec fields[] = {{"a", kU8}, {"b", kString}};
      const Result<ValueType> record = table.Record(fields);
      if (!record.ok()) {
        EXPECT_EQ(record.error().kind(), ErrorKind::kOutOfMemory);
      } else {
        const FieldSpec params[] = {{"p", *record}};
        func = table.Func(params, *record, false);
        if (!func.ok()) EXPECT_EQ(func.error().kind(), ErrorKind::kOutOfMemory);
        if (func.ok() && allocator.attempts() < n) return;
      }
    }
    EXPECT_EQ(allocator.used(), 0u);
  }
  FAIL() << "never succeeded";
}

}  // namespace
}  // namespace virga::cabi
