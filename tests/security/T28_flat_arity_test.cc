// T28: 16/17 parameters and 1/2 results, and bad pointers where they spill.

#include <gtest/gtest.h>

#include <vector>

#include "canonical-abi/abi/transfer.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {
namespace {

struct Fixture {
  explicit Fixture(uint32_t count)
      : table(Limits{}), code(&table, &table), types(count, Primitive(TypeKind::kU32)) {
    tuple = table.Tuple(types).value();
  }
  const FlatTypes& flat() const { return table.node(tuple).flat[0]; }

  TypeTable table;
  StepCode code;
  std::vector<ValueType> types;
  ValueType tuple;
};

TEST(T28FlatArity, SixteenGoFlatAndSeventeenSpill) {
  EXPECT_FALSE(IsMem(PlaceOf(Fixture(16).flat(), kMaxFlatParams, PtrWidth::k32)));
  EXPECT_TRUE(IsMem(PlaceOf(Fixture(17).flat(), kMaxFlatParams, PtrWidth::k32)));
  EXPECT_FALSE(IsMem(PlaceOf(Fixture(1).flat(), kMaxFlatResults, PtrWidth::k32)));
  EXPECT_TRUE(IsMem(PlaceOf(Fixture(2).flat(), kMaxFlatResults, PtrWidth::k32)));
}

TEST(T28FlatArity, SpilledParameterPointersAreChecked) {
  Fixture f(17);  // 68 bytes, aligned to 4
  const ValuePlan plan = f.code.Compile(f.tuple, Place::kMem32, f.tuple, Place::kVal).value();
  FakeGuest guest(4096);
  const struct {
    uint64_t address;
    bool good;
  } kCases[] = {{0, true},     {4, true},           {4096 - 68, true},  {4096 - 64, false},
                {4096, false}, {4092, false},       {1, false},         {2, false},
                {4025, false}, {0xfffffffc, false}, {0xffffffff, false}};
  for (const auto& c : kCases) {
    CallContext cx(guest.Options());
    Val out;
    EXPECT_EQ(LiftValue(cx, f.code, plan, {nullptr, c.address}, &out), c.good) << c.address;
    if (!c.good) EXPECT_EQ(cx.TakeError().trap(), TrapCode::kCanonicalAbi);
  }
}

TEST(T28FlatArity, SpilledResultPointersAreChecked) {
  Fixture f(2);
  const ValuePlan plan = f.code.Compile(f.tuple, Place::kVal, f.tuple, Place::kMem32).value();
  FakeGuest guest(4096);
  Vec<Val> items;
  ASSERT_TRUE(items.Push(Val::U32(1)) && items.Push(Val::U32(2)));
  const Val value = Val::Compound(TypeKind::kTuple, std::move(items));
  for (const uint64_t address :
       {uint64_t{4092}, uint64_t{4090}, uint64_t{3}, uint64_t{1} << 31, uint64_t{0xffffffff}}) {
    CallContext cx(guest.Options());
    EXPECT_FALSE(LowerValue(cx, f.code, plan, value, {nullptr, address})) << address;
    EXPECT_EQ(cx.TakeError().trap(), TrapCode::kCanonicalAbi);
  }
  CallContext cx(guest.Options());
  EXPECT_TRUE(LowerValue(cx, f.code, plan, value, {nullptr, 4088}));
  EXPECT_EQ(guest.Peek<uint32_t>(4092), 2u);
}

TEST(T28FlatArity, SpilledParametersLoweredThroughReallocAreChecked) {
  Fixture f(17);
  const ValuePlan plan = f.code.Compile(f.tuple, Place::kVal, f.tuple, Place::kMem32).value();
  Vec<Val> items;
  for (uint32_t i = 0; i < 17; ++i) ASSERT_TRUE(items.Push(Val::U32(i)));
  const Val value = Val::Compound(TypeKind::kTuple, std::move(items));
  for (const uint64_t answer : {uint64_t{4032}, uint64_t{2}, uint64_t{0xfffffff0}}) {
    FakeGuest guest(4096);
    guest.realloc = [answer](uint64_t, uint64_t, uint64_t, uint64_t) { return answer; };
    CallContext cx(guest.Options());
    uint64_t slot = 0;
    EXPECT_FALSE(LowerValue(cx, f.code, plan, value, {&slot, 0, true})) << answer;
  }
}

}  // namespace
}  // namespace virga::cabi
