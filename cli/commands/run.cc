#include "cli/commands/commands.h"
#include "cli/session.h"
#include "hostfuncs/io/posix_streams.h"

namespace virga::cli {

int RunCommand(const Options& options) {
  // A reader that goes away is an error of the guest's write, not the end of the process.
  host::io::IgnoreSigpipe();
  const SettingsOrExit settings = ReadSettings(options);
  if (!settings.settings.has_value()) return settings.exit_code;
  const InputOrExit input = OpenInput(options, settings.settings->config.limits);
  if (!input.input.has_value()) return input.exit_code;
  return input.input->kind == InputKind::kComponent
             ? RunComponent(options, *settings.settings, *input.input)
             : RunModule(options, *settings.settings, *input.input);
}

}  // namespace virga::cli
