#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "engine/types/registry.h"
#include "engine/types/type_text.h"

namespace virga::wasm {
namespace {

class MatchingTest : public ::testing::Test {
 protected:
  TypeId Add(CompositeKind kind) {
    SubType types[2];
    types[1].kind = kind;
    types[1].is_final = false;
    if (kind == CompositeKind::kCont) types[1].cont_func = 0;
    TypeId ids[2] = {};
    EXPECT_TRUE(registry_.Intern(types, {0, 1}, {}, {&ids[0], 1}).ok());
    EXPECT_TRUE(registry_.Intern(types, {1, 1}, {&ids[0], 1}, {&ids[1], 1}).ok());
    return ids[1];
  }

  Allocator allocator_;
  TypeRegistry registry_{&allocator_};
};

// spec: valid/matching (heap types), written out as pairs.
const std::set<std::pair<AbsHeap, AbsHeap>> kProperSubtypes = {
    {AbsHeap::kEq, AbsHeap::kAny},      {AbsHeap::kI31, AbsHeap::kAny},
    {AbsHeap::kI31, AbsHeap::kEq},      {AbsHeap::kStruct, AbsHeap::kAny},
    {AbsHeap::kStruct, AbsHeap::kEq},   {AbsHeap::kArray, AbsHeap::kAny},
    {AbsHeap::kArray, AbsHeap::kEq},    {AbsHeap::kNone, AbsHeap::kAny},
    {AbsHeap::kNone, AbsHeap::kEq},     {AbsHeap::kNone, AbsHeap::kI31},
    {AbsHeap::kNone, AbsHeap::kStruct}, {AbsHeap::kNone, AbsHeap::kArray},
    {AbsHeap::kNoFunc, AbsHeap::kFunc}, {AbsHeap::kNoExtern, AbsHeap::kExtern},
    {AbsHeap::kNoExn, AbsHeap::kExn},   {AbsHeap::kNoCont, AbsHeap::kCont},
};

TEST_F(MatchingTest, AbstractHeapTypesFormTheirHierarchies) {
  for (int sub = 0; sub <= static_cast<int>(AbsHeap::kNoCont); ++sub) {
    for (int super = 0; super <= static_cast<int>(AbsHeap::kNoCont); ++super) {
      const auto pair = std::make_pair(static_cast<AbsHeap>(sub), static_cast<AbsHeap>(super));
      const HeapType below = HeapType::Abstract(pair.first);
      const HeapType above = HeapType::Abstract(pair.second);
      EXPECT_EQ(registry_.Matches(below, above), sub == super || kProperSubtypes.count(pair) != 0)
          << TextOf(below).c_str() << " <= " << TextOf(above).c_str();
    }
  }
}

TEST_F(MatchingTest, ConcreteTypesLieBetweenTheirKindAndItsBottom) {
  struct Case {
    CompositeKind kind;
    std::set<AbsHeap> above;
    AbsHeap bottom;
  };
  const Case cases[] = {
      {CompositeKind::kFunc, {AbsHeap::kFunc}, AbsHeap::kNoFunc},
      {CompositeKind::kStruct, {AbsHeap::kStruct, AbsHeap::kEq, AbsHeap::kAny}, AbsHeap::kNone},
      {CompositeKind::kArray, {AbsHeap::kArray, AbsHeap::kEq, AbsHeap::kAny}, AbsHeap::kNone},
      {CompositeKind::kCont, {AbsHeap::kCont}, AbsHeap::kNoCont},
  };
  for (const Case& c : cases) {
    const HeapType concrete = HeapType::Concrete(Add(c.kind));
    EXPECT_TRUE(registry_.Matches(concrete, concrete));
    for (int i = 0; i <= static_cast<int>(AbsHeap::kNoCont); ++i) {
      const AbsHeap heap = static_cast<AbsHeap>(i);
      EXPECT_EQ(registry_.Matches(concrete, HeapType::Abstract(heap)), c.above.count(heap) != 0);
      EXPECT_EQ(registry_.Matches(HeapType::Abstract(heap), concrete), heap == c.bottom);
    }
  }
}

TEST_F(MatchingTest, NullabilityOnlyWidens) {
  const HeapType func = HeapType::Abstract(AbsHeap::kFunc);
  EXPECT_TRUE(registry_.Matches(ValType::Ref(func, false), ValType::Ref(func, true)));
  EXPECT_FALSE(registry_.Matches(ValType::Ref(func, true), ValType::Ref(func, false)));
}

TEST_F(MatchingTest, NumbersMatchThemselvesAndBottomMatchesAll) {
  const ValType all[] = {ValType::I32(),  ValType::I64(),     ValType::F32(),      ValType::F64(),
                         ValType::V128(), ValType::FuncRef(), ValType::ExternRef()};
  for (const ValType a : all) {
    EXPECT_TRUE(registry_.Matches(ValType::Bottom(), a));
    EXPECT_FALSE(registry_.Matches(a, ValType::Bottom()));
    for (const ValType b : all) EXPECT_EQ(registry_.Matches(a, b), a == b);
  }
}

}  // namespace
}  // namespace virga::wasm
