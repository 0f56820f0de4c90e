#include "cli/grants.h"

#include <charconv>
#include <cstdlib>
#include <utility>

#include "cli/suggest.h"
#include "engine/support/try.h"
#include "hostfuncs/config/sources.h"
#include "hostfuncs/filesystem/preopens.h"
#include "hostfuncs/keyvalue/memory_store.h"

extern char** environ;

namespace virga::cli {

namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

// A later variable of the same name wins and keeps its place.
void SetVariable(Variables* variables, std::string name, std::string value) {
  for (auto& [known, old_value] : *variables) {
    if (known == name) {
      old_value = std::move(value);
      return;
    }
  }
  variables->emplace_back(std::move(name), std::move(value));
}

Status AddVariables(const Options& options, Variables* variables) {
  if (options.inherit_env) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      const size_t equals = text.find('=');
      if (equals == std::string_view::npos || equals == 0) continue;
      variables->emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  for (const std::string& text : options.env) {
    const size_t equals = text.find('=');
    std::string name = text.substr(0, equals);
    if (name.empty()) {
      return Error::Make(ErrorKind::kUsage, "--env: expected NAME or NAME=VALUE, got \"%s\"",
                         text.c_str());
    }
    if (equals != std::string::npos) {
      SetVariable(variables, std::move(name), text.substr(equals + 1));
    } else if (const char* value = std::getenv(name.c_str()); value != nullptr) {
      SetVariable(variables, std::move(name), value);
    }
  }
  return {};
}

Status AddStores(const Options& options, host::keyvalue::Stores* stores) {
  ConfigureDefaultMemoryStore(stores, host::keyvalue::Limits());
  for (const std::string& text : options.keyvalue) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error::Make(ErrorKind::kUsage, "--keyvalue: expected NAME=ENGINE, got \"%s\"",
                         text.c_str());
    }
    const std::string engine = text.substr(equals + 1);
    if (engine != "memory") {
      const std::string_view known[] = {"memory"};
      return Error::Make(ErrorKind::kUsage, "--keyvalue: expected the engine memory, got \"%s\"%s",
                         engine.c_str(), SuggestionFor(engine, known).c_str());
    }
    stores->Configure(text.substr(0, equals), [](const std::string&) {
      return host::keyvalue::KvOutcome<host::keyvalue::StorePtr>(
          host::keyvalue::MakeMemoryStore(host::keyvalue::Limits()));
    });
  }
  return {};
}

Result<std::shared_ptr<const host::config::Snapshot>> MakeConfig(const Options& options) {
  std::vector<host::config::SourceValues> sources;
  for (const std::string& path : options.config_file) {
    VIRGA_ASSIGN(host::config::SourceValues values, host::config::FromFile(path));
    sources.push_back(std::move(values));
  }
  VIRGA_ASSIGN(host::config::SourceValues variables,
               host::config::FromVariables(options.config_var));
  sources.push_back(std::move(variables));
  return host::config::Snapshot::Merge(std::move(sources));
}

Result<std::optional<uint64_t>> ParseSeed(const Options& options) {
  if (!options.seed.has_value()) return std::optional<uint64_t>();
  const std::string& text = *options.seed;
  uint64_t seed = 0;
  const auto [next, fault] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (fault != std::errc() || next != text.data() + text.size())
    return Error::Make(ErrorKind::kUsage, "--seed: expected a number, got \"%s\"", text.c_str());
  return std::optional<uint64_t>(seed);
}

std::vector<std::string> GuestArguments(const Options& options) {
  std::vector<std::string> arguments = options.arguments;
  if (!arguments.empty()) arguments[0].erase(0, arguments[0].find_last_of('/') + 1);
  return arguments;
}

}  // namespace

Result<Grants> MakeGrants(const Options& options) {
  Grants grants;
  VIRGA_ASSIGN(grants.seed, ParseSeed(options));
  grants.environment = host::cli::MakeInheritedStdioEnvironment();
  grants.environment.arguments = GuestArguments(options);
  VIRGA_TRY(AddVariables(options, &grants.environment.variables));
  for (const std::string& text : options.dir) {
    VIRGA_ASSIGN(const host::filesystem::DirectoryGrant grant,
                 host::filesystem::ParseDirectoryGrant(text));
    VIRGA_ASSIGN(host::filesystem::Preopen preopen, host::filesystem::OpenPreopen(grant));
    grants.preopens.push_back(std::move(preopen));
  }
  grants.keyvalue = std::make_unique<host::keyvalue::Stores>();
  VIRGA_TRY(AddStores(options, grants.keyvalue.get()));
  VIRGA_ASSIGN(grants.config, MakeConfig(options));
  grants.loop = host::io::MakeEventLoop();
  grants.monotonic = host::clocks::MakeOsMonotonicClock();
  grants.wall = host::clocks::MakeOsWallClock();
  grants.cpu = host::clocks::MakeOsCpuClock();
  grants.entropy = grants.seed.has_value() ? host::random::MakeSeededEntropy(*grants.seed)
                                           : host::random::MakeOsEntropy();
  return grants;
}

}  // namespace virga::cli
