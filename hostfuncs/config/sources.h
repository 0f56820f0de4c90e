// Where configuration comes from. In the order in which later ones win: files (TOML, JSON, .env),
// the run file, a directory with a file per key, environment variables with a prefix, single
// variables.

#ifndef HOSTFUNCS_CONFIG_SOURCES_H_
#define HOSTFUNCS_CONFIG_SOURCES_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hostfuncs/config/snapshot.h"
#include "virga/error.h"

namespace virga::host::config {

// Sizes beyond these are errors of the source.
inline constexpr size_t kMaxSourceBytes = 4 << 20;
inline constexpr size_t kMaxKeys = 10'000;

// `k=v` arguments. kUsage when one has no `=` or an empty key.
Result<SourceValues> FromVariables(std::span<const std::string> arguments);
// Environment variables that start with `prefix`, without it, as they are otherwise written.
SourceValues FromEnvironment(std::span<const std::pair<std::string, std::string>> environment,
                             std::string_view prefix);

// Text in one of three formats. kMalformed with line and cause. Tables and objects become keys
// joined by dots; numbers and booleans become their text; lists are refused.
Result<SourceValues> FromToml(std::string_view text, std::string name);
Result<SourceValues> FromJson(std::string_view text, std::string name);
Result<SourceValues> FromDotenv(std::string_view text, std::string name);

// A file of any of the three, by its name: .toml, .json, everything else .env. A file that cannot
// be read is an error of the source (the guest sees `io`), one that cannot be parsed an error here.
Result<SourceValues> FromFile(const std::string& path);
// One file per key, as secrets are mounted; all are secret. One trailing newline is stripped. Names
// that start with a dot and anything that is not a regular file are left out.
SourceValues FromDirectory(const std::string& path);

}  // namespace virga::host::config

#endif  // HOSTFUNCS_CONFIG_SOURCES_H_
