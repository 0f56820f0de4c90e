// What -W sets: limits, features and a few switches. design: ux.md 3.

#ifndef CLI_WASM_SETTINGS_H_
#define CLI_WASM_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "virga/config.h"
#include "virga/error.h"

namespace virga::cli {

struct WasmSettings {
  Config config;
  std::optional<uint64_t> fuel;
  std::optional<uint64_t> timeout_ms;
  bool help = false;  // -W help
};

// Each argument is `key=value` or several of them joined by commas; a feature or switch without a
// value is switched on. Error: kUsage, with the nearest key.
Result<WasmSettings> ParseWasmSettings(std::span<const std::string> arguments);

// The text of -W help.
std::string WasmSettingsHelp();

// "500ms", "10s", "2m", "1h" or a number of seconds. Error: kUsage.
Result<uint64_t> ParseMilliseconds(std::string_view text);
// A number, with K, M or G for powers of 1024. Error: kUsage.
Result<uint64_t> ParseSize(std::string_view text);

}  // namespace virga::cli

#endif  // CLI_WASM_SETTINGS_H_
