// Completion scripts. Each knows the commands and flags; files are the shell's own business.

#include "cli/help.h"

namespace virga::cli {

namespace {

std::string FlagsOf(Command command) {
  std::string flags;
  for (const OptionInfo& option : AllOptions()) {
    if (!option.IsFor(command)) continue;
    if (!option.name.empty()) flags += " --" + std::string(option.name);
    if (option.letter != 0) flags += std::string(" -") + option.letter;
  }
  return flags.substr(1);
}

std::string CommandNames() {
  std::string names;
  for (const CommandInfo& info : AllCommands()) names += " " + std::string(info.name);
  return names.substr(1);
}

std::string Bash() {
  std::string text =
      "_virga() {\n  local word=${COMP_WORDS[COMP_CWORD]} flags\n"
      "  case ${COMP_WORDS[1]} in\n";
  for (const CommandInfo& info : AllCommands()) {
    if (info.command != Command::kRun)
      text += "    " + std::string(info.name) + ") flags='" + FlagsOf(info.command) + "' ;;\n";
  }
  text += "    *) flags='" + FlagsOf(Command::kRun) +
          "' ;;\n  esac\n  if [[ $word == -* ]]; then\n"
          "    COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
          "  elif [[ $COMP_CWORD == 1 ]]; then\n    COMPREPLY=($(compgen -f -W '" +
          CommandNames() +
          "' -- \"$word\"))\n  else\n    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n}\n"
          "complete -o filenames -F _virga virga\n";
  return text;
}

// A text inside single quotes; zsh and fish agree on doubling the backslash there.
std::string Quoted(std::string_view words) {
  std::string out;
  for (const char c : words) {
    if (c == '\'' || c == '[' || c == ']' || c == ':') continue;
    out += c;
  }
  return out;
}

std::string Zsh() {
  std::string text = "#compdef virga\n_arguments -S \\\n";
  for (const OptionInfo& option : AllOptions()) {
    const std::string doc = Quoted(option.doc);
    const std::string tail =
        "[" + doc + "]" +
        (option.argument.empty() ? "" : ":" + Quoted(option.argument) + ":_files");
    const std::string repeats = option.kind == OptionKind::kMany ? "*" : "";
    if (!option.name.empty())
      text += "  '" + repeats + "--" + std::string(option.name) + tail + "' \\\n";
    if (option.letter != 0)
      text += "  '" + repeats + std::string("-") + option.letter + tail + "' \\\n";
  }
  text += "  '1:command or file:{_values command";
  for (const CommandInfo& info : AllCommands())
    text += " \"" + std::string(info.name) + "[" + Quoted(info.doc) + "]\"";
  text += "; _files}' \\\n  '*::arguments:_files'\n";
  return text;
}

std::string Fish() {
  std::string text;
  for (const CommandInfo& info : AllCommands()) {
    text += "complete -c virga -n __fish_use_subcommand -a " + std::string(info.name) + " -d '" +
            Quoted(info.doc) + "'\n";
  }
  for (const OptionInfo& option : AllOptions()) {
    text += "complete -c virga";
    if (!option.name.empty()) text += " -l " + std::string(option.name);
    if (option.letter != 0) text += std::string(" -s ") + option.letter;
    if (!option.argument.empty()) text += " -r";
    text += " -d '" + Quoted(option.doc) + "'\n";
  }
  return text;
}

}  // namespace

Result<std::string> CompletionScript(std::string_view shell) {
  if (shell == "bash") return Bash();
  if (shell == "zsh") return Zsh();
  if (shell == "fish") return Fish();
  if (shell == "man") return ManPage();
  return Error::Make(ErrorKind::kUsage, "completion: expected bash, zsh, fish or man, got \"%.*s\"",
                     static_cast<int>(shell.size()), shell.data());
}

}  // namespace virga::cli
