// Runs modules on the engine's internals, below the installed API: for tests that look at fibers,
// fuel, code and limits.

#ifndef TESTS_SUPPORT_CORE_GUEST_H_
#define TESTS_SUPPORT_CORE_GUEST_H_

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/binary/decoder.h"
#include "engine/compile/translator.h"
#include "engine/runtime/fiber.h"
#include "engine/runtime/instantiate.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"
#include "engine/validate/validated.h"
#include "tests/support/wasm_builder.h"

namespace virga::testing {

// What a call came to: results, or the text of its error.
struct Outcome {
  std::vector<wasm::Slot> results;
  std::string error;
  bool operator==(const Outcome&) const = default;
};

inline void PrintTo(const Outcome& outcome, std::ostream* out) {
  if (!outcome.error.empty()) *out << "error: " << outcome.error;
  for (const wasm::Slot slot : outcome.results) *out << " " << slot;
}

inline Outcome Returns(std::vector<wasm::Slot> results) { return {std::move(results), ""}; }
inline Outcome Traps(TrapCode code) { return {{}, std::string(TrapText(code))}; }

// A host function made of a lambda.
class LambdaFunction : public wasm::HostFunction {
 public:
  using Body = std::function<wasm::HostOutcome(wasm::HostCall&)>;
  explicit LambdaFunction(Body call, Body resume = nullptr)
      : call_(std::move(call)), resume_(std::move(resume)) {}
  wasm::HostOutcome Call(wasm::HostCall& call) override { return call_(call); }
  wasm::HostOutcome Continue(wasm::HostCall& call) override {
    return resume_ ? resume_(call) : HostFunction::Continue(call);
  }

 private:
  Body call_;
  Body resume_;
};

class CoreGuest {
 public:
  explicit CoreGuest(const Limits& limits = {}, wasm::CodeOptions options = {})
      : registry_(&Allocator::System()), limits_(limits), options_(options) {
    store_ = std::move(wasm::Store::Create(&registry_, limits)).value();
  }

  wasm::Store& store() { return *store_; }
  wasm::TypeRegistry& registry() { return registry_; }

  // A host function for the imports of the modules loaded after it, named "m" "f" or as told.
  wasm::Func* Host(const std::vector<wasm::ValType>& params,
                   const std::vector<wasm::ValType>& results, LambdaFunction::Body call,
                   LambdaFunction::Body resume = nullptr) {
    const wasm::TypeId id = registry_.InternFunc({params, results}).value();
    return store_->NewHostFunc(id, std::make_unique<LambdaFunction>(std::move(call), resume))
        .value();
  }

  Result<wasm::Instance*> TryLoad(const Bytes& bytes, std::vector<wasm::Extern> imports = {}) {
    bytes_.push_back(std::make_unique<Bytes>(bytes));
    Result<std::unique_ptr<wasm::Module>> module =
        wasm::DecodeModule(*bytes_.back(), {}, limits_, &Allocator::System());
    if (!module.ok()) return std::move(module).error();
    Result<std::unique_ptr<wasm::ValidatedModule>> validated = wasm::ValidateModule(
        std::move(module).value(), &registry_, {}, limits_, wasm::ValidateMode::kEager);
    if (!validated.ok()) return std::move(validated).error();
    Result<wasm::ModuleCode*> code =
        wasm::ModuleCode::Create(std::move(validated).value(), wasm::NewTranslator(&allocator_),
                                 nullptr, options_, &allocator_);
    if (!code.ok()) return std::move(code).error();
    code_.emplace_back(code.value());
    return wasm::Instantiate(*store_, code.value(), imports);
  }
  wasm::Instance* Load(const Bytes& bytes, std::vector<wasm::Extern> imports = {}) {
    Result<wasm::Instance*> instance = TryLoad(bytes, std::move(imports));
    if (!instance.ok()) {
      ADD_FAILURE() << std::string(instance.error().message());
      std::abort();
    }
    return instance.value();
  }

