// wasi:io/poll over IoResources. Waiting parks the guest, never the thread.

#ifndef HOSTFUNCS_IO_POLL_HOST_H_
#define HOSTFUNCS_IO_POLL_HOST_H_

#include <vector>

#include "hostfuncs/bindings/io_poll.h"
#include "hostfuncs/io/resources.h"

namespace virga::host::io {

class PollHost : public wasi::io::poll::Host {
 public:
  using WitPollable = wasi::io::poll::Pollable;

  explicit PollHost(IoResources* resources) : resources_(*resources) {}

  cabi::Reply<bool> PollableReady(cabi::Borrow<WitPollable> self) override;
  cabi::Reply<void> PollableBlock(cabi::Borrow<WitPollable> self) override;
  cabi::Reply<std::vector<uint32_t>> Poll(
      const std::vector<cabi::Borrow<WitPollable>>& in) override;
  Status DropPollable(uint32_t rep) override { return resources_.pollables.Remove(rep); }

 private:
  IoResources& resources_;
};

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_POLL_HOST_H_
