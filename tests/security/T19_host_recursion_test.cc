// T19: guest -> host -> guest ... ends in a trap at Limits.host_depth, not in a native overflow.

#include <gtest/gtest.h>

#include "tests/support/guest.h"

namespace virga::testing {
namespace {

// The export "ping" calls the import "m" "f", which calls "ping" again.
Bytes PingPong() {
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {kI32});
  const uint32_t pong = builder.ImportFunc(type);
  builder.Export("ping", 0, builder.Function(type, Bytes{0x10} + U32(pong)));
  return builder.Build();
}

class HostRecursionTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(HostRecursionTest, TrapsAtTheLimit) {
  Config config;
  config.limits.host_depth = GetParam();
  Guest guest(config);
  uint64_t depth = 0;
  uint64_t deepest = 0;
  ASSERT_TRUE(
      guest.linker
          .DefineFunc("m", "f",
                      [&](Caller& caller) -> Result<int32_t> {
                        deepest = std::max(deepest, ++depth);
                        const Func ping = Unwrap(caller.instance().GetFunc(caller.store(), "ping"));
                        auto result =
                            Unwrap(ping.Typed<int32_t()>(caller.store())).Call(caller.store());
                        --depth;
                        return result;
                      })
          .ok());
  const Instance instance = guest.Instantiate(PingPong());
  for (int repeat = 0; repeat < 2; ++repeat) {
    const Result<int32_t> result = guest.Call<int32_t()>(instance, "ping");
    ASSERT_FALSE(result.ok());
    ASSERT_TRUE(result.error().is_trap()) << result.error().message();
    EXPECT_EQ(result.error().trap(), TrapCode::kHostRecursion);
    EXPECT_EQ(depth, 0u);
  }
  // The embedder's own call is not nested; each further one counts.
  EXPECT_EQ(deepest, GetParam() + 1);
}

INSTANTIATE_TEST_SUITE_P(Limits, HostRecursionTest, ::testing::Values(0, 1, 64, 500));

}  // namespace
}  // namespace virga::testing
