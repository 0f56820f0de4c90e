// How stores begin and end, and what needs to know fibers whole.

#include <new>
#include <utility>

#include "engine/runtime/fiber.h"
#include "engine/runtime/instantiate.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

std::atomic<uint64_t> next_store_id{1};

// Idle fibers beyond this many give their stacks back.
constexpr size_t kIdleFibersMax = 8;

}  // namespace

Store::Store(TypeRegistry* registry, const Limits& limits)
    : allocator_(limits.store_bytes),
      limits_(limits),
      registry_(registry),
      id_(next_store_id.fetch_add(1, std::memory_order_relaxed)),
      objects_(&allocator_),
      memories_(&allocator_),
      tables_(&allocator_),
      instances_(&allocator_),
      host_funcs_(&allocator_),
      idle_fibers_(&allocator_) {}

Result<std::unique_ptr<Store>> Store::Create(TypeRegistry* registry, const Limits& limits) {
  std::unique_ptr<Store> store(new (std::nothrow) Store(registry, limits));
  if (store == nullptr) return Error::OutOfMemory();
  store->interrupt_ = InterruptFlag::New();
  if (store->interrupt_ == nullptr) return Error::OutOfMemory();
  return store;
}

Store::~Store() {
  idle_fibers_.Clear();
  for (Instance* instance : instances_) instance->code->Release();
  for (const HostRef& ref : host_funcs_) ref.code->Release();
  if (interrupt_ != nullptr) interrupt_->Release();
}

Result<Fiber*> Store::AcquireFiber() {
  if (!idle_fibers_.empty()) {
    Fiber* fiber = idle_fibers_.back().release();
    idle_fibers_.Pop();
    return fiber;
  }
  std::unique_ptr<Fiber> fiber = Fiber::New(this);
  if (fiber == nullptr) return Error::OutOfMemory();
  return fiber.release();
}

void Store::ReleaseFiber(Fiber* fiber) {
  std::unique_ptr<Fiber> owned(fiber);
  if (owned->is_suspended()) owned->Abandon();
  if (idle_fibers_.size() >= kIdleFibersMax || !idle_fibers_.Push(std::move(owned))) return;
}

Status RunStart(Instance& instance) {
  VIRGA_ASSIGN(Func* const start, StartFunction(instance));
  if (start == nullptr) return {};
  Store& store = *instance.store;
  VIRGA_ASSIGN(Fiber* const fiber, store.AcquireFiber());
  Status entered = fiber->Enter(start, {});
  if (!entered.ok()) {
    store.ReleaseFiber(fiber);
    return entered;
  }
  const RunState state = fiber->Run();
  store.ReleaseFiber(fiber);
  switch (state) {
    case RunState::kReturned:
      return {};
    case RunState::kTrapped:
      return store.TakeError();
    case RunState::kSuspended:
      break;
  }
  return Error::Trap(TrapCode::kSuspendedInNestedCall);
}

}  // namespace virga::wasm
