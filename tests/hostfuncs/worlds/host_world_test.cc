#include "hostfuncs/worlds/host_world.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace virga::host::worlds {
namespace {

TEST(HostWorldTest, ServesEverySpellingOfConfigAndKeyvalue) {
  std::multiset<std::string_view> names;
  for (const cabi::HostInterface* interface : HostedInterfaces()) names.insert(interface->name);
  for (const char* name : {"wasi:config/store@0.2.0-draft", "wasi:config/store@0.2.0-rc.1",
                           "wasi:config/store@0.2.0-draft-2024-09-27",
                           "wasi:config/runtime@0.2.0-draft", "wasi:keyvalue/store@0.2.0-draft",
                           "wasi:keyvalue/store@0.2.0-draft2", "wasi:keyvalue/atomics@0.2.0-draft2",
                           "wasi:io/streams@0.2.12", "wasi:filesystem/types@0.2.12"}) {
    EXPECT_EQ(names.count(name), 1u) << name;
  }
  // Upstream's and Spin's get-many, told apart by their types.
  EXPECT_EQ(names.count("wasi:keyvalue/batch@0.2.0-draft2"), 2u);
}

TEST(HostWorldTest, BindingsAreTheHostedInterfaces) {
  const std::unique_ptr<io::EventLoop> loop = io::MakeEventLoop();
  const cli::Environment environment = cli::MakeIsolatedEnvironment();
  const std::vector<filesystem::Preopen> preopens;
  const auto monotonic = clocks::MakeOsMonotonicClock();
  const auto wall = clocks::MakeOsWallClock();
  random::RandomSources random = random::MakeSeededRandomSources(1);
  keyvalue::Stores stores;
  HostWorld world({.loop = loop.get(),
                   .environment = &environment,
                   .monotonic = monotonic.get(),
                   .wall = wall.get(),
                   .random = &random,
                   .preopens = &preopens,
                   .config = config::Snapshot::Merge({}),
                   .keyvalue = &stores,
                   .keyvalue_grants = {}});
  std::vector<const cabi::HostInterface*> bound;
  for (const cabi::HostBinding& binding : world.bindings()) {
    EXPECT_NE(binding.self, nullptr);
    bound.push_back(binding.interface);
  }
  EXPECT_EQ(bound, HostedInterfaces());
}

}  // namespace
}  // namespace virga::host::worlds
