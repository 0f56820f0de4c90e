#include "canonical-abi/abi/transfer.h"

#include <gtest/gtest.h>

#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {
namespace {

Vec<Val> Items() { return Vec<Val>(); }
template <typename... Vs>
Vec<Val> Items(Val first, Vs... rest) {
  Val all[] = {std::move(first), std::move(rest)...};
  Vec<Val> items;
  for (Val& val : all) EXPECT_TRUE(items.Push(std::move(val)));
  return items;
}

class Transfer : public ::testing::Test {
 protected:
  Transfer() : table_(Limits{}), code_(&table_, &table_) {}

  // Lowers into a guest's memory at 512 and lifts again.
  Result<Val> RoundTrip(ValueType type, const Val& value, PtrWidth width = PtrWidth::k32) {
    guest_.width = width;
    CallContext cx(guest_.Options());
    const ValuePlan down = code_.Compile(type, Place::kVal, type, MemPlace(width)).value();
    if (!LowerValue(cx, code_, down, value, {nullptr, 512})) return cx.TakeError();
    const ValuePlan up = code_.Compile(type, MemPlace(width), type, Place::kVal).value();
    Val out;
    if (!LiftValue(cx, code_, up, {nullptr, 512}, &out)) return cx.TakeError();
    return out;
  }
  std::string ErrorOf(ValueType type, const Val& value) {
    Result<Val> result = RoundTrip(type, value);
    if (result.ok()) return "no error";
    EXPECT_EQ(result.error().kind(), ErrorKind::kUsage);
    return std::string(result.error().message());
  }

  FakeGuest guest_;
  TypeTable table_;
  StepCode code_;
};

TEST_F(Transfer, WrongValuesOfAnEmbedderAreUsageErrors) {
  const ValueType u8 = Primitive(TypeKind::kU8);
  EXPECT_EQ(ErrorOf(u8, Val::U32(1)), "expected a value of type u8, got u32");
  const ValueType pair_types[] = {u8, u8};
  const ValueType pair = table_.Tuple(pair_types).value();
  const Val byte = Val::Scalar(TypeKind::kU8, 1);
  EXPECT_EQ(ErrorOf(pair, Val::Compound(TypeKind::kTuple, Items(byte.Copy().value()))),
            "expected a value of type u8, got nothing");
  EXPECT_EQ(
      ErrorOf(pair, Val::Compound(TypeKind::kTuple, Items(byte.Copy().value(), byte.Copy().value(),
                                                          byte.Copy().value()))),
      "a value of type tuple has 3 parts, its type has 2");
  const ValueType option = table_.Option(u8).value();
  EXPECT_EQ(ErrorOf(option, Val::Case(TypeKind::kOption, 2, Items())),
            "case 2 of a type option with 2 cases");
  EXPECT_EQ(ErrorOf(option, Val::Case(TypeKind::kOption, 0, Items(byte.Copy().value()))),
            "a value of type option has 1 parts, its type has 0");
  const ValueType list = table_.List(u8).value();
  EXPECT_EQ(ErrorOf(list, Val::Compound(TypeKind::kList, Items(Val::U32(3)))),
            "expected a value of type u8, got u32");
  Vec<uint8_t> bytes;
  ASSERT_TRUE(bytes.Resize(4));
  EXPECT_EQ(ErrorOf(list, Val::Packed(TypeKind::kList, TypeKind::kU32, std::move(bytes))),
            "expected a value of type u8, got u32");
  const ValueType flags = table_.Flags(std::vector<std::string_view>{"a", "b"}).value();
  EXPECT_EQ(ErrorOf(flags, Val::Flags(4)), "flags 0x4 has unknown bits");
  EXPECT_EQ(ErrorOf(Primitive(TypeKind::kString), Val::String("\xff").value()),
            "a string is not well-formed UTF-8");
  EXPECT_EQ(ErrorOf(Primitive(TypeKind::kChar), Val::Scalar(TypeKind::kChar, 0xd800)),
            "0xd800 is not a char");
}

TEST_F(Transfer, HandlesOfAnotherResourceTypeAreRefused) {
  const ResourceType mine{&guest_}, other{&guest_};
  const ResourceType* const types[] = {&mine};
  guest_.resources = types;
  const ValueType own = table_.Own(0).value();
  EXPECT_EQ(ErrorOf(own, Val::Own(&other, 1)), "a handle is of another resource type");
  const Val back = RoundTrip(own, Val::Own(&mine, 5)).value();
  EXPECT_EQ(back.rep(), 5u);
}

// Types that are large or nest deeply become entries that call each other.
TEST_F(Transfer, LargeAndDeepTypesRoundTrip) {
  ValueType type = Primitive(TypeKind::kU16);
  Val value = Val::Scalar(TypeKind::kU16, 7);
  for (int depth = 0; depth < 12; ++depth) {
    const ValueType parts[] = {type, Primitive(TypeKind::kBool), type};
    type = table_.Tuple(parts).value();
    Val twin = value.Copy().value();
    value =
        Val::Compound(TypeKind::kTuple, Items(std::move(value), Val::Bool(true), std::move(twin)));
    if (depth % 4 == 1) {
      type = table_.List(type).value();
      value = Val::Compound(TypeKind::kList, Items(value.Copy().value(), std::move(value)));
    }
  }
  FakeGuest big(1 << 22);
  CallContext cx(big.Options());
  const ValuePlan down = code_.Compile(type, Place::kVal, type, Place::kMem32).value();
  ASSERT_TRUE(LowerValue(cx, code_, down, value, {nullptr, 512})) << cx.TakeError().message();
  const ValuePlan up = code_.Compile(type, Place::kMem32, type, Place::kVal).value();
  Val back;
  ASSERT_TRUE(LiftValue(cx, code_, up, {nullptr, 512}, &back)) << cx.TakeError().message();
  EXPECT_TRUE(back == value);
  EXPECT_LT(code_.step_count(), 500u);  // shared, not written out
}

TEST_F(Transfer, NumberListsArePackedAndNansCanonical) {
  const ValueType type = table_.List(Primitive(TypeKind::kF32)).value();
  Vec<uint8_t> bytes;
  ASSERT_TRUE(bytes.Resize(8));
  StoreLe<uint32_t>(bytes.data(), 0x7fa00001);
  StoreLe<uint32_t>(bytes.data() + 4, 0x3f800000);
  const Val back =
      RoundTrip(type, Val::Packed(TypeKind::kList, TypeKind::kF32, std::move(bytes))).value();
  ASSERT_TRUE(back.is_packed());
  EXPECT_EQ(back.PackedAt(0).bits(), kCanonicalNan32);
  EXPECT_EQ(back.PackedAt(1).bits(), 0x3f800000u);
}

TEST_F(Transfer, PaddingNeverTravels) {
  const ValueType parts[] = {Primitive(TypeKind::kU8), Primitive(TypeKind::kU32)};
  const ValueType list = table_.List(table_.Tuple(parts).value()).value();
  FakeGuest from, to;
  for (uint64_t i = 0; i < 16; ++i) from.PokeInt<uint8_t>(100 + i, 0xaa);
  CallContext from_cx(from.Options()), to_cx(to.Options());
  const ValuePlan plan = code_.Compile(list, Place::kFlat32, list, Place::kFlat32).value();
  uint64_t in[] = {100, 2}, out[2];
  ASSERT_TRUE(CopyValue(from_cx, to_cx, code_, plan, {in}, {out}));
  EXPECT_EQ(to.Peek<uint8_t>(out[0]), 0xaa);
  EXPECT_EQ(to.Peek<uint8_t>(out[0] + 1), 0);
  EXPECT_EQ(to.Peek<uint32_t>(out[0] + 4), 0xaaaaaaaau);
}

TEST_F(Transfer, AsyncValuesAreNotSupportedYet) {
  const ValueType type = table_.Stream(Primitive(TypeKind::kU8)).value();
  const auto plan = code_.Compile(type, Place::kFlat32, type, Place::kVal);
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind(), ErrorKind::kUnsupported);
}

