// A validated module with its code: what all instances of a module share, on any thread.
//
// Function records are made at load (one FuncCode each), translations at first call (or all at once
// with Eager mode), under the module's lock. Reference-counted by its users: the embedder's Module
// and every instance.

#ifndef ENGINE_RUNTIME_MODULE_CODE_H_
#define ENGINE_RUNTIME_MODULE_CODE_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include "engine/runtime/func.h"
#include "engine/support/vec.h"
#include "engine/validate/validated.h"
#include "virga/error.h"

namespace virga::wasm {

// Fixed when a module is loaded, since it decides which cells are emitted.
struct CodeOptions {
  bool interrupts = true;  // interrupt checks on loops and calls
  bool fuel = false;
  bool fold = true;  // switches without effect on results, for ablation
  bool fuse = true;
};

// Implemented by compile/; runtime/ sees translation only through this.
class Translator {
 public:
  virtual ~Translator() = default;
  // Translates one body. The code lives as long as the translator.
  virtual Status Translate(const ValidatedBody& body, FuncCode* code) = 0;
  // The place in the module of the instruction that a cell of `code` came from.
  virtual uint64_t OffsetOf(const FuncCode& code, const Cell* pc) const = 0;
  virtual uint64_t code_bytes() const = 0;
};

class ModuleCode {
 public:
  // The record of a function that is not imported.
  FuncCode& record(uint32_t function) {
    return records_[function - validated_->module().imported_functions];
  }
  const ValidatedModule& validated() const { return *validated_; }
  const Module& module() const { return validated_->module(); }
  const CodeOptions& options() const { return options_; }
  Translator& translator() { return *translator_; }
  std::string_view name() const { return name_; }

  // Makes sure that a function is translated. Called by the "translate me" stub. Thread-safe.
  Status EnsureTranslated(FuncCode* code);

  void AddRef() { refs_.fetch_add(1, std::memory_order_relaxed); }
  void Release();

 private:
  friend class ModuleLoader;
  ModuleCode() = default;
  ~ModuleCode() = default;

  std::unique_ptr<ValidatedModule> validated_;
  Vec<FuncCode> records_;
  std::unique_ptr<Translator> translator_;
  CodeOptions options_;
  std::mutex lock_;
  std::string_view name_;
  std::atomic<uint32_t> refs_{1};
};

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_MODULE_CODE_H_
