// Texts made from the option and command tables.

#ifndef CLI_HELP_H_
#define CLI_HELP_H_

#include <string>
#include <string_view>

#include "cli/options.h"
#include "virga/error.h"

namespace virga::cli {

// -h: the commands, or one command's options, a line each. --help: with groups, exit codes and -W.
std::string ShortHelp(const Options& options);
std::string LongHelp(const Options& options);

// The man page in roff.
std::string ManPage();

// Error: kUsage for an unknown shell.
Result<std::string> CompletionScript(std::string_view shell);

}  // namespace virga::cli

#endif  // CLI_HELP_H_
