#include "tests/hostfuncs/preview1/guest.h"

namespace virga::host::preview1 {
namespace {

class Polls : public GuestTest {
 protected:
  static constexpr uint32_t kIn = 8192;
  static constexpr uint32_t kEvents = 16384;

  void PutClock(uint32_t index, uint32_t id, uint64_t timeout, uint16_t flags = 0) {
    const uint32_t at = kIn + index * static_cast<uint32_t>(kSubscriptionSize);
    ASSERT_TRUE(mem().Write(at, uint64_t{100} + index));
    ASSERT_TRUE(mem().Write(at + 8, uint8_t{0}));
    ASSERT_TRUE(mem().Write(at + 16, id));
    ASSERT_TRUE(mem().Write(at + 24, timeout));
    ASSERT_TRUE(mem().Write(at + 40, flags));
  }
  void PutFd(uint32_t index, EventType type, uint32_t fd) {
    const uint32_t at = kIn + index * static_cast<uint32_t>(kSubscriptionSize);
    ASSERT_TRUE(mem().Write(at, uint64_t{100} + index));
    ASSERT_TRUE(mem().Write(at + 8, static_cast<uint8_t>(type)));
    ASSERT_TRUE(mem().Write(at + 16, fd));
  }
  // "100:0 102:8": the user data and errors of the events.
  std::string Poll(uint32_t count) {
    const Result<Errno> result = p1_->PollOneoff(mem(), kIn, kEvents, count, kOut);
    if (!result.ok()) return std::string(result.error().message());
    if (*result != Errno::kSuccess) return "errno " + std::to_string(static_cast<int>(*result));
    std::string text;
    for (uint32_t i = 0; i < U32(); i++) {
      const uint32_t at = kEvents + i * static_cast<uint32_t>(kEventSize);
      text +=
          (text.empty() ? "" : " ") + std::to_string(U64(at)) + ":" + std::to_string(U16(at + 8));
    }
    return text;
  }
};

TEST_F(Polls, TheEarliestClockWakes) {
  PutClock(0, 1, 5'000'000'000);
  PutClock(1, 1, 1'000'000'000);
  PutClock(2, 0, 2'000'000'000);
  EXPECT_EQ(Poll(3), "101:0");
  EXPECT_EQ(monotonic_->Now(), 1'000'000'000u);
  PutClock(0, 1, 3'000'000'000, kClockAbstime);
  EXPECT_EQ(Poll(1), "100:0");
  EXPECT_EQ(monotonic_->Now(), 3'000'000'000u);
  PutClock(0, 0, 1'000'010'000'000'000, kClockAbstime);
  EXPECT_EQ(Poll(1), "100:0");
  EXPECT_EQ(monotonic_->Now(), 10'000'000'000u);
  PutClock(0, 0, 5, kClockAbstime);
  EXPECT_EQ(Poll(1), "100:0");
  EXPECT_EQ(monotonic_->Now(), 10'000'000'000u);
}

TEST_F(Polls, WhatIsReadyComesWithoutWaiting) {
  const uint32_t file = MustOpen("f", kOpenCreate);
  ASSERT_EQ(Write(file, "123"), Errno::kSuccess);
  ASSERT_EQ(p1_->FdSeek(mem(), file, 1, 0, kOut), Errno::kSuccess);
  PutClock(0, 1, UINT64_MAX);
  PutFd(1, EventType::kFdRead, file);
  PutFd(2, EventType::kFdWrite, 1);
  PutFd(3, EventType::kFdRead, 0);
  EXPECT_EQ(Poll(4), "101:0 102:0 103:0");
  EXPECT_EQ(U64(kEvents + 16), 2u);
  EXPECT_EQ(monotonic_->Now(), 0u);
}

TEST_F(Polls, ErrorsAreEvents) {
  PutFd(0, EventType::kFdRead, 99);
  PutFd(1, EventType::kFdRead, 1);
  PutFd(2, EventType::kFdWrite, 0);
  PutClock(3, 2, 0);
  PutClock(4, 9, 0);
  PutClock(5, 1, 0);
  EXPECT_EQ(Poll(6), "100:8 101:8 102:8 103:58 104:28 105:0");
}

TEST_F(Polls, AStreamWakesBeforeAFarClock) {
  auto [reader, writer] = io::MakePipe(4);
  auto os = clocks::MakeOsMonotonicClock();
  Preview1Options options = MakeOptions();
  options.environment.standard_input.stream = std::move(reader);
  options.monotonic = os.get();
  Start(std::move(options));
  loop_->Post([&writer] { writer.reset(); });
  PutFd(0, EventType::kFdRead, 0);
  PutClock(1, 1, UINT64_MAX);
  EXPECT_EQ(Poll(2), "100:0");
}

TEST_F(Polls, BadArguments) {
  EXPECT_EQ(Poll(0), "errno 28");
  PutClock(0, 1, 0);
  EXPECT_EQ(Poll(UINT32_MAX), "errno 28");
  EXPECT_EQ(Poll(60'000), "errno 21");
  PutFd(0, EventType{3}, 0);
  EXPECT_EQ(Poll(1), "errno 28");
  PutClock(0, 1, 0);
  EXPECT_EQ(p1_->PollOneoff(mem(), 65500, kEvents, 1, kOut).value(), Errno::kFault);
  EXPECT_EQ(p1_->PollOneoff(mem(), kIn, 65530, 1, kOut).value(), Errno::kFault);
  EXPECT_EQ(p1_->PollOneoff(mem(), kIn, kEvents, 1, 65533).value(), Errno::kFault);
}

TEST_F(Polls, AWaitCanBeInterrupted) {
  auto [reader, writer] = io::MakePipe(4);
  bool stop = false;
  Preview1Options options = MakeOptions();
  options.environment.standard_input.stream = std::move(reader);
  options.interrupted = [&stop] { return stop; };
  Start(std::move(options));
  loop_->Post([&stop] { stop = true; });
  PutFd(0, EventType::kFdRead, 0);
  EXPECT_EQ(Poll(1), "interrupted");
}

}  // namespace
}  // namespace virga::host::preview1
