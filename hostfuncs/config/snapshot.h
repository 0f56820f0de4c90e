// Configuration as a guest sees it: the backend of wasi:config. An instance sees one snapshot for
// its whole life; a change of the sources makes a new snapshot for new instances.

#ifndef HOSTFUNCS_CONFIG_SNAPSHOT_H_
#define HOSTFUNCS_CONFIG_SNAPSHOT_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hostfuncs/io/outcome.h"

namespace virga::host::config {

struct ConfigError {
  enum class Kind : uint8_t { kUpstream, kIo };
  Kind kind = Kind::kIo;
  std::string text;  // names the source as the user wrote it, never its contents
};

template <typename T>
using ConfigOutcome = io::Outcome<T, ConfigError>;

// What one source says, before it is merged.
struct SourceValues {
  struct Entry {
    std::string value;
    bool secret = false;
    std::optional<ConfigError> error;  // this key exists but cannot be read
  };
  std::string name;  // "--config-var", "config.toml": for messages
  std::map<std::string, Entry, std::less<>> entries;
  // The source as a whole cannot be read: any key might have been in it.
  std::optional<ConfigError> error;
};

class Snapshot {
 public:
  // Later sources win. A source that cannot be read hides every earlier one, but not later ones.
  static std::shared_ptr<const Snapshot> Merge(std::vector<SourceValues> sources);

  // None for a missing key, whatever its name looks like.
  ConfigOutcome<std::optional<std::string>> Get(std::string_view key) const;
  // Sorted by key, bytewise.
  ConfigOutcome<std::vector<std::pair<std::string, std::string>>> GetAll() const;

  // For logs, traces and `inspect`: as GetAll, with "***" for secrets and the error's text for
  // errors.
  std::vector<std::pair<std::string, std::string>> Masked() const;

 private:
  std::map<std::string, SourceValues::Entry, std::less<>> entries_;
  std::optional<ConfigError> missing_;  // the answer for what is in no source
};

}  // namespace virga::host::config

#endif  // HOSTFUNCS_CONFIG_SNAPSHOT_H_
