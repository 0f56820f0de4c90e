// T38: a component instance cannot be entered while it is entered, from wherever the call comes,
// nor after a trap in it; its siblings can.

#include <gtest/gtest.h>

#include "tests/canonical-abi/api/world.h"

namespace virga::cabi {
namespace {

using testing::Bytes;
using testing::World;

constexpr const char* kCannotEnter = "error: cannot enter component instance";

testing::TextGuest CallsHost() {
  testing::TextGuest guest;
  guest.f = Bytes{testing::kCallHost, 0}.Add(testing::EchoBody());
  return guest;
}

TEST(T38, HostFunctionsCannotReenterTheirCaller) {
  World world;
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent(CallsHost()));
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  std::string inner;
  world.on_host = [&] {
    inner = world.CallF(*instance, "inner");
    return Status();
  };
  // The refused call is the host's to handle; the outer one goes on.
  EXPECT_EQ(world.CallF(*instance, "outer"), "outer");
  EXPECT_EQ(inner, kCannotEnter);
  EXPECT_EQ(world.CallF(*instance, "again"), "again");
}

TEST(T38, NeitherThroughAParentOfTheCaller) {
  World world;
  Result<component::Instance> instance = world.Instantiate(testing::NestedComponent(CallsHost()));
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  std::string inner;
  world.on_host = [&] {
    inner = world.CallF(*instance, "inner");
    return Status();
  };
  EXPECT_EQ(world.CallF(*instance, "outer"), "outer");
  EXPECT_EQ(inner, kCannotEnter);
}

TEST(T38, AnotherInstanceMayBeEnteredMeanwhile) {
  World world;
  Result<component::Instance> first = world.Instantiate(testing::TextComponent(CallsHost()));
  Result<component::Instance> second = world.Instantiate(testing::TextComponent());
  ASSERT_TRUE(first.ok() && second.ok());
  std::string inner;
  world.on_host = [&] {
    inner = world.CallF(*second, "inner");
    return Status();
  };
  EXPECT_EQ(world.CallF(*first, "outer"), "outer");
  EXPECT_EQ(inner, "inner");
}

TEST(T38, EndlessPingPongEndsAtTheHostDepth) {
  World world;
  std::vector<component::Instance> instances;
  for (int i = 0; i < 100; ++i) {
    Result<component::Instance> made = world.Instantiate(testing::TextComponent(CallsHost()));
    ASSERT_TRUE(made.ok()) << made.error().message();
    instances.push_back(*made);
  }
  size_t depth = 0;
  std::string deepest;
  world.on_host = [&] {
    if (++depth < instances.size()) {
      const std::string answer = world.CallF(instances[depth], "x");
      if (deepest.empty()) deepest = answer;
    }
    return Status();
  };
  EXPECT_EQ(world.CallF(instances[0], "x"), "x");
  EXPECT_EQ(deepest, "error: host recursion limit reached");
  EXPECT_LE(depth, Limits().host_depth + 1);
}

TEST(T38, ATrapEndsTheInstanceForGood) {
  World world;
  testing::TextGuest guest;
  guest.f = {0x00};
  Result<component::Instance> instance = world.Instantiate(testing::NestedComponent(guest));
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  EXPECT_EQ(world.CallF(*instance, "x"), "error: unreachable");
  EXPECT_EQ(world.CallF(*instance, "x"), kCannotEnter);
  EXPECT_EQ(world.CallF(*instance, "x"), kCannotEnter);
  // The store goes on.
  Result<component::Instance> fresh = world.Instantiate(testing::TextComponent());
  ASSERT_TRUE(fresh.ok());
  EXPECT_EQ(world.CallF(*fresh, "y"), "y");
}

}  // namespace
}  // namespace virga::cabi
