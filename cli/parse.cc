// The only file that knows CLI11.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/options.h"
#include "cli/suggest.h"

namespace virga::cli {

namespace {

std::string SpellingOf(const OptionInfo& option) {
  std::string spelling;
  if (option.letter != 0) spelling = std::string("-") + option.letter;
  if (!option.name.empty()) {
    if (!spelling.empty()) spelling += ",";
    spelling += "--" + std::string(option.name);
  }
  return spelling;
}

void Add(CLI::App& app, const std::string& spelling, bool* flag) { app.add_flag(spelling, *flag); }

void Add(CLI::App& app, const std::string& spelling, std::optional<std::string>* value) {
  app.add_option(spelling, *value)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void Add(CLI::App& app, const std::string& spelling, std::vector<std::string>* values) {
  app.add_option(spelling, *values)->allow_extra_args(false);
}

// The command that the first word names. Everything else is `run`, whose file the word may be.
Result<Command> FindCommand(std::string_view word) {
  for (const CommandInfo& info : AllCommands()) {
    if (info.name == word) return info.command;
  }
  return Error::Make(ErrorKind::kUsage, "no such command");
}

Error UnknownFlag(Command command, const std::string& flag) {
  const std::string name = flag.substr(0, flag.find('='));
  std::vector<std::string> spellings;
  for (const OptionInfo& option : AllOptions()) {
    if (!option.IsFor(command)) continue;
    if (!option.name.empty()) spellings.push_back("--" + std::string(option.name));
    if (option.letter != 0) spellings.push_back(std::string("-") + option.letter);
  }
  const std::vector<std::string_view> words(spellings.begin(), spellings.end());
  const std::string hint = SuggestionFor(name, words);
  return Error::Make(ErrorKind::kUsage, "%s: unknown flag %s%s",
                     std::string(InfoOf(command).name).c_str(), name.c_str(), hint.c_str());
}

// CLI11 says "--dir: 1 required TEXT missing"; the table knows better.
Error MissingArgument(Command command, std::string_view text) {
  const std::string flag(text.substr(0, text.find(':')));
  std::string_view argument = "an argument";
  for (const OptionInfo& option : AllOptions()) {
    if ("--" + std::string(option.name) == flag || std::string("-") + option.letter == flag)
      argument = option.argument;
  }
  return Error::Make(ErrorKind::kUsage, "%s: %s: expected %.*s, got nothing",
                     std::string(InfoOf(command).name).c_str(), flag.c_str(),
                     static_cast<int>(argument.size()), argument.data());
}

}  // namespace

Result<Options> ParseCommandLine(int argc, const char* const* argv) {
  Options options;
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty()) {
    if (Result<Command> command = FindCommand(words[0]); command.ok()) {
      options.command = *command;
      options.has_command = true;
      words.erase(words.begin());
    }
  }
  CLI::App app;
  app.set_help_flag();
  app.prefix_command();
#define X(id, kind, commands, letter, name, argument, key, group, doc)             \
  if (const OptionInfo& info = AllOptions()[index++]; info.IsFor(options.command)) \
    Add(app, SpellingOf(info), &options.id);
  size_t index = 0;
#include "cli/options.def"
#undef X
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::ArgumentMismatch& error) {
    return MissingArgument(options.command, error.what());
  } catch (const CLI::ParseError& error) {
    return Error::Make(ErrorKind::kUsage, "%s: %s",
                       std::string(InfoOf(options.command).name).c_str(), error.what());
  }
  // Parsing stops at the first word that is no option of ours: the file, or a mistake.
  options.arguments = app.remaining();
  if (!options.arguments.empty()) {
    const std::string& first = options.arguments[0];
    if (first == "--") {
      options.arguments.erase(options.arguments.begin());
    } else if (first.size() > 1 && first[0] == '-') {
      return UnknownFlag(options.command, first);
    }
  }
  return options;
}

}  // namespace virga::cli
