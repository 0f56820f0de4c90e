#include <cstdio>

#include "cli/commands/commands.h"
#include "cli/help.h"
#include "cli/report.h"

namespace virga::cli {

int CompletionCommand(const Options& options) {
  const Result<std::string> script =
      CompletionScript(options.arguments.empty() ? "" : options.arguments[0]);
  if (!script.ok()) return Report(script.error(), "", Stage::kUsage);
  std::fwrite(script->data(), 1, script->size(), stdout);
  return static_cast<int>(ExitCode::kSuccess);
}

}  // namespace virga::cli
