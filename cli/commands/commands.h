// The commands of the program, one file each. A command answers the exit code.

#ifndef CLI_COMMANDS_COMMANDS_H_
#define CLI_COMMANDS_COMMANDS_H_

#include "cli/options.h"

namespace virga::cli {

#define X(name, text, arguments, doc) int name##Command(const Options& options);
#include "cli/commands.def"
#undef X

}  // namespace virga::cli

#endif  // CLI_COMMANDS_COMMANDS_H_
