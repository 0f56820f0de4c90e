// Virtual time. A waiting guest posts a step to the loop; the step moves time to the earliest
// deadline and wakes whoever waits for it. Input that is ready in the same turn of the loop is seen
// as well.

#include <map>
#include <utility>

#include "engine/support/checked.h"
#include "hostfuncs/clocks/clock.h"

namespace virga::host::clocks {

struct VirtualTime::State {
  uint64_t now = 0;
  uint64_t epoch_ns = 0;
  uint64_t tick_ns = 0;
  uint64_t next_id = 1;
  bool step_posted = false;
  // Waiters by deadline and order of arrival.
  std::map<std::pair<uint64_t, uint64_t>, io::Callback> waiters;

  void Advance(uint64_t nanoseconds) {
    if (!CheckedAdd<uint64_t>(now, nanoseconds, &now)) now = UINT64_MAX;
  }
  uint64_t Tick() {
    Advance(tick_ns);
    return now;
  }
};

namespace {

using State = VirtualTime::State;

void Step(const std::shared_ptr<State>& state, io::EventLoop& loop);

// One step at a time: whoever it wakes runs before time moves on.
void PostStep(const std::shared_ptr<State>& state, io::EventLoop& loop) {
  if (std::exchange(state->step_posted, true)) return;
  loop.Post([state, &loop] { Step(state, loop); });
}

void Step(const std::shared_ptr<State>& state, io::EventLoop& loop) {
  state->step_posted = false;
  if (state->waiters.empty()) return;
  const uint64_t earliest = state->waiters.begin()->first.first;
  if (earliest > state->now) state->now = earliest;
  while (!state->waiters.empty() && state->waiters.begin()->first.first <= state->now) {
    io::Callback wake = std::move(state->waiters.begin()->second);
    state->waiters.erase(state->waiters.begin());
    wake();
  }
  if (!state->waiters.empty()) PostStep(state, loop);
}

class VirtualSubscription : public io::Subscription {
 public:
  VirtualSubscription(std::shared_ptr<State> state, std::pair<uint64_t, uint64_t> key)
      : state_(std::move(state)), key_(key) {}
  ~VirtualSubscription() override { state_->waiters.erase(key_); }

 private:
  std::shared_ptr<State> state_;
  std::pair<uint64_t, uint64_t> key_;
};

class VirtualPollable : public io::Pollable {
 public:
  VirtualPollable(std::shared_ptr<State> state, uint64_t when)
      : state_(std::move(state)), when_(when) {}
  bool Ready() override { return state_->now >= when_; }
  Result<std::unique_ptr<io::Subscription>> Subscribe(io::EventLoop& loop,
                                                      io::Callback wake) override {
    const std::pair<uint64_t, uint64_t> key(when_, state_->next_id++);
    state_->waiters.emplace(key, std::move(wake));
    PostStep(state_, loop);
    return std::unique_ptr<io::Subscription>(new VirtualSubscription(state_, key));
  }

 private:
  std::shared_ptr<State> state_;
  uint64_t when_;
};

class VirtualMonotonic : public MonotonicClock {
 public:
  explicit VirtualMonotonic(std::shared_ptr<State> state) : state_(std::move(state)) {}
  uint64_t Now() override { return state_->Tick(); }
  uint64_t Resolution() override { return state_->tick_ns == 0 ? 1 : state_->tick_ns; }
  std::unique_ptr<io::Pollable> SubscribeInstant(uint64_t when) override {
    return std::make_unique<VirtualPollable>(state_, when);
  }

 private:
  std::shared_ptr<State> state_;
};

class VirtualWall : public WallClock {
 public:
  explicit VirtualWall(std::shared_ptr<State> state) : state_(std::move(state)) {}
  Datetime Now() override {
    uint64_t ns = 0;
    if (!CheckedAdd<uint64_t>(state_->epoch_ns, state_->Tick(), &ns)) ns = UINT64_MAX;
    return FromNanoseconds(ns);
  }
  Datetime Resolution() override {
    return FromNanoseconds(state_->tick_ns == 0 ? 1 : state_->tick_ns);
  }

 private:
  std::shared_ptr<State> state_;
};

class VirtualCpu : public CpuClock {
 public:
  explicit VirtualCpu(std::shared_ptr<State> state) : state_(std::move(state)) {}
  uint64_t ProcessTime() override { return state_->Tick(); }
  uint64_t ThreadTime() override { return state_->Tick(); }
  uint64_t Resolution() override { return state_->tick_ns == 0 ? 1 : state_->tick_ns; }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace

VirtualTime::VirtualTime(Datetime epoch, uint64_t tick_ns) : state_(std::make_shared<State>()) {
  state_->epoch_ns = ToNanoseconds(epoch);
  state_->tick_ns = tick_ns;
}
VirtualTime::~VirtualTime() = default;

std::unique_ptr<MonotonicClock> VirtualTime::Monotonic() {
  return std::make_unique<VirtualMonotonic>(state_);
}
std::unique_ptr<WallClock> VirtualTime::Wall() { return std::make_unique<VirtualWall>(state_); }
std::unique_ptr<CpuClock> VirtualTime::Cpu() { return std::make_unique<VirtualCpu>(state_); }
void VirtualTime::Advance(uint64_t nanoseconds) { state_->Advance(nanoseconds); }

}  // namespace virga::host::clocks
