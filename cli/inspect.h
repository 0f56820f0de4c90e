// What `virga inspect` says of a file.

#ifndef CLI_INSPECT_H_
#define CLI_INSPECT_H_

#include "cli/input.h"
#include "cli/options.h"
#include "cli/wasm_settings.h"

namespace virga::cli {

// The two kinds of files, one file each. They print, and answer the exit code.
int InspectModule(const Options& options, const WasmSettings& settings, const Input& input);
int InspectComponent(const Options& options, const WasmSettings& settings, const Input& input);

}  // namespace virga::cli

#endif  // CLI_INSPECT_H_