  Outcome Call(wasm::Func* func, const std::vector<wasm::Slot>& args = {}) {
    wasm::Fiber* fiber = store_->AcquireFiber().value();
    Outcome outcome;
    Status entered = fiber->Enter(func, args);
    if (!entered.ok()) {
      outcome.error = std::string(entered.error().message());
    } else if (fiber->Run() == wasm::RunState::kReturned) {
      outcome.results.assign(fiber->results().begin(), fiber->results().end());
    } else if (fiber->is_suspended()) {
      fiber->Abandon();
      outcome.error = "suspended";
    } else {
      last_error_.emplace(store_->TakeError());
      outcome.error = std::string(last_error_->message());
    }
    store_->ReleaseFiber(fiber);
    return outcome;
  }
  Outcome Call(wasm::Instance* instance, uint32_t function,
               const std::vector<wasm::Slot>& args = {}) {
    return Call(wasm::GetFunc(*instance, function), args);
  }
  // Loads a module of one function and calls it.
  Outcome Run(const Bytes& code, const Bytes& params, const Bytes& results,
              const std::vector<wasm::Slot>& args = {}, std::initializer_list<Bytes> locals = {}) {
    return Call(Load(OneFunction(code, params, results, locals)), 0, args);
  }

  // Of the last call that failed. REQUIRES: there is one.
  const Error& last_error() const { return *last_error_; }

  // Charged with translated code.
  Allocator& code_allocator() { return allocator_; }

 private:
  struct Releaser {
    void operator()(wasm::ModuleCode* code) const { code->Release(); }
  };

  wasm::TypeRegistry registry_;
  Limits limits_;
  wasm::CodeOptions options_;
  Allocator allocator_;
  std::vector<std::unique_ptr<Bytes>> bytes_;
  std::vector<std::unique_ptr<wasm::ModuleCode, Releaser>> code_;
  std::unique_ptr<wasm::Store> store_;  // after the code that its instances use
  std::optional<Error> last_error_;
};

// Pieces of code that many tests need.
namespace op {
inline Bytes Get(uint32_t local) { return Bytes{0x20} + U32(local); }
inline Bytes Set(uint32_t local) { return Bytes{0x21} + U32(local); }
inline Bytes Tee(uint32_t local) { return Bytes{0x22} + U32(local); }
inline Bytes I32(int64_t value) { return Bytes{0x41} + S64(value); }
inline Bytes I64(int64_t value) { return Bytes{0x42} + S64(value); }
inline Bytes F64(double value) {
  Bytes bytes{0x44};
  const uint64_t bits = wasm::SlotOf(value);
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<uint8_t>(bits >> (8 * i)));
  return bytes;
}
inline Bytes Call(uint32_t function) { return Bytes{0x10} + U32(function); }
inline Bytes Block(const Bytes& type, const Bytes& code) {
  return Bytes{0x02} + type + code + Bytes{0x0b};
}
inline Bytes Loop(const Bytes& type, const Bytes& code) {
  return Bytes{0x03} + type + code + Bytes{0x0b};
}
inline Bytes If(const Bytes& type, const Bytes& then, const Bytes& otherwise) {
  return Bytes{0x04} + type + then + Bytes{0x05} + otherwise + Bytes{0x0b};
}
inline Bytes If(const Bytes& then) { return Bytes{0x04, 0x40} + then + Bytes{0x0b}; }
inline Bytes Br(uint32_t depth) { return Bytes{0x0c} + U32(depth); }
inline Bytes BrIf(uint32_t depth) { return Bytes{0x0d} + U32(depth); }
inline Bytes BrTable(std::initializer_list<uint32_t> targets, uint32_t otherwise) {
  Bytes bytes = Bytes{0x0e} + U32(targets.size());
  for (const uint32_t target : targets) bytes = bytes + U32(target);
  return bytes + U32(otherwise);
}
inline Bytes Mem(uint8_t opcode, uint64_t offset = 0) { return Bytes{opcode, 0} + U32(offset); }
constexpr uint8_t kUnreachable = 0x00, kReturn = 0x0f, kDrop = 0x1a, kSelect = 0x1b;
constexpr uint8_t kI32Eqz = 0x45, kI32Eq = 0x46, kI32LtS = 0x48, kI32LtU = 0x49, kI32GtS = 0x4a,
                  kI32LeU = 0x4d, kI64Eqz = 0x50, kI64LtU = 0x54, kF64Lt = 0x63;
constexpr uint8_t kI32Add = 0x6a, kI32Sub = 0x6b, kI32Mul = 0x6c, kI32DivS = 0x6d, kI32And = 0x71;
constexpr uint8_t kI64Add = 0x7c, kI64Sub = 0x7d, kI64Mul = 0x7e, kI64And = 0x83;
constexpr uint8_t kF64Add = 0xa0, kF64Mul = 0xa2;
}  // namespace op

}  // namespace virga::testing

#endif  // TESTS_SUPPORT_CORE_GUEST_H_
