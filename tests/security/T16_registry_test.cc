// Threat T16: more types than ids over many modules of one engine. Expected: a limit error, and
// everything registered before stays what it was. In small: the limit is a parameter.

#include <gtest/gtest.h>

#include <vector>

#include "engine/types/registry.h"

namespace virga::wasm {
namespace {

TEST(T16RegistryTest, TheLimitIsAnErrorAndNothingWraps) {
  constexpr uint32_t kMax = 1000;
  Allocator allocator;
  TypeRegistry registry(&allocator, kMax);
  std::vector<ValType> params;
  std::vector<TypeId> ids;
  for (uint32_t i = 0; i < kMax; ++i) {
    params.push_back(i % 2 == 0 ? ValType::I32() : ValType::I64());
    const Result<TypeId> id = registry.InternFunc({params, {}});
    ASSERT_TRUE(id.ok());
    EXPECT_EQ(*id, i + 1);
    ids.push_back(*id);
  }
  params.push_back(ValType::F32());
  const Result<TypeId> beyond = registry.InternFunc({params, {}});
  ASSERT_FALSE(beyond.ok());
  EXPECT_EQ(beyond.error().kind(), ErrorKind::kLimit);
  // A group that would fit by its first types only is refused whole.
  const SubType pair[2];
  TypeId out[2];
  EXPECT_FALSE(registry.Intern(pair, {0, 2}, {}, out).ok());
  EXPECT_EQ(registry.size(), kMax);
  for (uint32_t i = 0; i < kMax; ++i) {
    EXPECT_EQ(registry.Get(ids[i]).func.params.size(), i + 1);
    const Result<TypeId> again = registry.InternFunc({std::span(params).first(i + 1), {}});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*again, ids[i]);
  }
}

}  // namespace
}  // namespace virga::wasm
