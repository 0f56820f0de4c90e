// The FILE argument that most commands take: read, and recognised.

#ifndef CLI_INPUT_H_
#define CLI_INPUT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "cli/options.h"
#include "cli/posix_file.h"
#include "virga/error.h"
#include "virga/limits.h"

namespace virga::cli {

enum class InputKind { kModule, kComponent, kUnknown };

// By the first eight bytes. spec: binary/modules; component model Binary.md (preamble).
InputKind KindOf(std::span<const uint8_t> bytes);

struct Input {
  std::string name;  // as the user wrote it
  InputFile file;
  InputKind kind;
};

// The first argument of the command. The exit code is kUsage without one, kUnreadable when it
// cannot be read, kInvalid when it is neither a module nor a component; the error has then been
// reported.
struct InputOrExit {
  int exit_code;
  std::optional<Input> input;
};
InputOrExit OpenInput(const Options& options, const Limits& limits);

}  // namespace virga::cli

#endif  // CLI_INPUT_H_
