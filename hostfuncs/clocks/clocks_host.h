// wasi:clocks 0.2: monotonic-clock, wall-clock and timezone over the clocks of this room.

#ifndef HOSTFUNCS_CLOCKS_CLOCKS_HOST_H_
#define HOSTFUNCS_CLOCKS_CLOCKS_HOST_H_

#include "hostfuncs/bindings/clocks_monotonic_clock.h"
#include "hostfuncs/bindings/clocks_timezone.h"
#include "hostfuncs/bindings/clocks_wall_clock.h"
#include "hostfuncs/clocks/clock.h"
#include "hostfuncs/io/resources.h"

namespace virga::host::clocks {

class MonotonicClockHost : public wasi::clocks::monotonic_clock::Host {
 public:
  // Both outlive the host.
  MonotonicClockHost(MonotonicClock* clock, io::IoResources* resources)
      : clock_(*clock), resources_(*resources) {}

  cabi::Reply<uint64_t> Now() override { return clock_.Now(); }
  cabi::Reply<uint64_t> Resolution() override { return clock_.Resolution(); }
  cabi::Reply<io::IoResources::WitPollable> SubscribeInstant(uint64_t when) override {
    return resources_.Add(clock_.SubscribeInstant(when));
  }
  cabi::Reply<io::IoResources::WitPollable> SubscribeDuration(uint64_t when) override {
    return resources_.Add(clock_.SubscribeDuration(when));
  }

 private:
  MonotonicClock& clock_;
  io::IoResources& resources_;
};

class WallClockHost : public wasi::clocks::wall_clock::Host {
 public:
  using WitDatetime = wasi::clocks::wall_clock::Datetime;

  explicit WallClockHost(WallClock* clock) : clock_(*clock) {}

  cabi::Reply<WitDatetime> Now() override { return Convert(clock_.Now()); }
  cabi::Reply<WitDatetime> Resolution() override { return Convert(clock_.Resolution()); }

 private:
  static WitDatetime Convert(const Datetime& time) { return {time.seconds, time.nanoseconds}; }

  WallClock& clock_;
};

// Guests are in UTC: the zone of the host is something they were not given.
class TimezoneHost : public wasi::clocks::timezone::Host {
 public:
  using WitDatetime = wasi::clocks::wall_clock::Datetime;
  using TimezoneDisplay = wasi::clocks::timezone::TimezoneDisplay;

  cabi::Reply<TimezoneDisplay> Display(const WitDatetime&) override {
    return TimezoneDisplay{0, "UTC", false};
  }
  cabi::Reply<int32_t> UtcOffset(const WitDatetime&) override { return 0; }
};

}  // namespace virga::host::clocks

#endif  // HOSTFUNCS_CLOCKS_CLOCKS_HOST_H_
