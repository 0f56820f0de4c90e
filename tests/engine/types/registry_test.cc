#include "engine/types/registry.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace virga::wasm {
namespace {

ValType RefTo(uint32_t index, bool nullable = true) {
  return ValType::Ref(HeapType::Concrete(index), nullable);
}

SubType Func(std::span<const ValType> params, std::span<const ValType> results) {
  SubType type;
  type.func = {params, results};
  return type;
}

SubType Struct(std::span<const FieldType> fields, bool is_final = true,
               uint32_t supertype = kNoType) {
  SubType type;
  type.kind = CompositeKind::kStruct;
  type.is_final = is_final;
  type.supertype = supertype;
  type.fields = fields;
  return type;
}

class RegistryTest : public ::testing::Test {
 protected:
  // Interns `types` as one module: groups of the given sizes, one after the other.
  std::vector<TypeId> Intern(const std::vector<SubType>& types,
                             const std::vector<uint32_t>& sizes) {
    std::vector<TypeId> ids(types.size());
    uint32_t first = 0;
    for (const uint32_t size : sizes) {
      const Status status = registry_.Intern(types, {first, size}, std::span(ids).first(first),
                                             std::span(ids).subspan(first, size));
      EXPECT_TRUE(status.ok());
      first += size;
    }
    return ids;
  }

