#include "cli/help.h"

#include <string>

namespace virga::cli {

namespace {

constexpr size_t kColumn = 32;

struct ExitCodeInfo {
  int code;
  std::string_view doc;
};

constexpr ExitCodeInfo kExitCodes[] = {
#define X(name, code, doc) {code, doc},
#include "cli/exit_codes.def"
#undef X
};

constexpr std::string_view kGroupTitles[] = {"Grants (nothing is given unless asked for)",
                                             "Running", "Other"};

// "  left      right" with the right part in a column of its own, broken at blanks.
void AddLine(std::string* text, std::string_view left, std::string_view right) {
  constexpr size_t kWidth = 100;
  std::string line = "  " + std::string(left);
  line += line.size() + 2 > kColumn ? "\n" + std::string(kColumn, ' ')
                                    : std::string(kColumn - line.size(), ' ');
  while (right.size() > kWidth - kColumn) {
    const size_t blank = right.rfind(' ', kWidth - kColumn);
    if (blank == std::string_view::npos) break;
    line += std::string(right.substr(0, blank)) + "\n" + std::string(kColumn, ' ');
    right.remove_prefix(blank + 1);
  }
  *text += line + std::string(right) + "\n";
}

std::string SpellingOf(const OptionInfo& option) {
  std::string spelling = option.letter != 0 ? std::string("-") + option.letter : "   ";
  if (!option.name.empty())
    spelling += (option.letter != 0 ? ", --" : " --") + std::string(option.name);
  if (!option.argument.empty()) spelling += " " + std::string(option.argument);
  return spelling;
}

std::string UsageLine(const Options& options) {
  if (!options.has_command)
    return "usage: virga [OPTIONS] FILE [ARGUMENTS...]\n       virga COMMAND [OPTIONS] ...\n";
  const CommandInfo& info = InfoOf(options.command);
  std::string line = "usage: virga " + std::string(info.name) + " [OPTIONS]";
  if (!info.arguments.empty()) line += " " + std::string(info.arguments);
  return line + "\n";
}

void AddCommands(std::string* text) {
  *text += "\nCommands:\n";
  for (const CommandInfo& command : AllCommands()) AddLine(text, command.name, command.doc);
}

void AddGroup(std::string* text, Command command, OptionGroup group) {
  bool first = true;
  for (const OptionInfo& option : AllOptions()) {
    if (option.group != group || !option.IsFor(command)) continue;
    if (first) *text += "\n" + std::string(kGroupTitles[static_cast<size_t>(group)]) + ":\n";
    first = false;
    AddLine(text, SpellingOf(option), option.doc);
  }
}

}  // namespace

std::string ShortHelp(const Options& options) {
  std::string text = UsageLine(options);
  if (!options.has_command) AddCommands(&text);
  text += "\nOptions:\n";
  for (const OptionInfo& option : AllOptions()) {
    if (option.IsFor(options.command)) AddLine(&text, SpellingOf(option), option.doc);
  }
  return text;
}

std::string LongHelp(const Options& options) {
  std::string text = UsageLine(options);
  text += "\n" +
          std::string(options.has_command ? InfoOf(options.command).doc
                                          : "Virga runs WebAssembly modules and components.") +
          "\n";
  if (!options.has_command) AddCommands(&text);
  for (const OptionGroup group : {OptionGroup::kGrants, OptionGroup::kRunning, OptionGroup::kOther})
    AddGroup(&text, options.command, group);
  text += "\nExit codes (besides the guest's own):\n";
  for (const ExitCodeInfo& info : kExitCodes) AddLine(&text, std::to_string(info.code), info.doc);
  return text;
}

std::string ManPage() {
  const auto escaped = [](std::string_view words) {
    std::string out;
    for (const char c : words) {
      if (c == '-' || c == '\\') out += '\\';
      out += c;
    }
    return out;
  };
  std::string text =
      ".TH VIRGA 1\n.SH NAME\nvirga \\- run WebAssembly modules and components\n"
      ".SH SYNOPSIS\n.B virga\n[OPTIONS] FILE [ARGUMENTS...]\n.br\n.B virga\n"
      "COMMAND [OPTIONS] ...\n.SH DESCRIPTION\nEverything after FILE belongs to the "
      "guest. A FILE of \\- is the standard input.\nA guest can reach nothing of its "
      "host unless an option grants it.\n.SH COMMANDS\n";
  for (const CommandInfo& command : AllCommands()) {
    text += ".TP\n.B " + std::string(command.name) + " " + std::string(command.arguments) + "\n" +
            escaped(command.doc) + "\n";
  }
  text += ".SH OPTIONS\n";
  for (const OptionInfo& option : AllOptions()) {
    std::string spelling = SpellingOf(option);
    spelling.erase(0, spelling.find_first_not_of(' '));
    text += ".TP\n.B " + escaped(spelling) + "\n" + escaped(option.doc) + "\n";
  }
  text += ".SH EXIT STATUS\nThe guest's own, and:\n";
  for (const ExitCodeInfo& info : kExitCodes)
    text += ".TP\n.B " + std::to_string(info.code) + "\n" + escaped(info.doc) + "\n";
  return text;
}

}  // namespace virga::cli
