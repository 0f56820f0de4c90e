// A store: everything that instances are made of and share. spec: exec/runtime (stores).
//
// DESCRIPTION: owns instances, memories, tables, globals, tags, functions and fibers; nothing is
// freed before the store is, so pointers into it stay valid for its life. Every byte is charged to
// the store's allocator, whose cap is Limits.store_bytes. Holds what the interpreter needs between
// cells: fuel, the pending error of a trap, the depth of nested host calls. Made by api/ and by the
// component runtime, read by the interpreter. Thread-safety: one thread at a time, except for the
// interrupt flag, which any thread may set and which outlives the store while someone holds it.

#ifndef ENGINE_RUNTIME_STORE_H_
#define ENGINE_RUNTIME_STORE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "engine/runtime/func.h"
#include "engine/runtime/instance.h"
#include "engine/runtime/interrupt.h"
#include "engine/runtime/memory.h"
#include "engine/runtime/table.h"
#include "engine/support/allocator.h"
#include "engine/support/arena.h"
#include "engine/support/vec.h"
#include "engine/types/registry.h"
#include "virga/error.h"
#include "virga/limits.h"

namespace virga::wasm {

class Fiber;
class HostFunction;

// A host function with its code record: what a linker defines once and any number of stores use.
// Reference-counted; the counter is thread-safe, HostFunction::Call must be if stores of several
// threads share it.
class HostCode {
 public:
  // `type` is a function type of `registry`. nullptr when memory is refused.
  static HostCode* New(const TypeRegistry& registry, TypeId type,
                       std::unique_ptr<HostFunction> host);

  TypeId type() const { return type_; }
  FuncCode* code() { return &code_; }
  void AddRef() { refs_.fetch_add(1, std::memory_order_relaxed); }
  void Release();

 private:
  HostCode(TypeId type, std::unique_ptr<HostFunction> host);
  ~HostCode();

  FuncCode code_;
  TypeId type_;
  std::unique_ptr<HostFunction> host_;
  std::atomic<uint32_t> refs_{1};
};

// What a room above the engine keeps in a store: destroyed with it, before anything else of it.
class StoreExtension {
 public:
  virtual ~StoreExtension() = default;
};

class Store {
 public:
  // The registry (of the engine) and its types outlive the store.
  static Result<std::unique_ptr<Store>> Create(TypeRegistry* registry, const Limits& limits);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Different for every store of the process, and never 0: handles carry it, so that a handle of
  // another or a dead store is recognised.
  uint64_t id() const { return id_; }
  Allocator& allocator() { return allocator_; }
  TypeRegistry& registry() const { return *registry_; }
  const Limits& limits() const { return limits_; }

  // Objects owned by the store. Errors: kOutOfMemory or kLimit. Types hold TypeIds.
  Result<Memory*> NewMemory(const MemoryType& type);
  Result<TableInstance*> NewTable(const TableType& type, Slot init);
  Result<GlobalInstance*> NewGlobal(const GlobalType& type, Slot low, Slot high = 0);
  Result<TagInstance*> NewTag(TypeId type);
  // One Func per HostCode and store, however often it is imported; takes a reference of its own.
  Result<Func*> NewHostFunc(HostCode* code);
  // A host function of this store alone.
  Result<Func*> NewHostFunc(TypeId type, std::unique_ptr<HostFunction> host);
  // Room for a Func of an instance (GetFunc); nullptr when memory is refused.
  Func* NewFunc();
  // A zeroed block that lives as long as the store; nullptr when memory is refused.
  void* NewBlock(size_t bytes);
  // Takes over an instance that was built in a block of NewBlock. False over Limits.instances.
  bool AddInstance(Instance* instance);
  uint64_t instance_count() const { return instances_.size(); }

  // Why the running call fails. Set by handlers' cold paths, host functions and native frames,
  // taken by whoever called Fiber::Run. The first error wins until it is taken.
  void Fail(Error error);
  void Fail(TrapCode code) { Fail(Error::Trap(code)); }
  bool has_error() const { return error_.has_value(); }
  Error TakeError();
  // The pending error itself, to add frames to. REQUIRES: has_error().
  Error& pending_error() { return *error_; }

  // Fibers with small stacks that grow on demand; released ones are kept for the next call.
  Result<Fiber*> AcquireFiber();
  void ReleaseFiber(Fiber* fiber);

  // Read and written by the interpreter. `fuel` is what is left, meaningful for modules loaded with
  // CodeOptions.fuel.
  uint64_t fuel = UINT64_MAX;
  // Guest-host-guest nesting on the native stack, bounded by Limits.host_depth.
  uint32_t host_depth = 0;
  InterruptFlag* interrupt() const { return interrupt_; }

  // The installed API's object of this store (api/access.h); the engine never looks at it.
  void* user_data = nullptr;

 private:
  struct HostRef {
    HostCode* code;
    Func* func;
  };

  Store(TypeRegistry* registry, const Limits& limits);

  Allocator allocator_;  // first: everything below gives its memory back to it
  Limits limits_;
  TypeRegistry* registry_;
  uint64_t id_;
  InterruptFlag* interrupt_ = nullptr;
  Arena objects_;  // funcs, globals, tags, small blocks
  Vec<std::unique_ptr<Memory>> memories_;
  Vec<std::unique_ptr<TableInstance>> tables_;
  Vec<Instance*> instances_;
  Vec<HostRef> host_funcs_;  // sorted by code
  Vec<std::unique_ptr<Fiber>> idle_fibers_;
  std::optional<Error> error_;

 public:
  // The component runtime's; last, so that it goes first.
  std::unique_ptr<StoreExtension> extension;
};

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_STORE_H_
