#include "cli/report.h"

#include <cinttypes>
#include <cstdio>

#include "cli/sanitize.h"

namespace virga::cli {

namespace {

std::string Hex(uint64_t offset) {
  char text[24];
  std::snprintf(text, sizeof(text), "0x%" PRIx64, offset);
  return text;
}

std::string FrameLine(const TrapFrame& frame, std::string_view file) {
  const std::string_view module = frame.module_name.empty() ? file : frame.module_name;
  std::string line = "    at " + Sanitized(module) + ":" + Hex(frame.module_offset) + " (func ";
  line += frame.function_name.empty() ? std::to_string(frame.function_index)
                                      : "$" + Sanitized(frame.function_name);
  return line + ")\n";
}

std::string DescribeTrap(const Error& error, std::string_view file) {
  std::string text =
      "virga: " + Sanitized(file) + ": trap: " + Sanitized(error.message(), true) + "\n";
  for (const TrapFrame& frame : error.frames()) text += FrameLine(frame, file);
  return text;
}

}  // namespace

std::string Describe(const Error& error, std::string_view file, Stage stage) {
  if (error.is_trap()) return DescribeTrap(error, file);
  std::string text;
  if (stage == Stage::kUsage) {
    text = "virga: ";
  } else {
    text = stage == Stage::kLoading ? "" : "virga: ";
    text += Sanitized(file);
    if (error.offset().has_value()) text += ":" + Hex(*error.offset());
    if (!file.empty()) text += ": ";
  }
  return text + Sanitized(error.message(), true) + "\n";
}

int ExitCodeOf(const Error& error, Stage stage) {
  switch (error.kind()) {
    case ErrorKind::kExit:
      return error.exit_code();
    case ErrorKind::kTrap:
      if (error.trap() == TrapCode::kOutOfFuel) return static_cast<int>(ExitCode::kTimeout);
      if (error.trap() == TrapCode::kInterrupted) return static_cast<int>(ExitCode::kInterrupted);
      return static_cast<int>(ExitCode::kTrap);
    case ErrorKind::kException:
      return static_cast<int>(ExitCode::kTrap);
    default:
      break;
  }
  switch (stage) {
    case Stage::kUsage:
      return static_cast<int>(ExitCode::kUsage);
    case Stage::kReading:
      return static_cast<int>(ExitCode::kUnreadable);
    case Stage::kLoading:
      return static_cast<int>(ExitCode::kInvalid);
    case Stage::kRunning:
      break;
  }
  return static_cast<int>(error.kind() == ErrorKind::kUsage ? ExitCode::kUsage
                                                            : ExitCode::kFailure);
}

int Report(const Error& error, std::string_view file, Stage stage) {
  if (error.kind() != ErrorKind::kExit) {
    const std::string text = Describe(error, file, stage);
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  return ExitCodeOf(error, stage);
}

}  // namespace virga::cli
