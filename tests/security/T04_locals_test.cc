// Threat T04: declarations of locals that sum to more than anything can hold. Expected: an error;
// and what is within the limit costs memory by declarations, not by locals.

#include <gtest/gtest.h>

#include "tests/support/check_module.h"

namespace virga {
namespace {

using namespace virga::testing;

Bytes Runs(std::initializer_list<uint32_t> counts, const Bytes& params = {}) {
  Bytes body = U32(counts.size());
  for (const uint32_t count : counts) body = body + U32(count) + Bytes{kI32};
  WasmBuilder builder;
  builder.RawFunction(builder.Type(params, {}), body + Bytes{0x0b});
  return builder.Build();
}

TEST(T04LocalsTest, AtTheLimitAndBeyond) {
  const uint32_t limit = static_cast<uint32_t>(Limits().function_locals);
  EXPECT_EQ(CheckVerdict(Runs({limit})), "ok");
  EXPECT_EQ(CheckVerdict(Runs({limit - 1, 1})), "ok");
  EXPECT_EQ(CheckVerdict(Runs({limit, 1})).substr(0, 23), "limit: too many locals:");
  EXPECT_EQ(CheckVerdict(Runs({limit}, {kI32})).substr(0, 23), "limit: too many locals:");
}

TEST(T04LocalsTest, SumsThatWrapAreMalformed) {
  EXPECT_EQ(CheckVerdict(Runs({0xffffffff})).substr(0, 23), "limit: too many locals:");
  EXPECT_EQ(CheckVerdict(Runs({0xffffffff, 1})).substr(0, 27), "malformed: too many locals:");
  EXPECT_EQ(CheckVerdict(Runs({0x80000000, 0x80000000})).substr(0, 27),
            "malformed: too many locals:");
  EXPECT_EQ(CheckVerdict(Runs({0xffffffff, 0xffffffff, 2})).substr(0, 27),
            "malformed: too many locals:");
}

TEST(T04LocalsTest, ManyFunctionsOfManyLocalsTakeLittleMemory) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  const Bytes run = U32(Limits().function_locals) + Bytes{kI64};
  for (int i = 0; i < 1000; ++i) builder.Function(type, {}, {run});
  const Bytes bytes = builder.Build();
  Allocator allocator;
  wasm::TypeRegistry registry(&allocator);
  auto module = wasm::DecodeModule(bytes, Features(), Limits(), &allocator);
  ASSERT_TRUE(module.ok());
  ASSERT_TRUE(wasm::ValidateModule(std::move(module).value(), &registry, Features(), Limits(),
                                   wasm::ValidateMode::kEager)
                  .ok());
  EXPECT_LT(allocator.peak(), 256u * 1024);
}

}  // namespace
}  // namespace virga
