// T46: lengths and timeouts at the ends of their ranges, and very long lists of waits.

#include "hostfuncs/clocks/clock.h"
#include "hostfuncs/preview1/preview1.h"
#include "hostfuncs/random/entropy.h"
#include "tests/hostfuncs/preview1/guest.h"

namespace virga::host::preview1 {
namespace {

TEST(T46, TimersAtTheEndsOfTheirRange) {
  clocks::VirtualTime time({0, 0}, 0);
  auto clock = time.Monotonic();
  auto loop = io::MakeEventLoop();
  time.Advance(1000);
  for (const uint64_t when : {UINT64_MAX, UINT64_MAX - 1, uint64_t{1} << 63}) {
    EXPECT_FALSE(clock->SubscribeDuration(when)->Ready()) << when;
    EXPECT_FALSE(clock->SubscribeInstant(when)->Ready()) << when;
  }
  auto last = clock->SubscribeDuration(UINT64_MAX);
  io::Pollable* const one[] = {last.get()};
  EXPECT_EQ(io::Poll(*loop, one)->size(), 1u);
  EXPECT_EQ(clock->Now(), UINT64_MAX);
  EXPECT_TRUE(clock->SubscribeDuration(UINT64_MAX)->Ready());
}

TEST(T46, FarTimersOfTheRealClockNeitherFireNorOverflow) {
  auto clock = clocks::MakeOsMonotonicClock();
  auto loop = io::MakeEventLoop();
  for (const uint64_t when : {UINT64_MAX, UINT64_MAX - 1, uint64_t{1} << 63, uint64_t{1} << 53}) {
    auto pollable = clock->SubscribeDuration(when);
    auto subscription = pollable->Subscribe(*loop, [] { FAIL(); });
    ASSERT_TRUE(subscription.ok());
    EXPECT_FALSE(loop->RunOnce(false).value());
    EXPECT_FALSE(pollable->Ready());
  }
  EXPECT_FALSE(loop->HasWork());
}

TEST(T46, AHundredThousandPollables) {
  clocks::VirtualTime time({0, 0}, 0);
  auto clock = time.Monotonic();
  auto loop = io::MakeEventLoop();
  std::vector<std::unique_ptr<io::Pollable>> pollables;
  std::vector<io::Pollable*> list;
  for (uint64_t i = 0; i < 100'000; i++) {
    pollables.push_back(clock->SubscribeInstant(100'000 - i / 2));
    list.push_back(pollables.back().get());
  }
  EXPECT_EQ(io::Poll(*loop, list).value(), (std::vector<uint32_t>{99'998, 99'999}));
}

using T46Guest = GuestTest;

TEST_F(T46Guest, AListThatIsTooLongIsAnError) {
  bytes_.resize(64 << 20);
  EXPECT_EQ(p1_->PollOneoff(mem(), 0, 32 << 20, 500'000, 60 << 20).value(), Errno::kInval);
  EXPECT_EQ(p1_->PollOneoff(mem(), 0, 32 << 20, UINT32_MAX, 60 << 20).value(), Errno::kInval);
  EXPECT_EQ(p1_->PollOneoff(mem(), 0, 32 << 20, 65'536, 60 << 20).value(), Errno::kSuccess);
  EXPECT_EQ(U32(60 << 20), 65'536u);
}

TEST_F(T46Guest, RandomBytesAreBoundedByTheMemory) {
  EXPECT_EQ(p1_->RandomGet(mem(), 0, UINT32_MAX), Errno::kFault);
  EXPECT_EQ(p1_->RandomGet(mem(), 0, static_cast<uint32_t>(bytes_.size())), Errno::kSuccess);
  EXPECT_EQ(p1_->RandomGet(mem(), 1, static_cast<uint32_t>(bytes_.size())), Errno::kFault);
}

}  // namespace
}  // namespace virga::host::preview1
