// Future<T>: an answer that may come later. Engines that know at once answer without allocating.
//
// The binding asks ready(); if not, it suspends the guest and is resumed by OnReady's callback,
// which runs inside the event loop of the thread that owns both ends. Promise and Future are on one
// thread; work from other threads comes back through EventLoop::RunInWorker or Post.

#ifndef HOSTFUNCS_IO_FUTURE_H_
#define HOSTFUNCS_IO_FUTURE_H_

#include <memory>
#include <optional>
#include <utility>

#include "engine/support/check.h"
#include "hostfuncs/io/event_loop.h"

namespace virga::host::io {

namespace internal {
template <typename T>
struct FutureState {
  std::optional<T> value;
  Callback on_ready;
};
}  // namespace internal

template <typename T>
class [[nodiscard]] Future {
 public:
  Future(T value) : value_(std::move(value)) {}  // NOLINT: implicit, the usual case
  explicit Future(std::shared_ptr<internal::FutureState<T>> state) : state_(std::move(state)) {}

  bool ready() const { return value_.has_value() || (state_ != nullptr && state_->value); }
  // REQUIRES: ready(), and not taken before.
  T Take() {
    VIRGA_CHECK(ready());
    std::optional<T>& value = state_ != nullptr ? state_->value : value_;
    T result = std::move(*value);
    value.reset();
    state_.reset();
    return result;
  }
  // Runs `callback` once when the answer is there. REQUIRES: !ready(). Destroying the future before
  // that withdraws the callback.
  void OnReady(Callback callback) {
    VIRGA_CHECK(!ready() && state_ != nullptr);
    state_->on_ready = std::move(callback);
  }

  Future(Future&&) noexcept = default;
  Future& operator=(Future&&) noexcept = default;
  ~Future() {
    if (state_ != nullptr) state_->on_ready = nullptr;
  }

 private:
  std::optional<T> value_;
  std::shared_ptr<internal::FutureState<T>> state_;
};

template <typename T>
class Promise {
 public:
  Promise() : state_(std::make_shared<internal::FutureState<T>>()) {}
  Future<T> future() const { return Future<T>(state_); }
  // REQUIRES: not called before.
  void Set(T value) {
    VIRGA_CHECK(!state_->value);
    state_->value = std::move(value);
    if (Callback callback = std::exchange(state_->on_ready, nullptr)) callback();
  }

 private:
  std::shared_ptr<internal::FutureState<T>> state_;
};

// Runs the loop until the answer is there, or an error of the loop.
template <typename T>
Result<T> Wait(EventLoop& loop, Future<T> future) {
  while (!future.ready()) {
    auto ran = loop.RunOnce(true);
    if (!ran.ok()) return std::move(ran).error();
    if (!*ran && !future.ready() && !loop.HasWork()) {
      return Error::Make(ErrorKind::kIo, "wait: nothing is left that could answer");
    }
  }
  return future.Take();
}

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_FUTURE_H_
