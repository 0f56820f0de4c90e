// One run of one file: what core modules and components have in common.

#ifndef CLI_SESSION_H_
#define CLI_SESSION_H_

#include <memory>
#include <optional>

#include "cli/input.h"
#include "cli/options.h"
#include "cli/os_watchdog.h"
#include "cli/report.h"
#include "cli/wasm_settings.h"
#include "virga/engine.h"
#include "virga/store.h"

namespace virga::cli {

// -W of a command, or its exit code: when it is wrong, or was answered by its help.
struct SettingsOrExit {
  int exit_code;
  std::optional<WasmSettings> settings;
};
SettingsOrExit ReadSettings(const Options& options);

// An engine and a store for a run. Error: kOutOfMemory.
struct Session {
  Engine engine;
  std::unique_ptr<Store> store;
};
Result<Session> MakeSession(const WasmSettings& settings);

// Reports how the guest ended. An interrupt by the watchdog's timer is told as a timeout.
int ReportEnd(const Error& error, const Input& input, const Watchdog& watchdog);

// The two kinds of files, one file each. They answer the exit code and have reported all errors.
int RunModule(const Options& options, const WasmSettings& settings, const Input& input);
int RunComponent(const Options& options, const WasmSettings& settings, const Input& input);

}  // namespace virga::cli

#endif  // CLI_SESSION_H_
