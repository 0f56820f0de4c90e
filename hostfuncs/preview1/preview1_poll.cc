// poll_oneoff: waits for clocks and descriptors.

#include <algorithm>

#include "hostfuncs/preview1/preview1.h"

namespace virga::host::preview1 {
namespace {

// Each subscription costs the host an object while the call waits.
constexpr uint32_t kMaxSubscriptions = 65'536;

struct Subscription {
  uint64_t userdata = 0;
  uint8_t type = 0;
  Errno error = Errno::kSuccess;  // an event at once
  uint64_t bytes = 0;             // ready to be read or written, as far as is known
  std::unique_ptr<io::Pollable> pollable;
};

void WriteEvent(uint8_t* p, const Subscription& subscription) {
  std::fill(p, p + kEventSize, uint8_t{0});
  GuestMemory::Store<uint64_t>(p, subscription.userdata);
  GuestMemory::Store<uint16_t>(p + 8, static_cast<uint16_t>(subscription.error));
  GuestMemory::Store<uint8_t>(p + 10, subscription.type);
  GuestMemory::Store<uint64_t>(p + 16, subscription.bytes);
}

void ReadClock(const uint8_t* p, const Preview1Options& options, Subscription* subscription) {
  const auto id = static_cast<ClockId>(GuestMemory::Load<uint32_t>(p + 16));
  const auto timeout = GuestMemory::Load<uint64_t>(p + 24);
  const auto flags = GuestMemory::Load<uint16_t>(p + 40);
  const bool is_absolute = (flags & kClockAbstime) != 0;
  if (id == ClockId::kMonotonic && is_absolute) {
    subscription->pollable = options.monotonic->SubscribeInstant(timeout);
  } else if (id == ClockId::kMonotonic || (id == ClockId::kRealtime && !is_absolute)) {
    subscription->pollable = options.monotonic->SubscribeDuration(timeout);
  } else if (id == ClockId::kRealtime) {
    // Setting the system's clock while the guest waits does not change how long.
    const uint64_t now = clocks::ToNanoseconds(options.wall->Now());
    const uint64_t left = timeout > now ? timeout - now : 0;
    subscription->pollable = options.monotonic->SubscribeDuration(left);
  } else {
    const bool is_cpu = id == ClockId::kProcessCpu || id == ClockId::kThreadCpu;
    subscription->error = is_cpu ? Errno::kNotsup : Errno::kInval;
  }
}

void ReadFd(const FdEntry* entry, Subscription* subscription) {
  const bool reads = subscription->type == static_cast<uint8_t>(EventType::kFdRead);
  if (entry == nullptr) {
    subscription->error = Errno::kBadf;
  } else if (entry->descriptor != nullptr) {
    // Files never make anybody wait.
    subscription->pollable = io::MakeReadyPollable();
    const auto stat = entry->descriptor->GetStat();
    if (reads && entry->is_file() && stat.ok() && stat->size > entry->position) {
      subscription->bytes = stat->size - entry->position;
    }
  } else if (reads && entry->input != nullptr) {
    subscription->pollable = entry->input->Subscribe();
    subscription->bytes = 1;
  } else if (!reads && entry->output != nullptr) {
    subscription->pollable = entry->output->Subscribe();
    subscription->bytes = 1;
  } else {
    subscription->error = Errno::kBadf;
  }
}

}  // namespace

Result<Errno> Preview1::PollOneoff(Memory memory, P in, P out, P count, P nevents) {
  if (count == 0 || count > kMaxSubscriptions) return Errno::kInval;
  const auto records = memory.Array(in, count, kSubscriptionSize);
  const auto events = memory.Array(out, count, kEventSize);
  if (!records || !events || !memory.Slice(nevents, sizeof(uint32_t))) return Errno::kFault;

  std::vector<Subscription> subscriptions(count);
  std::vector<io::Pollable*> pollables;
  std::vector<Subscription*> ready;
  std::vector<Subscription*> waiting;  // the same order as pollables
  for (uint32_t i = 0; i < count; i++) {
    const uint8_t* p = records->data() + i * kSubscriptionSize;
    Subscription& subscription = subscriptions[i];
    subscription.userdata = GuestMemory::Load<uint64_t>(p);
    subscription.type = p[8];
    switch (static_cast<EventType>(p[8])) {
      case EventType::kClock:
        ReadClock(p, options_, &subscription);
        break;
      case EventType::kFdRead:
      case EventType::kFdWrite:
        ReadFd(fds_.Find(GuestMemory::Load<uint32_t>(p + 16)), &subscription);
        break;
      default:
        return Errno::kInval;
    }
    if (subscription.pollable == nullptr) {
      ready.push_back(&subscription);
    } else {
      pollables.push_back(subscription.pollable.get());
      waiting.push_back(&subscription);
    }
  }
  // An event that is there already is not waited on; what else is ready comes along.
  if (ready.empty()) {
    auto indices = io::Poll(*options_.loop, pollables, &options_.interrupted);
    if (!indices.ok()) return std::move(indices).error();
    if (indices->empty()) return Error::Trap(TrapCode::kInterrupted);
    for (const uint32_t index : *indices) ready.push_back(waiting[index]);
  } else {
    std::copy_if(waiting.begin(), waiting.end(), std::back_inserter(ready),
                 [](const Subscription* subscription) { return subscription->pollable->Ready(); });
  }
  for (size_t i = 0; i < ready.size(); i++) WriteEvent(events->data() + i * kEventSize, *ready[i]);
  const bool written = memory.Write(nevents, static_cast<uint32_t>(ready.size()));
  return written ? Errno::kSuccess : Errno::kFault;
}

}  // namespace virga::host::preview1