// Every allocation on the way may fail; nothing leaks and the fault is said.
TEST_F(Transfer, EveryFailingAllocationIsReported) {
  const ValueType parts[] = {Primitive(TypeKind::kString),
                             table_.List(Primitive(TypeKind::kU32)).value()};
  const ValueType type = table_.List(table_.Tuple(parts).value()).value();
  guest_.PokeInt<uint32_t>(512, 600);
  guest_.PokeInt<uint32_t>(516, 2);
  for (const uint64_t at : {600, 616}) {
    guest_.PokeInt<uint32_t>(at, 100);
    guest_.PokeInt<uint32_t>(at + 4, 5);
    guest_.PokeInt<uint32_t>(at + 8, 104);
    guest_.PokeInt<uint32_t>(at + 12, 2);
  }
  for (uint64_t n = 1; n < 200; ++n) {
    Allocator allocator;
    allocator.FailAfter(n);
    StepCode code(&table_, &table_, &allocator);
    Result<ValuePlan> plan = code.Compile(type, Place::kMem32, type, Place::kVal);
    if (!plan.ok()) {
      EXPECT_EQ(plan.error().kind(), ErrorKind::kOutOfMemory);
      continue;
    }
    CallContext cx(guest_.Options());
    Val out;
    if (LiftValue(cx, code, *plan, {nullptr, 512}, &out, &allocator)) {
      EXPECT_GT(n, 3u);
      return;
    }
    EXPECT_EQ(cx.TakeError().trap(), TrapCode::kOutOfMemory);
  }
  FAIL() << "never succeeded";
}

}  // namespace
}  // namespace virga::cabi
