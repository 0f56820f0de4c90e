#include <cstdio>
#include <string>

#include "cli/commands/commands.h"
#include "cli/exit_code.h"

namespace virga::cli {

int SettingsCommand(const Options&) {
  std::string text;
  for (const OptionInfo& option : AllOptions()) {
    if (option.key.empty()) continue;
    std::string line(option.key);
    line.resize(line.size() < 16 ? 16 : line.size() + 1, ' ');
    text += line + "--" + std::string(option.name);
    if (!option.argument.empty()) text += " " + std::string(option.argument);
    text += ": " + std::string(option.doc) + "\n";
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return static_cast<int>(ExitCode::kSuccess);
}

}  // namespace virga::cli
