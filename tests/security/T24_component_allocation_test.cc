// T24, for components: the n-th allocation fails, for every n, while a component is loaded,
// instantiated and called. Every failure is an error, nothing leaks, and the engine goes on.

#include <gtest/gtest.h>

#include "engine/api/access.h"
#include "tests/canonical-abi/api/world.h"

namespace virga::cabi {
namespace {

using testing::World;

constexpr uint64_t kEnough = 20000;

bool IsOutOfMemory(const Error& error) {
  return error.kind() == ErrorKind::kOutOfMemory ||
         (error.is_trap() && error.trap() == TrapCode::kOutOfMemory) ||
         error.kind() == ErrorKind::kLimit;
}

TEST(T24Component, Load) {
  const testing::Bytes bytes = testing::NestedComponent();
  uint64_t n = 1;
  for (bool done = false; !done; ++n) {
    ASSERT_LT(n, kEnough);
    World world;
    Allocator& allocator = internal::Access::State(world.engine).allocator;
    const uint64_t used = allocator.used();
    {
      allocator.FailAfter(n);
      Result<component::Component> loaded = component::Component::Load(world.engine, bytes.span());
      allocator.FailAfter(0);
      done = loaded.ok();
      if (!done)
        EXPECT_TRUE(IsOutOfMemory(loaded.error())) << n << ": " << loaded.error().message();
    }
    EXPECT_LE(used, allocator.used());  // interned types stay
    EXPECT_EQ(world.CallF(*world.Instantiate(bytes), "after"), "after");
  }
  EXPECT_GT(n, 20u);
}

TEST(T24Component, InstantiateAndCall) {
  const testing::Bytes bytes = testing::NestedComponent();
  uint64_t n = 1;
  for (bool done = false; !done; ++n) {
    ASSERT_LT(n, kEnough);
    World world;
    Result<component::Component> loaded = component::Component::Load(world.engine, bytes.span());
    ASSERT_TRUE(loaded.ok());
    Allocator& allocator = internal::Access::Raw(*world.store).allocator();
    allocator.FailAfter(n);
    Result<component::Instance> instance = world.linker.Instantiate(*world.store, *loaded);
    std::string answer;
    if (instance.ok()) answer = world.CallF(*instance, "text");
    done = allocator.attempts() < n;
    allocator.FailAfter(0);
    if (!instance.ok()) {
      EXPECT_TRUE(IsOutOfMemory(instance.error())) << n << ": " << instance.error().message();
    } else if (answer != "text") {
      EXPECT_NE(answer.find("memory"), std::string::npos) << n << ": " << answer;
    }
    // The store goes on.
    Result<component::Instance> fresh = world.linker.Instantiate(*world.store, *loaded);
    ASSERT_TRUE(fresh.ok()) << n << ": " << fresh.error().message();
    EXPECT_EQ(world.CallF(*fresh, "after"), "after") << n;
  }
  EXPECT_GT(n, 20u);
}

}  // namespace
}  // namespace virga::cabi
