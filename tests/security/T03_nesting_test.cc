// Threat T03: nesting as deep as the input likes. Expected: a limit error at the limit, and never
// more native stack than 256 KiB.

#include <gtest/gtest.h>
#include <pthread.h>

#include "tests/support/check_module.h"

namespace virga {
namespace {

using namespace virga::testing;

// Runs `work` on a thread with 256 KiB of stack, sanitizers' own needs excepted.
template <typename Work>
void OnSmallStack(Work work) {
#if defined(__SANITIZE_ADDRESS__)
  constexpr size_t kStackBytes = 1024 * 1024;
#else
  constexpr size_t kStackBytes = 256 * 1024;
#endif
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, kStackBytes), 0);
  const auto run = [](void* argument) -> void* {
    (*static_cast<Work*>(argument))();
    return nullptr;
  };
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &work), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  pthread_attr_destroy(&attributes);
}

Bytes NestedBlocks(size_t depth) {
  return OneFunction(Repeat({0x02, kEmpty}, depth) + Bytes(depth, 0x0b));
}

TEST(T03NestingTest, BlocksUpToTheLimitAndNoFurther) {
  const Limits limits;
  OnSmallStack([&] {
    EXPECT_EQ(CheckVerdict(NestedBlocks(limits.block_depth)), "ok");
    EXPECT_EQ(CheckVerdict(NestedBlocks(limits.block_depth + 1)).substr(0, 6), "limit:");
  });
}

TEST(T03NestingTest, AMillionBlocksWithoutALimit) {
  Limits limits;
  limits.block_depth = UINT64_MAX;
  OnSmallStack([&] { EXPECT_EQ(CheckVerdict(NestedBlocks(1000000), Features(), limits), "ok"); });
}

TEST(T03NestingTest, AMillionBlocksInAConstantExpression) {
  WasmBuilder builder;
  builder.Global({kI32, 0},
                 Repeat({0x02, kEmpty}, 1000000) + Bytes(1000000, 0x0b) + Bytes{0x41, 0, 0x0b});
  const Bytes bytes = builder.Build();
  OnSmallStack([&] {
    EXPECT_EQ(CheckVerdict(bytes), "invalid: constant expression required: block is not constant");
  });
}

TEST(T03NestingTest, AGroupOfManyTypesThatReferToEachOther) {
  constexpr uint32_t kTypes = 100000;
  Bytes group = Bytes{0x4e} + U32(kTypes);
  for (uint32_t i = 0; i < kTypes; ++i) {
    const Bytes next = S64((i + 1) % kTypes);
    group.insert(group.end(), {0x5f, 1, 0x63});
    group.insert(group.end(), next.begin(), next.end());
    group.push_back(0);
  }
  WasmBuilder builder;
  builder.RawType(group);
  const Bytes bytes = builder.Build();
  OnSmallStack([&] { EXPECT_EQ(CheckVerdict(bytes, AllOn()), "ok"); });
}

}  // namespace
}  // namespace virga
