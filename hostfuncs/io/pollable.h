// Pollables: single events that may have happened. The backend of wasi:io/poll and of poll_oneoff.
//
// A binding that may block the whole process calls Poll(). One that suspends a fiber instead asks
// Ready(), subscribes, and is resumed by the callback.

#ifndef HOSTFUNCS_IO_POLLABLE_H_
#define HOSTFUNCS_IO_POLLABLE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "hostfuncs/io/event_loop.h"

namespace virga::host::io {

// An interest in an event; destroying it withdraws the interest.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

class Pollable {
 public:
  virtual ~Pollable() = default;

  // Whether the event has happened. Never blocks.
  virtual bool Ready() = 0;
  // Runs `wake` once, inside the loop, when the event may have happened; ask Ready() again then.
  // When it already has, that is at the next RunOnce. The subscription may outlive the pollable,
  // not the loop.
  virtual Result<std::unique_ptr<Subscription>> Subscribe(EventLoop& loop, Callback wake) = 0;
};

// Waits until at least one is ready and returns the indices of all that are, ascending. May return
// none when `interrupted` (asked after each wake-up; may be null) says so: a deadline or a stop.
// REQUIRES: not empty; no null.
Result<std::vector<uint32_t>> Poll(EventLoop& loop, std::span<Pollable* const> pollables,
                                   const std::function<bool()>* interrupted = nullptr);

// A subscription to one registration of a loop, cancelled with it.
class WatchSubscription : public Subscription {
 public:
  WatchSubscription(EventLoop& loop, WatchId id) : loop_(&loop), id_(id) {}
  ~WatchSubscription() override { loop_->Cancel(id_); }
  WatchSubscription(const WatchSubscription&) = delete;
  WatchSubscription& operator=(const WatchSubscription&) = delete;

 private:
  EventLoop* loop_;
  WatchId id_;
};

// A subscription to an event that has already happened: wakes at the next RunOnce.
Result<std::unique_ptr<Subscription>> SubscribeReady(EventLoop& loop, Callback wake);

// Always ready: streams that never block.
std::unique_ptr<Pollable> MakeReadyPollable();
// Ready when the descriptor is. REQUIRES: fd stays open as long as the pollable.
std::unique_ptr<Pollable> MakeFdPollable(int fd, Readiness readiness);

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_POLLABLE_H_
