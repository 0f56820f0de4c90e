#include "hostfuncs/io/poll_host.h"

#include <memory>
#include <optional>
#include <utility>

#include "hostfuncs/io/pending.h"

namespace virga::host::io {

cabi::Reply<bool> PollHost::PollableReady(cabi::Borrow<WitPollable> self) {
  return resources_.pollables.Get(self.rep).Ready();
}

cabi::Reply<void> PollHost::PollableBlock(cabi::Borrow<WitPollable> self) {
  Pollable* pollable = &resources_.pollables.Get(self.rep);
  if (pollable->Ready()) return {};
  const auto attempt = [pollable]() -> std::optional<Result<std::monostate>> {
    if (!pollable->Ready()) return std::nullopt;
    return std::monostate();
  };
  return std::make_unique<PendingPoll<std::monostate>>(resources_.loop,
                                                       std::vector<Pollable*>{pollable}, attempt);
}

cabi::Reply<std::vector<uint32_t>> PollHost::Poll(
    const std::vector<cabi::Borrow<WitPollable>>& in) {
  if (in.empty()) return Error::Trap(TrapCode::kHostError, "poll: the list is empty");
  std::vector<Pollable*> pollables;
  pollables.reserve(in.size());
  for (const auto& pollable : in) pollables.push_back(&resources_.pollables.Get(pollable.rep));
  const auto attempt = [pollables]() -> std::optional<Result<std::vector<uint32_t>>> {
    std::vector<uint32_t> ready;
    for (uint32_t i = 0; i < pollables.size(); ++i) {
      if (pollables[i]->Ready()) ready.push_back(i);
    }
    if (ready.empty()) return std::nullopt;
    return ready;
  };
  if (auto now = attempt(); now.has_value()) return std::move(*now);
  return std::make_unique<PendingPoll<std::vector<uint32_t>>>(resources_.loop, pollables, attempt);
}

}  // namespace virga::host::io
