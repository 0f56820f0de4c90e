// The exit codes of the program; everything else is the guest's own. design: ux.md 4, docs: the man
// page is made from these texts.

#ifndef CLI_EXIT_CODE_H_
#define CLI_EXIT_CODE_H_

namespace virga::cli {

enum class ExitCode : int {
#define X(name, code, doc) k##name = code,
#include "cli/exit_codes.def"
#undef X
};

}  // namespace virga::cli

#endif  // CLI_EXIT_CODE_H_
