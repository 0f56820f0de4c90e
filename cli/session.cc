#include "cli/session.h"

#include <cstdio>
#include <utility>

#include "cli/sanitize.h"
#include "engine/support/try.h"

namespace virga::cli {

SettingsOrExit ReadSettings(const Options& options) {
  Result<WasmSettings> settings = ParseWasmSettings(options.wasm);
  if (!settings.ok()) return {Report(settings.error(), "", Stage::kUsage), std::nullopt};
  if (settings->help) {
    const std::string text = WasmSettingsHelp();
    std::fwrite(text.data(), 1, text.size(), stdout);
    return {static_cast<int>(ExitCode::kSuccess), std::nullopt};
  }
  settings->config.eager_translation = options.eager;
  return {0, std::move(*settings)};
}

Result<Session> MakeSession(const WasmSettings& settings) {
  VIRGA_ASSIGN(const Engine engine, Engine::Create(settings.config));
  VIRGA_ASSIGN(std::unique_ptr<Store> store, Store::Create(engine));
  if (settings.fuel.has_value()) store->SetFuel(*settings.fuel);
  return Session{engine, std::move(store)};
}

int ReportEnd(const Error& error, const Input& input, const Watchdog& watchdog) {
  const int code = Report(error, input.name, Stage::kRunning);
  const bool stopped = error.is_trap() && error.trap() == TrapCode::kInterrupted;
  if (!stopped || !watchdog.timed_out()) return code;
  std::fprintf(stderr, "virga: %s: the time was used up (-W timeout)\n",
               Sanitized(input.name).c_str());
  return static_cast<int>(ExitCode::kTimeout);
}

}  // namespace virga::cli
