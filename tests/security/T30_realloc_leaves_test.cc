// T30: realloc and post-return run with may_leave off: they cannot call out of their component.
// A realloc that moves the memory by growing it does no harm.

#include <gtest/gtest.h>

#include "tests/canonical-abi/api/world.h"

namespace virga::cabi {
namespace {

using testing::Bytes;
using testing::World;

constexpr const char* kCannotLeave = "error: cannot leave component instance";
constexpr const char* kCannotEnter = "error: cannot enter component instance";

TEST(T30, ReallocMayNotCallOut) {
  World world;
  testing::TextGuest guest;
  guest.realloc = Bytes{testing::kCallHost, 0}.Add(testing::BumpRealloc());
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent(guest));
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  EXPECT_EQ(world.CallF(*instance, "x"), kCannotLeave);
  EXPECT_EQ(world.host_calls, 0);
  EXPECT_EQ(world.CallF(*instance, "x"), kCannotEnter);
}

TEST(T30, PostReturnMayNotCallOut) {
  World world;
  testing::TextGuest guest;
  guest.post = {testing::kCallHost, 0};
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent(guest));
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  EXPECT_EQ(world.CallF(*instance, "x"), kCannotLeave);
  EXPECT_EQ(world.host_calls, 0);
  EXPECT_EQ(world.CallF(*instance, "x"), kCannotEnter);
}

TEST(T30, ReallocOfTheCalleeMayNotCallOutEither) {
  World world;
  testing::TextGuest inner;
  inner.realloc = Bytes{testing::kCallHost, 0}.Add(testing::BumpRealloc());
  Result<component::Instance> instance = world.Instantiate(testing::NestedComponent(inner));
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  EXPECT_EQ(world.CallF(*instance, "x"), kCannotLeave);
  EXPECT_EQ(world.CallF(*instance, "x"), kCannotEnter);
}

TEST(T30, ReallocMayGrowTheMemory) {
  World world;
  testing::TextGuest guest;
  // memory.grow 3, dropped.
  guest.realloc = Bytes{0x41, 3, 0x40, 0, 0x1a}.Add(testing::BumpRealloc());
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent(guest));
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(world.CallF(*instance, std::string(3000, 'y')), std::string(3000, 'y'));
}

TEST(T30, TrapInReallocAndPostReturnEndTheCallAndTheInstance) {
  for (const bool in_realloc : {true, false}) {
    World world;
    testing::TextGuest guest;
    (in_realloc ? guest.realloc : guest.post) = {0x00};
    Result<component::Instance> instance = world.Instantiate(testing::TextComponent(guest));
    ASSERT_TRUE(instance.ok()) << instance.error().message();
    EXPECT_EQ(world.CallF(*instance, "x"), "error: unreachable");
    EXPECT_EQ(world.CallF(*instance, "x"), kCannotEnter);
  }
}

}  // namespace
}  // namespace virga::cabi
