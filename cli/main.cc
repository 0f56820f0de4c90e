// The program: reads the command line and hands over to a command. design: ux.md.

#include <cstdio>
#include <string>

#include "cli/commands/commands.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/report.h"

namespace virga::cli {

namespace {

int Print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return static_cast<int>(ExitCode::kSuccess);
}

int Main(int argc, char** argv) {
  const Result<Options> options = ParseCommandLine(argc, argv);
  if (!options.ok()) {
    const int code = Report(options.error(), "", Stage::kUsage);
    std::fputs("usage: virga [OPTIONS] FILE [ARGUMENTS...]; virga -h lists commands and options\n",
               stderr);
    return code;
  }
  if (options->long_help) return Print(LongHelp(*options));
  if (options->short_help) return Print(ShortHelp(*options));
  switch (options->command) {
#define X(name, text, arguments, doc) \
  case Command::k##name:              \
    return name##Command(*options);
#include "cli/commands.def"
#undef X
  }
  return static_cast<int>(ExitCode::kUsage);
}

}  // namespace

}  // namespace virga::cli

int main(int argc, char** argv) {
  const int code = virga::cli::Main(argc, argv);
  // A full disk must not look like success.
  if (std::fflush(stdout) != 0 && code == 0)
    return static_cast<int>(virga::cli::ExitCode::kFailure);
  return code;
}