  Allocator allocator_;
  TypeRegistry registry_{&allocator_};
};

const ValType kParams[] = {ValType::I32(), ValType::I64()};
const ValType kResults[] = {ValType::F32()};

TEST_F(RegistryTest, EqualTypesOfDifferentModulesAreOneType) {
  const std::vector<TypeId> first = Intern({Func(kParams, kResults)}, {1});
  const std::vector<TypeId> second =
      Intern({Func(kResults, kParams), Func(kParams, kResults)}, {1, 1});
  EXPECT_EQ(first[0], second[1]);
  EXPECT_NE(first[0], second[0]);
  EXPECT_EQ(registry_.size(), 2u);
  EXPECT_NE(first[0], kNoTypeId);
}

TEST_F(RegistryTest, ParametersAndResultsAreToldApart) {
  const ValType two[] = {ValType::I32(), ValType::I32()};
  const ValType one[] = {ValType::I32()};
  const std::vector<TypeId> ids = Intern({Func(two, {}), Func(one, one), Func({}, two)}, {1, 1, 1});
  EXPECT_NE(ids[0], ids[1]);
  EXPECT_NE(ids[1], ids[2]);
  EXPECT_NE(ids[0], ids[2]);
}

TEST_F(RegistryTest, APlaceInAGroupIsPartOfTheIdentity) {
  const SubType func = Func(kParams, {});
  const std::vector<TypeId> alone = Intern({func}, {1});
  const std::vector<TypeId> group = Intern({func, func}, {2});
  EXPECT_NE(group[0], group[1]);
  EXPECT_NE(alone[0], group[0]);
  EXPECT_NE(alone[0], group[1]);
  // Another module's equal group gives the same two.
  EXPECT_EQ(Intern({Func({}, {}), func, func}, {1, 2})[1], group[0]);
}

TEST_F(RegistryTest, RecursionIsComparedRelativeToTheGroup) {
  const FieldType to_self_at_0[] = {{RefTo(0)}};
  const FieldType to_self_at_2[] = {{RefTo(2)}};
  const std::vector<TypeId> first = Intern({Struct(to_self_at_0)}, {1});
  const std::vector<TypeId> second =
      Intern({Func({}, {}), Func(kParams, {}), Struct(to_self_at_2)}, {1, 1, 1});
  EXPECT_EQ(first[0], second[2]);
  // The registered type refers to itself by id.
  EXPECT_EQ(registry_.Get(first[0]).fields[0].type, RefTo(first[0]));
}

TEST_F(RegistryTest, AReferenceInsideIsNotOneOutside) {
  // (rec (type $a (struct (ref $a)))) and (type $b (struct (ref $a))) differ.
  const FieldType to_0[] = {{RefTo(0)}};
  const std::vector<TypeId> ids = Intern({Struct(to_0), Struct(to_0)}, {1, 1});
  EXPECT_NE(ids[0], ids[1]);
  EXPECT_EQ(registry_.Get(ids[1]).fields[0].type, RefTo(ids[0]));
}

TEST_F(RegistryTest, EveryPartOfAFieldIsPartOfTheIdentity) {
  const FieldType fields[] = {{ValType::I32()},
                              {ValType::I32(), PackedKind::kNone, true},
                              {ValType::I32(), PackedKind::kI8},
                              {ValType::I32(), PackedKind::kI16},
                              {ValType::I64()}};
  std::vector<SubType> types;
  for (const FieldType& field : fields) types.push_back(Struct({&field, 1}));
  types.push_back(Struct({&fields[0], 1}, /*is_final=*/false));
  types.push_back(Struct({&fields[0], 2}));
  SubType array = Struct({&fields[0], 1});
  array.kind = CompositeKind::kArray;
  types.push_back(array);
  const std::vector<TypeId> ids = Intern(types, std::vector<uint32_t>(types.size(), 1));
  EXPECT_EQ(registry_.size(), types.size());
  EXPECT_EQ(Intern(types, std::vector<uint32_t>(types.size(), 1)), ids);
}

TEST_F(RegistryTest, SubtypingFollowsDeclaredChains) {
  const FieldType fields[] = {{ValType::I32()}, {ValType::I64()}};
  const std::vector<TypeId> ids =
      Intern({Struct({fields, 1}, false), Struct({fields, 2}, false, 0),
              Struct({fields, 2}, false, 1), Struct({fields, 2}, false, 0)},
             {1, 1, 1, 1});
  const bool expected[4][4] = {{true, false, false, false},
                               {true, true, false, false},
                               {true, true, true, false},
                               {true, false, false, true}};
  // The fourth has the second's fields and parent: it is the second.
  EXPECT_EQ(ids[3], ids[1]);
  for (int sub = 0; sub < 3; ++sub) {
    for (int super = 0; super < 3; ++super) {
      EXPECT_EQ(registry_.IsSubtype(ids[sub], ids[super]), expected[sub][super]) << sub << super;
    }
  }
}

TEST_F(RegistryTest, ChainsBeyondTheDisplayAreRefused) {
  std::vector<SubType> types{Struct({}, false)};
  for (uint32_t i = 1; i <= kSubtypeDepthMax + 1; ++i) types.push_back(Struct({}, false, i - 1));
  std::vector<TypeId> ids(types.size());
  for (uint32_t i = 0; i < types.size(); ++i) {
    const Status status = registry_.Intern(types, {i, 1}, std::span(ids).first(i), {&ids[i], 1});
    EXPECT_EQ(status.ok(), i <= kSubtypeDepthMax) << i;
    if (!status.ok()) EXPECT_EQ(status.error().kind(), ErrorKind::kLimit);
  }
  EXPECT_TRUE(registry_.IsSubtype(ids[kSubtypeDepthMax], ids[0]));
}

TEST_F(RegistryTest, HostFunctionTypesMeetThoseOfModules) {
  const std::vector<TypeId> ids = Intern({Func(kParams, kResults)}, {1});
  const Result<TypeId> host = registry_.InternFunc({kParams, kResults});
  ASSERT_TRUE(host.ok());
  EXPECT_EQ(*host, ids[0]);
  // A reference to a type is by id here, also for id 0's sake: 0 is no type.
  const ValType by_id[] = {RefTo(ids[0])};
  const Result<TypeId> with_ref = registry_.InternFunc({by_id, {}});
  ASSERT_TRUE(with_ref.ok());
  const ValType by_index[] = {RefTo(0)};
  EXPECT_EQ(Intern({Func(kParams, kResults), Func(by_index, {})}, {1, 1})[1], *with_ref);
  const ValType nothing[] = {RefTo(0)};
  EXPECT_FALSE(registry_.InternFunc({nothing, {}}).ok());
  const ValType unknown[] = {RefTo(1000)};
  EXPECT_FALSE(registry_.InternFunc({unknown, {}}).ok());
}

TEST_F(RegistryTest, TypesStayWhereTheyAreWhileOthersAreAdded) {
  const std::vector<TypeId> ids = Intern({Func(kParams, kResults)}, {1});
  const SubType* const before = &registry_.Get(ids[0]);
  std::vector<FieldType> fields;
  for (int i = 0; i < 300; ++i) {
    fields.push_back({ValType::I64()});
    Intern({Struct(fields)}, {1});
  }
  EXPECT_EQ(registry_.size(), 301u);
  EXPECT_EQ(&registry_.Get(ids[0]), before);
  EXPECT_EQ(before->func.params.size(), 2u);
}

TEST_F(RegistryTest, EveryFailedAllocationIsAnErrorAndNothingIsHalfRegistered) {
  const std::vector<SubType> types{Struct({}, false), Struct({}, false, 0)};
  for (uint64_t n = 1;; ++n) {
    Allocator failing;
    TypeRegistry registry(&failing);
    failing.FailAfter(n);
    TypeId ids[2];
    const Status status = registry.Intern(types, {0, 2}, {}, ids);
    if (status.ok()) break;
    EXPECT_EQ(status.error().kind(), ErrorKind::kOutOfMemory);
    EXPECT_EQ(registry.size(), 0u);
    failing.FailAfter(0);
    ASSERT_TRUE(registry.Intern(types, {0, 2}, {}, ids).ok());
    EXPECT_TRUE(registry.IsSubtype(ids[1], ids[0]));
  }
}

TEST_F(RegistryTest, ThreadsThatInternTheSameTypesGetTheSameIds) {
  constexpr int kThreads = 4;
  constexpr uint32_t kTypes = 200;
  std::vector<std::vector<TypeId>> ids(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t, &ids] {
      std::vector<ValType> params;
      for (uint32_t i = 0; i < kTypes; ++i) {
        params.push_back(ValType::I32());
        TypeId id = kNoTypeId;
        const SubType type = Func(params, {});
        if (registry_.Intern({&type, 1}, {0, 1}, {}, {&id, 1}).ok()) ids[t].push_back(id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ids[0].size(), kTypes);
  for (int t = 1; t < kThreads; ++t) EXPECT_EQ(ids[t], ids[0]);
  EXPECT_EQ(registry_.size(), kTypes);
}

}  // namespace
}  // namespace virga::wasm
