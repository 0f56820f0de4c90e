// What the command line gives a guest, as backends. Everything else the guest does not have.
//
// Made once for a run, for core modules and components alike; owns what host functions point at, so
// it outlives the store.

#ifndef CLI_GRANTS_H_
#define CLI_GRANTS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/options.h"
#include "hostfuncs/cli/environment.h"
#include "hostfuncs/clocks/clock.h"
#include "hostfuncs/config/snapshot.h"
#include "hostfuncs/filesystem/filesystem.h"
#include "hostfuncs/io/event_loop.h"
#include "hostfuncs/keyvalue/stores.h"
#include "hostfuncs/random/entropy.h"
#include "virga/error.h"

namespace virga::cli {

struct Grants {
  host::cli::Environment environment;
  std::vector<host::filesystem::Preopen> preopens;
  std::shared_ptr<const host::config::Snapshot> config;
  std::unique_ptr<host::keyvalue::Stores> keyvalue;
  std::unique_ptr<host::io::EventLoop> loop;
  std::unique_ptr<host::clocks::MonotonicClock> monotonic;
  std::unique_ptr<host::clocks::WallClock> wall;
  std::unique_ptr<host::clocks::CpuClock> cpu;
  std::unique_ptr<host::random::Entropy> entropy;
  std::optional<uint64_t> seed;  // what the entropy was made from
};

// `options.arguments` become the guest's arguments, the first without its folder. Errors: kUsage
// for a malformed option, kIo for a directory or file that cannot be opened.
Result<Grants> MakeGrants(const Options& options);

}  // namespace virga::cli

#endif  // CLI_GRANTS_H_
