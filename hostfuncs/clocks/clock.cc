#include "hostfuncs/clocks/clock.h"

#include "engine/support/checked.h"

namespace virga::host::clocks {

uint64_t ToNanoseconds(const Datetime& time) {
  uint64_t result = 0;
  if (!CheckedMul<uint64_t>(time.seconds, kNsPerSecond, &result) ||
      !CheckedAdd<uint64_t>(result, time.nanoseconds, &result)) {
    return UINT64_MAX;
  }
  return result;
}

Datetime FromNanoseconds(uint64_t nanoseconds) {
  return {nanoseconds / kNsPerSecond, static_cast<uint32_t>(nanoseconds % kNsPerSecond)};
}

std::unique_ptr<io::Pollable> MonotonicClock::SubscribeDuration(uint64_t duration) {
  uint64_t when = 0;
  if (!CheckedAdd<uint64_t>(Now(), duration, &when)) when = UINT64_MAX;
  return SubscribeInstant(when);
}

}  // namespace virga::host::clocks
