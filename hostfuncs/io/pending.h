// Calls of guests that wait for an event: the bindings' side of Pollable.

#ifndef HOSTFUNCS_IO_PENDING_H_
#define HOSTFUNCS_IO_PENDING_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "canonical-abi/abi/host_bindings.h"
#include "hostfuncs/io/future.h"
#include "hostfuncs/io/pollable.h"

namespace virga::host::io {

// Tries again whenever one of the pollables may have become ready, until `attempt` has an answer.
// What the pollables and `attempt` refer to is kept alive by the handles that the waiting call has
// borrowed.
template <typename R>
class PendingPoll : public cabi::Pending<R> {
 public:
  using Attempt = std::function<std::optional<Result<R>>()>;

  PendingPoll(EventLoop& loop, std::vector<Pollable*> pollables, Attempt attempt)
      : loop_(loop), pollables_(std::move(pollables)), attempt_(std::move(attempt)) {}
  // Waits for an event that only this call knows, asking anew before each wait which one.
  using MakePollable = std::function<std::unique_ptr<Pollable>()>;
  PendingPoll(EventLoop& loop, MakePollable make, Attempt attempt)
      : loop_(loop), make_(std::move(make)), attempt_(std::move(attempt)) {}

  Status Start(cabi::Waker waker) override {
    subscriptions_.clear();
    if (make_ != nullptr) {
      own_ = make_();
      pollables_ = {own_.get()};
    }
    for (Pollable* pollable : pollables_) {
      auto subscription = pollable->Subscribe(loop_, [waker] { waker.Wake(); });
      if (!subscription.ok()) return std::move(subscription).error();
      subscriptions_.push_back(std::move(subscription).value());
    }
    return {};
  }

  std::optional<Result<R>> Resume() override {
    subscriptions_.clear();
    return attempt_();
  }

 private:
  EventLoop& loop_;
  MakePollable make_;
  std::unique_ptr<Pollable> own_;
  std::vector<Pollable*> pollables_;
  Attempt attempt_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

// Answers now if `attempt` can, else waits for `pollable()` and tries again.
template <typename R>
cabi::Reply<R> AnswerWhenReady(EventLoop& loop, typename PendingPoll<R>::MakePollable pollable,
                               typename PendingPoll<R>::Attempt attempt) {
  std::optional<Result<R>> now = attempt();
  if (now.has_value()) return std::move(*now);
  return std::make_unique<PendingPoll<R>>(loop, std::move(pollable), std::move(attempt));
}

// Answers with a backend's future, turned into the binding's type by `convert`.
template <typename R, typename T>
class PendingFuture : public cabi::Pending<R> {
 public:
  using Convert = std::function<Result<R>(T)>;
  PendingFuture(Future<T> future, Convert convert)
      : future_(std::move(future)), convert_(std::move(convert)) {}

  Status Start(cabi::Waker waker) override {
    if (future_.ready()) {
      waker.Wake();
    } else {
      future_.OnReady([waker] { waker.Wake(); });
    }
    return {};
  }

  std::optional<Result<R>> Resume() override {
    if (!future_.ready()) return std::nullopt;
    return convert_(future_.Take());
  }

 private:
  Future<T> future_;
  Convert convert_;
};

template <typename R, typename T>
cabi::Reply<R> AnswerFuture(Future<T> future, typename PendingFuture<R, T>::Convert convert) {
  if (future.ready()) return convert(future.Take());
  return std::make_unique<PendingFuture<R, T>>(std::move(future), std::move(convert));
}

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_PENDING_H_
