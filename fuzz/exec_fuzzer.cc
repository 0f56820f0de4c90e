// Runs every function of arbitrary modules, with little fuel and small limits. Oracles: no
// crash, no leak, no assertion; and the same results, traps, fuel and memory with and without
// folding and fusion. (Not for modules with float arithmetic, whose NaN bits may differ.)

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "engine/binary/decoder.h"
#include "engine/compile/translator.h"
#include "engine/runtime/fiber.h"
#include "engine/runtime/instantiate.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"
#include "engine/support/hash.h"
#include "engine/validate/validated.h"

using namespace virga;
using namespace virga::wasm;

namespace {

constexpr uint64_t kFuel = 20000;

// Answers every import: a function that returns zeros.
class Zero : public HostFunction {
 public:
  HostOutcome Call(HostCall& call) override {
    for (Slot& slot : call.args()) slot = 0;
    return HostOutcome::kReturn;
  }
};

Limits SmallLimits() {
  Limits limits;
  limits.store_bytes = 64 << 20;
  limits.memory_bytes = 4 << 20;
  limits.table_entries = 10000;
  limits.stack_bytes = 1 << 20;
  limits.call_depth = 1000;
  return limits;
}

struct CodeReleaser {
  void operator()(ModuleCode* code) const { code->Release(); }
};

Result<std::vector<Extern>> Imports(Store& store, const ValidatedModule& validated) {
  std::vector<Extern> imports;
  for (const Import& import : validated.module().imports) {
    if (import.kind != ExternKind::kFunc)
      return Error::Make(ErrorKind::kUnlinkable, "not a function");
    Result<Func*> func =
        store.NewHostFunc(validated.function_type_id(import.index), std::make_unique<Zero>());
    if (!func.ok()) return std::move(func).error();
    imports.push_back(Extern::Of(*func));
  }
  return imports;
}

uint64_t HashState(Store& store, Instance& instance, uint64_t hash) {
  hash = HashMix(hash, store.fuel);
  for (uint32_t i = 0; i < instance.memory_count; ++i) {
    const Memory& memory = *instance.memories[i];
    hash = HashMix(hash, HashBytes({reinterpret_cast<const char*>(memory.base),
                                    static_cast<size_t>(memory.bytes)}));
  }
  return hash;
}

// Calls one function with arguments made of its index; returns a hash of what it came to.
// References are addresses, so only their being null counts.
uint64_t CallFunction(Store& store, Instance& instance, uint32_t index, uint64_t hash) {
  const FuncType& type = instance.code->module().TypeOfFunction(index);
  Func* func = GetFunc(instance, index);
  Result<Fiber*> fiber = store.AcquireFiber();
  if (func == nullptr || !fiber.ok()) return HashMix(hash, 1);
  std::vector<Slot> args;
  for (const ValType param : type.params) {
    args.resize(args.size() + param.slots(), param.is_ref() ? 0 : args.size() * 3 + index);
  }
  store.fuel = kFuel;
  if (!(*fiber)->Enter(func, args).ok()) return HashMix(hash, 2);
  if ((*fiber)->Run() == RunState::kReturned) {
    size_t slot = 0;
    for (const ValType result : type.results) {
      const Slot value = (*fiber)->results()[slot];
      hash = HashMix(hash, result.is_ref() ? value != kNullRef : value);
      slot += result.slots();
    }
  } else {
    const Error error = store.TakeError();
    hash = HashMix(hash, error.is_trap() ? static_cast<uint64_t>(error.trap()) + 100 : 3);
  }
  store.ReleaseFiber(*fiber);
  return HashState(store, instance, hash);
}

// 0 when the module cannot be run.
uint64_t Execute(std::span<const uint8_t> bytes, bool fold) {
  const Limits limits = SmallLimits();
  Allocator allocator(limits.store_bytes);
  TypeRegistry registry(&allocator);
  auto module = DecodeModule(bytes, {}, limits, &allocator);
  if (!module.ok()) return 0;
  auto validated =
      ValidateModule(std::move(module).value(), &registry, {}, limits, ValidateMode::kLazy);
  if (!validated.ok()) return 0;
  CodeOptions options;
  options.fuel = true;
  options.fold = fold;
  options.fuse = fold;
  auto created = ModuleCode::Create(std::move(validated).value(), NewTranslator(&allocator),
                                    nullptr, options, &allocator);
  if (!created.ok()) return 0;
  const std::unique_ptr<ModuleCode, CodeReleaser> code(created.value());
  auto store = Store::Create(&registry, limits);
  if (!store.ok()) return 0;
  auto imports = Imports(**store, code->validated());
  if (!imports.ok()) return 0;
  auto instance = Instantiate(**store, code.get(), *imports);
  if (!instance.ok()) return 0;
  (*store)->fuel = kFuel;
  uint64_t hash = RunStart(**instance).ok() ? 5 : 6;
  const Module& decoded = code->module();
  for (uint32_t i = decoded.imported_functions; i < decoded.functions.size(); ++i) {
    hash = CallFunction(**store, **instance, i, hash);
  }
  return hash;
}

// A byte that could be the opcode of float arithmetic.
bool MayHaveFloats(std::span<const uint8_t> bytes) {
  for (const uint8_t byte : bytes) {
    if (byte >= 0x8b && byte <= 0xb6) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  const uint64_t folded = Execute(bytes, true);
  const uint64_t plain = Execute(bytes, false);
  if (folded != plain && !MayHaveFloats(bytes)) std::abort();
  return 0;
}
