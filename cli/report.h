// How errors are told to the user, and which exit code they mean. design: ux.md 4-6.

#ifndef CLI_REPORT_H_
#define CLI_REPORT_H_

#include <string>
#include <string_view>

#include "cli/exit_code.h"
#include "virga/error.h"

namespace virga::cli {

// Where in its life a file was when the error came up.
enum class Stage { kUsage, kReading, kLoading, kRunning };

// "file:0x5b: expected ..., got ..." or, for a trap, its reason and its backtrace, newest first;
// with a final newline. Everything from outside is sanitised.
std::string Describe(const Error& error, std::string_view file, Stage stage);

// The exit code an error stands for.
int ExitCodeOf(const Error& error, Stage stage);

// Writes the description to the standard error (nothing for a guest's own exit) and returns the
// exit code.
int Report(const Error& error, std::string_view file, Stage stage);

}  // namespace virga::cli

#endif  // CLI_REPORT_H_
