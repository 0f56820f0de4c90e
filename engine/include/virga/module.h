// A Module: decoded, validated, shared by all its instances. spec: syntax/modules.
//
// A handle: copies share the module, instances keep it alive. Thread-safety: a module may be
// instantiated and run in stores of any number of threads at once.

#ifndef VIRGA_MODULE_H_
#define VIRGA_MODULE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "virga/engine.h"
#include "virga/error.h"
#include "virga/export.h"
#include "virga/types.h"

namespace virga {

namespace wasm {
class ModuleCode;
}  // namespace wasm

// The type of an import or export; only the member of its kind is meaningful.
struct ExternType {
  ExternKind kind = ExternKind::kFunc;
  FuncType func;
  TableType table;
  MemoryType memory;
  GlobalType global;
};

// The strings and spans live as long as the module.
struct ImportType {
  std::string_view module;
  std::string_view name;
  ExternType type;
};

struct ExportType {
  std::string_view name;
  ExternType type;
};

struct LoadOptions {
  // Keep a copy of the bytes. Without it they are borrowed and must outlive the module and every
  // instance of it, as fits a mapped file or flash memory.
  bool copy_bytes = true;
  // Shown in backtraces before a module's own name is known; copied.
  std::string_view name;
  // Where the bytes begin in the file that the user sees, for offsets in errors.
  uint64_t base_offset = 0;
};

class VIRGA_API Module {
 public:
  // Decodes and validates a binary module. Errors: kMalformed, kInvalid, kUnsupported, kLimit (all
  // with an offset), kOutOfMemory.
  static Result<Module> Load(const Engine& engine, std::span<const uint8_t> bytes,
                             const LoadOptions& options = {});

  Module(const Module& other);
  Module(Module&& other) noexcept : engine_(std::move(other.engine_)), code_(other.code_) {
    other.code_ = nullptr;
  }
  Module& operator=(Module other) noexcept {
    std::swap(engine_, other.engine_);
    std::swap(code_, other.code_);
    return *this;
  }
  ~Module();

  const Engine& engine() const { return engine_; }
  // From the name section, or LoadOptions.name; may be empty.
  std::string_view name() const;

  size_t import_count() const;
  ImportType import(size_t index) const;  // REQUIRES: index < import_count()
  size_t export_count() const;
  ExportType export_at(size_t index) const;  // REQUIRES: index < export_count()
  std::optional<ExportType> FindExport(std::string_view name) const;

 private:
  friend struct internal::Access;
  Module(const Engine& engine, wasm::ModuleCode* code) : engine_(engine), code_(code) {}

  Engine engine_;
  wasm::ModuleCode* code_;  // owns a reference
};

}  // namespace virga

#endif  // VIRGA_MODULE_H_
