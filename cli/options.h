// The command line as data. design: ux.md 1-3.
//
// Filled by ParseCommandLine from options.def; used by the commands. Nothing is interpreted here:
// a --dir is still the text that the user wrote.

#ifndef CLI_OPTIONS_H_
#define CLI_OPTIONS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "virga/error.h"

namespace virga::cli {

enum class Command {
#define X(name, text, arguments, doc) k##name,
#include "cli/commands.def"
#undef X
};

struct CommandInfo {
  Command command;
  std::string_view name;
  std::string_view arguments;
  std::string_view doc;
};

enum class OptionKind { kFlag, kOne, kMany };
enum class OptionGroup { kGrants, kRunning, kOther };

struct OptionInfo {
  OptionKind kind;
  std::string_view commands;
  char letter;
  std::string_view name;  // empty: only the letter
  std::string_view argument;
  std::string_view key;
  OptionGroup group;
  std::string_view doc;

  bool IsFor(Command command) const;
};

// The tables, in their order.
std::span<const CommandInfo> AllCommands();
std::span<const OptionInfo> AllOptions();
const CommandInfo& InfoOf(Command command);

// What an option of a kind is stored as.
template <OptionKind kKind>
struct Stored;
template <>
struct Stored<OptionKind::kFlag> {
  using Type = bool;
};
template <>
struct Stored<OptionKind::kOne> {
  using Type = std::optional<std::string>;
};
template <>
struct Stored<OptionKind::kMany> {
  using Type = std::vector<std::string>;
};

struct Options {
  Command command = Command::kRun;
  bool has_command = false;  // named, not understood from a file
#define X(id, kind, commands, letter, name, argument, key, group, doc) \
  Stored<OptionKind::k##kind>::Type id{};
#include "cli/options.def"
#undef X
  // The file (or the shell's name), and everything after it.
  std::vector<std::string> arguments;
};

// Error: kUsage, with the nearest flag or command where one is near.
Result<Options> ParseCommandLine(int argc, const char* const* argv);

}  // namespace virga::cli

#endif  // CLI_OPTIONS_H_
