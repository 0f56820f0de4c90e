// A validated module with its code: what all instances of a module share, on any thread.
//
// Function records are made at load (one FuncCode each), translations at first call (or all at once
// with TranslateAll), under the module's lock. Reference-counted by its users: the embedder's
// Module and every instance.

#ifndef ENGINE_RUNTIME_MODULE_CODE_H_
#define ENGINE_RUNTIME_MODULE_CODE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>

#include "engine/runtime/func.h"
#include "engine/support/arena.h"
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
  // Translates one body and publishes its cells in code->entry. The cells live as long as the
  // translator. Fails only for want of memory or over a limit.
  virtual Status Translate(const ValidatedBody& body, FuncCode* code) = 0;
  // Whether `pc` is a cell of the translated `code`; then the place in the module of the
  // instruction that it came from. `is_return`: pc is where a call returns to, and the call is
  // meant.
  virtual bool Locate(const FuncCode& code, const Cell* pc, bool is_return,
                      uint64_t* offset) const = 0;
  virtual uint64_t code_bytes() const = 0;
};

// Implemented by debug/: names of functions, for backtraces.
class NameSource {
 public:
  virtual ~NameSource() = default;
  // May be empty. Valid while the source lives.
  virtual std::string_view FunctionName(uint32_t function) = 0;
  virtual std::string_view ModuleName() = 0;
};

class ModuleCode {
 public:
  // `names` may be null. The memory of records and code is charged to `allocator`. The caller owns
  // one reference.
  static Result<ModuleCode*> Create(std::unique_ptr<ValidatedModule> validated,
                                    std::unique_ptr<Translator> translator,
                                    std::unique_ptr<NameSource> names, const CodeOptions& options,
                                    Allocator* allocator);

  // The record of a function that is not imported.
  FuncCode& record(uint32_t function) {
    return records_[function - validated_->module().imported_functions];
  }
  const ValidatedModule& validated() const { return *validated_; }
  const Module& module() const { return validated_->module(); }
  const CodeOptions& options() const { return options_; }
  const Translator& translator() const { return *translator_; }
  // Of the module; may be empty. Lives as long as this object.
  std::string_view name() const { return names_ == nullptr ? "" : names_->ModuleName(); }

  // Makes sure that a function is translated. Called by the "translate me" stub. Thread-safe.
  Status EnsureTranslated(FuncCode* code);
  // Translates every function ahead of its first call.
  Status TranslateAll();

  // What a backtrace says of the cell; false when it is not of this module. For cold paths: linear
  // in the number of functions. Thread-safe; the strings live as long as this object.
  bool Describe(const Cell* pc, bool is_return, TrapFrame* frame);

  void AddRef() { refs_.fetch_add(1, std::memory_order_relaxed); }
  void Release();

 private:
  explicit ModuleCode(Allocator* allocator) : arena_(allocator) {}
  ~ModuleCode() = default;

  std::unique_ptr<ValidatedModule> validated_;
  Arena arena_;
  std::span<FuncCode> records_;
  std::unique_ptr<Translator> translator_;
  std::unique_ptr<NameSource> names_;
  CodeOptions options_;
  std::mutex lock_;
  std::atomic<uint32_t> refs_{1};
};

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_MODULE_CODE_H_
