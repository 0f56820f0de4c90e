#include "cli/options.h"

namespace virga::cli {

std::span<const CommandInfo> AllCommands() {
  static constexpr CommandInfo kCommands[] = {
#define X(name, text, arguments, doc) {Command::k##name, text, arguments, doc},
#include "cli/commands.def"
#undef X
  };
  return kCommands;
}

std::span<const OptionInfo> AllOptions() {
  static constexpr OptionInfo kOptions[] = {
#define X(id, kind, commands, letter, name, argument, key, group, doc) \
  {OptionKind::k##kind, commands, letter, name, argument, key, OptionGroup::k##group, doc},
#include "cli/options.def"
#undef X
  };
  return kOptions;
}

const CommandInfo& InfoOf(Command command) { return AllCommands()[static_cast<size_t>(command)]; }

bool OptionInfo::IsFor(Command command) const {
  static constexpr char kLetters[] = {'r', 'i', 'c', 's', 'm', 'v'};
  static_assert(sizeof(kLetters) == static_cast<size_t>(Command::kVersion) + 1);
  return commands == "*" ||
         commands.find(kLetters[static_cast<size_t>(command)]) != std::string_view::npos;
}

}  // namespace virga::cli
