#include <cinttypes>
#include <cstdio>
#include <set>
#include <string>

#include "cli/inspect.h"
#include "cli/report.h"
#include "cli/sanitize.h"
#include "engine/types/type_text.h"
#include "virga/engine.h"
#include "virga/module.h"

namespace virga::cli {

namespace {

constexpr std::string_view kPreview1 = "wasi_snapshot_preview1";

constexpr std::string_view kPreview1Functions[] = {
#define X(method, name, signature) name,
#include "hostfuncs/preview1/preview1.def"
#undef X
};

std::string SizeText(const SizeLimits& limits) {
  std::string text = std::to_string(limits.min);
  if (limits.has_max) text += ".." + std::to_string(limits.max);
  if (limits.is_64) text += " (64 bit)";
  if (limits.is_shared) text += " (shared)";
  return text;
}

std::string TypeText(const ExternType& type) {
  switch (type.kind) {
    case ExternKind::kFunc:
      return std::string("func ") + wasm::TextOf(type.func.params).c_str() + " -> " +
             wasm::TextOf(type.func.results).c_str();
    case ExternKind::kTable:
      return "table " + SizeText(type.table.limits) + " " +
             wasm::TextOf(type.table.element).c_str();
    case ExternKind::kMemory:
      return "memory " + SizeText(type.memory.limits) + " pages";
    case ExternKind::kGlobal:
      return std::string("global ") + (type.global.is_mutable ? "mut " : "") +
             wasm::TextOf(type.global.type).c_str();
    case ExternKind::kTag:
      break;
  }
  return "tag";
}

bool IsOffered(const ImportType& import) {
  if (import.module != kPreview1 || import.type.kind != ExternKind::kFunc) return false;
  for (const std::string_view name : kPreview1Functions) {
    if (name == import.name) return true;
  }
  return false;
}

// The flags that would give the guest what it asks for.
std::set<std::string> FlagsFor(const Module& module) {
  std::set<std::string> flags;
  for (size_t i = 0; i < module.import_count(); ++i) {
    const std::string_view name = module.import(i).name;
    if (name.starts_with("path_") || name == "fd_prestat_get")
      flags.insert("--dir HOST[::GUEST][:ro]");
    if (name.starts_with("environ_")) flags.insert("--env NAME[=VALUE]");
  }
  return flags;
}

std::string Describe(const Module& module, const Input& input) {
  std::string text = Sanitized(input.name) + ": WebAssembly module";
  if (!module.name().empty()) text += " $" + Sanitized(module.name());
  text += ", " + std::to_string(input.file.bytes().size()) + " bytes\n";
  text += "imports:" + std::string(module.import_count() == 0 ? " none" : "") + "\n";
  for (size_t i = 0; i < module.import_count(); ++i) {
    const ImportType import = module.import(i);
    text += "  " + Sanitized(import.module) + " " + Sanitized(import.name) + ": " +
            TypeText(import.type) + (IsOffered(import) ? "" : "  (nothing offers it)") + "\n";
  }
  text += "exports:" + std::string(module.export_count() == 0 ? " none" : "") + "\n";
  for (size_t i = 0; i < module.export_count(); ++i) {
    const ExportType item = module.export_at(i);
    text += "  " + Sanitized(item.name) + ": " + TypeText(item.type) + "\n";
  }
  const std::set<std::string> flags = FlagsFor(module);
  if (!flags.empty()) text += "grants it may want:\n";
  for (const std::string& flag : flags) text += "  " + flag + "\n";
  return text;
}

}  // namespace

int InspectModule(const Options&, const WasmSettings& settings, const Input& input) {
  Config config = settings.config;
  config.lazy_validation = true;  // only declarations are shown
  const Result<Engine> engine = Engine::Create(config);
  if (!engine.ok()) return Report(engine.error(), input.name, Stage::kRunning);
  LoadOptions load;
  load.copy_bytes = false;
  const Result<Module> module = Module::Load(*engine, input.file.bytes(), load);
  if (!module.ok()) return Report(module.error(), input.name, Stage::kLoading);
  const std::string text = Describe(*module, input);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return static_cast<int>(ExitCode::kSuccess);
}

}  // namespace virga::cli
