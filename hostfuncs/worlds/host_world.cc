#include "hostfuncs/worlds/host_world.h"

#include <iterator>
#include <utility>

#include "hostfuncs/cli/cli_host.h"
#include "hostfuncs/clocks/clocks_host.h"
#include "hostfuncs/config/config_host.h"
#include "hostfuncs/filesystem/filesystem_host.h"
#include "hostfuncs/io/error_host.h"
#include "hostfuncs/io/poll_host.h"
#include "hostfuncs/io/resources.h"
#include "hostfuncs/io/streams_host.h"
#include "hostfuncs/keyvalue/atomics_host.h"
#include "hostfuncs/keyvalue/batch_host.h"
#include "hostfuncs/keyvalue/resources.h"
#include "hostfuncs/keyvalue/store_host.h"
#include "hostfuncs/random/random_host.h"

namespace virga::host::worlds {

namespace {

using cabi::HostBinding;
using cabi::HostInterface;

// The later spellings of wasi:config/store: another version, the same functions.
HostInterface Renamed(const HostInterface& interface, std::string_view name) {
  return {name, interface.resources, interface.functions};
}

const HostInterface kConfigStoreRc1 =
    Renamed(wasi::config_draft::store::kInterface, "wasi:config/store@0.2.0-rc.1");
const HostInterface kConfigStoreSeptember =
    Renamed(wasi::config_draft::store::kInterface, "wasi:config/store@0.2.0-draft-2024-09-27");
constexpr const HostInterface* kRenamed[] = {&kConfigStoreRc1, &kConfigStoreSeptember};

}  // namespace

// One member for each interface; the order is that of dependence.
struct HostWorld::Hosts {
  explicit Hosts(Backends b)
      : streams(b.loop),
        keyvalue(b.keyvalue, std::move(b.keyvalue_grants)),
        monotonic_clock(b.monotonic, &streams),
        wall_clock(b.wall),
        random(b.random, b.random_bytes_max),
        insecure(b.random, b.random_bytes_max),
        insecure_seed(b.random),
        environment(b.environment),
        stdin_host(b.environment, &streams),
        stdout_host(b.environment, &streams),
        stderr_host(b.environment, &streams),
        terminal_stdin(b.environment),
        terminal_stdout(b.environment),
        terminal_stderr(b.environment),
        preopens(b.preopens, &files),
        config_store(b.config),
        config_runtime(b.config) {}

  io::IoResources streams;
  filesystem::FilesystemResources files;
  keyvalue::KeyvalueResources keyvalue;

  io::ErrorHost io_error{&streams};
  io::PollHost io_poll{&streams};
  io::StreamsHost io_streams{&streams};
  clocks::MonotonicClockHost monotonic_clock;
  clocks::WallClockHost wall_clock;
  clocks::TimezoneHost timezone;
  random::RandomHost random;
  random::InsecureHost insecure;
  random::InsecureSeedHost insecure_seed;
  cli::EnvironmentHost environment;
  cli::ExitHost exit;
  cli::StdinHost stdin_host;
  cli::StdoutHost stdout_host;
  cli::StderrHost stderr_host;
  cli::TerminalInputHost terminal_input;
  cli::TerminalOutputHost terminal_output;
  cli::TerminalStdinHost terminal_stdin;
  cli::TerminalStdoutHost terminal_stdout;
  cli::TerminalStderrHost terminal_stderr;
  filesystem::TypesHost filesystem_types{&files, &streams};
  filesystem::PreopensHost preopens;
  keyvalue::draft::StoreHost draft_store{&keyvalue};
  keyvalue::draft::AtomicsHost draft_atomics{&keyvalue};
  keyvalue::draft::BatchHost draft_batch{&keyvalue};
  keyvalue::draft2::StoreHost draft2_store{&keyvalue};
  keyvalue::draft2::AtomicsHost draft2_atomics{&keyvalue};
  keyvalue::draft2::BatchHost draft2_batch{&keyvalue};
  keyvalue::spin::BatchHost spin_batch{&keyvalue};
  config::StoreHost config_store;
  config::RuntimeHost config_runtime;
};

HostWorld::HostWorld(Backends backends) : hosts_(std::make_unique<Hosts>(std::move(backends))) {}
HostWorld::~HostWorld() = default;

std::vector<HostBinding> HostWorld::bindings() {
  std::vector<HostBinding> all = {
#define X(interface, member) wasi::interface::Bind(hosts_->member),
#include "hostfuncs/worlds/interfaces.def"
#undef X
  };
  wasi::config_draft::store::Host* config_store = &hosts_->config_store;
  for (const HostInterface* renamed : kRenamed) all.push_back({renamed, config_store});
  return all;
}

std::vector<const HostInterface*> HostedInterfaces() {
  std::vector<const HostInterface*> all = {
#define X(interface, member) &wasi::interface::kInterface,
#include "hostfuncs/worlds/interfaces.def"
#undef X
  };
  all.insert(all.end(), std::begin(kRenamed), std::end(kRenamed));
  return all;
}

}  // namespace virga::host::worlds
