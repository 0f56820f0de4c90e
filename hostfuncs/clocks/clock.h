// Clocks: the backend of wasi:clocks 0.2 and of preview 1's clock ids.
//
// The OS clocks are the world's. The virtual clocks start at a given instant and advance only when
// somebody waits, so that a run with a seed is reproducible and tests never sleep.

#ifndef HOSTFUNCS_CLOCKS_CLOCK_H_
#define HOSTFUNCS_CLOCKS_CLOCK_H_

#include <cstdint>
#include <memory>

#include "hostfuncs/io/pollable.h"

namespace virga::host::clocks {

inline constexpr uint64_t kNsPerSecond = 1'000'000'000;

struct Datetime {
  uint64_t seconds = 0;      // since 1970-01-01T00:00:00Z
  uint32_t nanoseconds = 0;  // < kNsPerSecond

  friend bool operator==(const Datetime&, const Datetime&) = default;
};

// Nanoseconds since 1970, saturating at the ends of 64 bits.
uint64_t ToNanoseconds(const Datetime& time);
Datetime FromNanoseconds(uint64_t nanoseconds);

class MonotonicClock {
 public:
  virtual ~MonotonicClock() = default;
  // Nanoseconds; never decreases.
  virtual uint64_t Now() = 0;
  virtual uint64_t Resolution() = 0;  // in nanoseconds, > 0
  // Ready once Now() >= when.
  virtual std::unique_ptr<io::Pollable> SubscribeInstant(uint64_t when) = 0;
  // Ready after `duration` nanoseconds from now; the far future when that overflows.
  std::unique_ptr<io::Pollable> SubscribeDuration(uint64_t duration);
};

class WallClock {
 public:
  virtual ~WallClock() = default;
  virtual Datetime Now() = 0;
  virtual Datetime Resolution() = 0;
};

// CPU time used so far, in nanoseconds: preview 1 only.
class CpuClock {
 public:
  virtual ~CpuClock() = default;
  virtual uint64_t ProcessTime() = 0;
  virtual uint64_t ThreadTime() = 0;
  virtual uint64_t Resolution() = 0;
};

std::unique_ptr<MonotonicClock> MakeOsMonotonicClock();
std::unique_ptr<WallClock> MakeOsWallClock();
std::unique_ptr<CpuClock> MakeOsCpuClock();

// All three faces of one virtual time. The monotonic face starts at 0, the wall face at `epoch`.
// Time passes when a guest waits and nothing else is ready, then up to the earliest deadline; each
// reading adds `tick_ns`, so that guests that spin on the clock get on.
class VirtualTime {
 public:
  explicit VirtualTime(Datetime epoch, uint64_t tick_ns = 1000);
  ~VirtualTime();
  VirtualTime(const VirtualTime&) = delete;
  VirtualTime& operator=(const VirtualTime&) = delete;

  // The clocks share this time and may outlive the object.
  std::unique_ptr<MonotonicClock> Monotonic();
  std::unique_ptr<WallClock> Wall();
  std::unique_ptr<CpuClock> Cpu();
  // Moves time on, for tests.
  void Advance(uint64_t nanoseconds);

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace virga::host::clocks

#endif  // HOSTFUNCS_CLOCKS_CLOCK_H_
