#include "hostfuncs/cli/cli_host.h"

namespace virga::host::cli {

cabi::Reply<std::vector<std::tuple<std::string, std::string>>> EnvironmentHost::GetEnvironment() {
  std::vector<std::tuple<std::string, std::string>> variables;
  variables.reserve(environment_.variables.size());
  for (const auto& [name, value] : environment_.variables) variables.emplace_back(name, value);
  return variables;
}

cabi::Reply<std::vector<std::string>> EnvironmentHost::GetArguments() {
  return std::vector<std::string>(environment_.arguments);
}

cabi::Reply<std::optional<std::string>> EnvironmentHost::InitialCwd() {
  return std::optional<std::string>(environment_.initial_cwd);
}

}  // namespace virga::host::cli
