#include "cli/commands/commands.h"
#include "cli/component.h"
#include "cli/session.h"
#include "virga/engine.h"
#include "virga/module.h"

namespace virga::cli {

namespace {

Status Validate(const WasmSettings& settings, const Input& input) {
  Config config = settings.config;
  config.lazy_validation = false;
  Result<Engine> engine = Engine::Create(config);
  if (!engine.ok()) return std::move(engine).error();
  if (input.kind == InputKind::kComponent) return ValidateComponent(*engine, input);
  LoadOptions load;
  load.copy_bytes = false;
  Result<Module> module = Module::Load(*engine, input.file.bytes(), load);
  if (!module.ok()) return std::move(module).error();
  return {};
}

}  // namespace

int ValidateCommand(const Options& options) {
  const SettingsOrExit settings = ReadSettings(options);
  if (!settings.settings.has_value()) return settings.exit_code;
  const InputOrExit input = OpenInput(options, settings.settings->config.limits);
  if (!input.input.has_value()) return input.exit_code;
  const Status valid = Validate(*settings.settings, *input.input);
  if (!valid.ok()) return Report(valid.error(), input.input->name, Stage::kLoading);
  return static_cast<int>(ExitCode::kSuccess);
}

}  // namespace virga::cli
