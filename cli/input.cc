#include "cli/input.h"

#include <cstring>
#include <utility>

#include "cli/report.h"

namespace virga::cli {

InputKind KindOf(std::span<const uint8_t> bytes) {
  static constexpr uint8_t kModule[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
  // Versions of the component format differ in the third pair; its decoder judges them.
  static constexpr uint8_t kLayer[] = {1, 0};
  if (bytes.size() < sizeof(kModule)) return InputKind::kUnknown;
  if (std::memcmp(bytes.data(), kModule, sizeof(kModule)) == 0) return InputKind::kModule;
  if (std::memcmp(bytes.data(), kModule, 4) == 0 &&
      std::memcmp(bytes.data() + 6, kLayer, sizeof(kLayer)) == 0)
    return InputKind::kComponent;
  return InputKind::kUnknown;
}

InputOrExit OpenInput(const Options& options, const Limits& limits) {
  if (options.arguments.empty()) {
    const Error error = Error::Make(ErrorKind::kUsage, "%s: expected a FILE",
                                    std::string(InfoOf(options.command).name).c_str());
    return {Report(error, "", Stage::kUsage), std::nullopt};
  }
  const std::string& path = options.arguments[0];
  Result<InputFile> file = InputFile::Read(path, limits.module_bytes);
  if (!file.ok()) return {Report(file.error(), path, Stage::kReading), std::nullopt};
  const InputKind kind = KindOf(file->bytes());
  std::string name = path == "-" ? "(standard input)" : path;
  if (kind == InputKind::kUnknown) {
    const Error error =
        Error::At(ErrorKind::kMalformed, 0,
                  "expected a WebAssembly module or component (\"\\0asm\" and a version), got %s",
                  file->bytes().empty() ? "an empty file" : "something else");
    return {Report(error, name, Stage::kLoading), std::nullopt};
  }
  return {0, Input{std::move(name), std::move(*file), kind}};
}

}  // namespace virga::cli
