#include <ctime>

#include "hostfuncs/clocks/clock.h"

namespace virga::host::clocks {
namespace {

uint64_t Read(clockid_t id) {
  timespec time{};
  clock_gettime(id, &time);
  return static_cast<uint64_t>(time.tv_sec) * kNsPerSecond + static_cast<uint64_t>(time.tv_nsec);
}

uint64_t ReadResolution(clockid_t id) {
  timespec time{};
  clock_getres(id, &time);
  const uint64_t ns =
      static_cast<uint64_t>(time.tv_sec) * kNsPerSecond + static_cast<uint64_t>(time.tv_nsec);
  return ns == 0 ? 1 : ns;
}

// The guest's instants are the loop's: both read CLOCK_MONOTONIC.
class InstantPollable : public io::Pollable {
 public:
  explicit InstantPollable(uint64_t when) : when_(when) {}
  bool Ready() override { return Read(CLOCK_MONOTONIC) >= when_; }
  Result<std::unique_ptr<io::Subscription>> Subscribe(io::EventLoop& loop,
                                                      io::Callback wake) override {
    auto id = loop.AddTimer(when_, std::move(wake));
    if (!id.ok()) return std::move(id).error();
    return std::unique_ptr<io::Subscription>(new io::WatchSubscription(loop, *id));
  }

 private:
  uint64_t when_;
};

class OsMonotonicClock : public MonotonicClock {
 public:
  uint64_t Now() override { return Read(CLOCK_MONOTONIC); }
  uint64_t Resolution() override { return ReadResolution(CLOCK_MONOTONIC); }
  std::unique_ptr<io::Pollable> SubscribeInstant(uint64_t when) override {
    return std::make_unique<InstantPollable>(when);
  }
};

class OsWallClock : public WallClock {
 public:
  Datetime Now() override {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    // A clock set before 1970 has no representation in the interface.
    if (time.tv_sec < 0) return {};
    return {static_cast<uint64_t>(time.tv_sec), static_cast<uint32_t>(time.tv_nsec)};
  }
  Datetime Resolution() override { return FromNanoseconds(ReadResolution(CLOCK_REALTIME)); }
};

class OsCpuClock : public CpuClock {
 public:
  uint64_t ProcessTime() override { return Read(CLOCK_PROCESS_CPUTIME_ID); }
  uint64_t ThreadTime() override { return Read(CLOCK_THREAD_CPUTIME_ID); }
  uint64_t Resolution() override { return ReadResolution(CLOCK_PROCESS_CPUTIME_ID); }
};

}  // namespace

std::unique_ptr<MonotonicClock> MakeOsMonotonicClock() {
  return std::make_unique<OsMonotonicClock>();
}
std::unique_ptr<WallClock> MakeOsWallClock() { return std::make_unique<OsWallClock>(); }
std::unique_ptr<CpuClock> MakeOsCpuClock() { return std::make_unique<OsCpuClock>(); }

}  // namespace virga::host::clocks
