#include "hostfuncs/clocks/clock.h"

#include <gtest/gtest.h>

namespace virga::host::clocks {
namespace {

TEST(Clocks, OsClocksAdvance) {
  auto clock = MakeOsMonotonicClock();
  const uint64_t first = clock->Now();
  EXPECT_GE(clock->Now(), first);
  EXPECT_GT(clock->Resolution(), 0u);
  auto wall = MakeOsWallClock();
  EXPECT_GT(wall->Now().seconds, 1'700'000'000u);
  EXPECT_LT(wall->Now().nanoseconds, kNsPerSecond);
  EXPECT_GT(ToNanoseconds(wall->Resolution()), 0u);
  auto cpu = MakeOsCpuClock();
  EXPECT_GE(cpu->ProcessTime(), cpu->ThreadTime() > 0 ? 1u : 0u);
}

TEST(Clocks, ADurationPassesAndNotBefore) {
  auto loop = io::MakeEventLoop();
  auto clock = MakeOsMonotonicClock();
  const uint64_t start = clock->Now();
  auto pollable = clock->SubscribeDuration(2'000'000);
  EXPECT_FALSE(pollable->Ready());
  io::Pollable* const one[] = {pollable.get()};
  EXPECT_EQ(io::Poll(*loop, one)->size(), 1u);
  EXPECT_GE(clock->Now(), start + 2'000'000);
}

TEST(Clocks, InstantsOfThePastAreReady) {
  auto clock = MakeOsMonotonicClock();
  EXPECT_TRUE(clock->SubscribeInstant(0)->Ready());
  EXPECT_TRUE(clock->SubscribeDuration(0)->Ready());
}

TEST(Clocks, DatetimesSaturate) {
  EXPECT_EQ(ToNanoseconds({UINT64_MAX, 0}), UINT64_MAX);
  EXPECT_EQ(ToNanoseconds({1, 5}), 1'000'000'005u);
  EXPECT_EQ(FromNanoseconds(1'000'000'005), (Datetime{1, 5}));
}

TEST(VirtualTime, PassesOnlyWhenSomebodyWaits) {
  VirtualTime time({1000, 0}, 0);
  auto clock = time.Monotonic();
  auto wall = time.Wall();
  EXPECT_EQ(clock->Now(), 0u);
  EXPECT_EQ(clock->Now(), 0u);
  auto loop = io::MakeEventLoop();
  auto near = clock->SubscribeDuration(3600 * kNsPerSecond);
  auto far = clock->SubscribeDuration(UINT64_MAX);
  io::Pollable* const both[] = {far.get(), near.get()};
  EXPECT_EQ(io::Poll(*loop, both).value(), (std::vector<uint32_t>{1}));
  EXPECT_EQ(clock->Now(), 3600 * kNsPerSecond);
  EXPECT_EQ(wall->Now(), (Datetime{4600, 0}));
}

TEST(VirtualTime, ReadingItLetsSpinningGuestsGetOn) {
  VirtualTime time({0, 0}, 10);
  auto clock = time.Monotonic();
  EXPECT_EQ(clock->Now(), 10u);
  EXPECT_EQ(time.Cpu()->ProcessTime(), 20u);
  time.Advance(UINT64_MAX);
  EXPECT_EQ(clock->Now(), UINT64_MAX);
}

TEST(VirtualTime, ACancelledWaitDoesNotMoveTime) {
  VirtualTime time({0, 0}, 0);
  auto clock = time.Monotonic();
  auto loop = io::MakeEventLoop();
  auto pollable = clock->SubscribeDuration(5);
  {
    auto dropped = pollable->Subscribe(*loop, [] { FAIL(); });
  }
  ASSERT_TRUE(loop->RunOnce(true).ok());
  EXPECT_EQ(clock->Now(), 0u);
}

}  // namespace
}  // namespace virga::host::clocks
