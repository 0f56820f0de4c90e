// HostWorld: the host's side of every WIT interface that this version serves, for one store.
//
// Ties the bindings of the interface rooms to one set of backends and resources, so that all of a
// component's imports, whatever version they name, share streams, pollables and descriptors. What
// was not granted is there all the same, and empty: no preopens, no variables, no configuration.
// Outlives the store whose component uses it; one thread, the store's.

#ifndef HOSTFUNCS_WORLDS_HOST_WORLD_H_
#define HOSTFUNCS_WORLDS_HOST_WORLD_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "canonical-abi/abi/host_bindings.h"
#include "hostfuncs/cli/environment.h"
#include "hostfuncs/clocks/clock.h"
#include "hostfuncs/config/snapshot.h"
#include "hostfuncs/filesystem/filesystem.h"
#include "hostfuncs/io/event_loop.h"
#include "hostfuncs/keyvalue/stores.h"
#include "hostfuncs/random/entropy.h"

namespace virga::host::worlds {

// What the world is made of. Everything outlives it.
struct Backends {
  io::EventLoop* loop = nullptr;
  const cli::Environment* environment = nullptr;
  clocks::MonotonicClock* monotonic = nullptr;
  clocks::WallClock* wall = nullptr;
  random::RandomSources* random = nullptr;
  const std::vector<filesystem::Preopen>* preopens = nullptr;
  std::shared_ptr<const config::Snapshot> config;
  keyvalue::Stores* keyvalue = nullptr;
  keyvalue::Grants keyvalue_grants;
  uint64_t random_bytes_max = random::kDefaultMaxRandomBytes;
};

class HostWorld {
 public:
  explicit HostWorld(Backends backends);
  ~HostWorld();
  HostWorld(const HostWorld&) = delete;
  HostWorld& operator=(const HostWorld&) = delete;

  // All interfaces, for a linker. Where two definitions share a name their types decide.
  std::vector<cabi::HostBinding> bindings();

 private:
  struct Hosts;
  std::unique_ptr<Hosts> hosts_;
};

// The interfaces of HostWorld without a host behind them: what `inspect` compares imports with.
std::vector<const cabi::HostInterface*> HostedInterfaces();

}  // namespace virga::host::worlds

#endif  // HOSTFUNCS_WORLDS_HOST_WORLD_H_
