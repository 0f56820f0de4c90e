#include "hostfuncs/io/pollable.h"

#include "engine/support/check.h"
#include "engine/support/try.h"

namespace virga::host::io {
namespace {

class ReadyPollable : public Pollable {
 public:
  bool Ready() override { return true; }
  Result<std::unique_ptr<Subscription>> Subscribe(EventLoop& loop, Callback wake) override {
    return SubscribeReady(loop, std::move(wake));
  }
};

// Post() cannot be cancelled; the callback looks whether its subscription still lives.
class PostedSubscription : public Subscription {
 public:
  explicit PostedSubscription(std::shared_ptr<Callback> wake) : wake_(std::move(wake)) {}
  ~PostedSubscription() override { *wake_ = nullptr; }

 private:
  std::shared_ptr<Callback> wake_;
};

std::vector<uint32_t> ReadyIndices(std::span<Pollable* const> pollables) {
  std::vector<uint32_t> ready;
  for (size_t i = 0; i < pollables.size(); i++) {
    if (pollables[i]->Ready()) ready.push_back(static_cast<uint32_t>(i));
  }
  return ready;
}

}  // namespace

Result<std::unique_ptr<Subscription>> SubscribeReady(EventLoop& loop, Callback wake) {
  auto shared = std::make_shared<Callback>(std::move(wake));
  loop.Post([shared] {
    if (Callback callback = std::exchange(*shared, nullptr)) callback();
  });
  return std::unique_ptr<Subscription>(new PostedSubscription(std::move(shared)));
}

std::unique_ptr<Pollable> MakeReadyPollable() { return std::make_unique<ReadyPollable>(); }

Result<std::vector<uint32_t>> Poll(EventLoop& loop, std::span<Pollable* const> pollables,
                                   const std::function<bool()>* interrupted) {
  VIRGA_CHECK(!pollables.empty());
  std::vector<uint32_t> ready = ReadyIndices(pollables);
  while (ready.empty()) {
    bool woken = false;
    std::vector<std::unique_ptr<Subscription>> subscriptions;
    subscriptions.reserve(pollables.size());
    for (Pollable* pollable : pollables) {
      VIRGA_ASSIGN(auto subscription, pollable->Subscribe(loop, [&woken] { woken = true; }));
      subscriptions.push_back(std::move(subscription));
    }
    while (!woken) {
      if (interrupted != nullptr && *interrupted && (*interrupted)()) return ready;
      VIRGA_ASSIGN(const bool ran, loop.RunOnce(true));
      if (!ran && !loop.HasWork() && !woken) {
        return Error::Make(ErrorKind::kIo, "poll: nothing is left that could become ready");
      }
    }
    ready = ReadyIndices(pollables);
  }
  return ready;
}

}  // namespace virga::host::io
