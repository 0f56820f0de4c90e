// Component instances and the values of their index spaces at run time. spec: CanonicalABI
// (component instances), Explainer (index spaces).
//
// Everything here is owned by the StoreState of one store and lives until the store is destroyed,
// so plain pointers are kept everywhere. One thread at a time, like the store.

#ifndef CANONICAL_ABI_LINK_RUNTIME_H_
#define CANONICAL_ABI_LINK_RUNTIME_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/abi/host_func.h"
#include "canonical-abi/link/definitions.h"
#include "canonical-abi/link/loaded.h"
#include "canonical-abi/resources/handle_table.h"
#include "engine/runtime/extern.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"

namespace virga::cabi {

struct ComponentInstance;
class StoreState;

// A resource type that a component instance defined.
struct GuestResource : ResourceType {
  ComponentInstance* instance = nullptr;
  wasm::Func* destructor = nullptr;  // may be null
};

// What a canonical definition's options name, in one instance. Also the `self` of its realloc.
struct GuestOptions {
  ComponentInstance* instance = nullptr;
  wasm::Memory* memory = nullptr;  // may be null
  wasm::Func* realloc = nullptr;   // may be null
  StringEncoding encoding = StringEncoding::kUtf8;

  // For a call on this side. `this` must outlive the context made of it.
  AbiOptions Abi(HandleAccess* handles);
};

// A lifted core function.
struct LiftedFunc {
  GuestOptions options;
  wasm::Func* callee = nullptr;
  wasm::Func* post_return = nullptr;  // may be null
};

struct ExportPlan;

// A component function: exactly one of `lifted`, `host` and `dynamic.call` is set.
struct FuncValue {
  const TypeTable* types = nullptr;
  FuncTypeId type = {0};
  LiftedFunc* lifted = nullptr;  // by a guest
  const HostFunction* host = nullptr;
  void* self = nullptr;  // of `host`
  DynamicFunction dynamic;
  ExportPlan* plan = nullptr;  // for calls by the embedder, made at the first
};

struct CoreItem {
  std::string_view name;
  wasm::Extern item;
};

// A core instance: of a module, or a bundle of items sorted by name.
struct CoreInstanceValue {
  wasm::Instance* instance = nullptr;
  std::span<const CoreItem> items;

  // REQUIRES: the checker found the name. Fails only for want of memory.
  Result<wasm::Extern> Find(std::string_view name) const;
};

// A component with the scope that its outer aliases refer to.
struct ComponentValue {
  const LoadedComponent* loaded = nullptr;
  const ComponentCode* code = nullptr;
  ComponentInstance* lexical = nullptr;  // null for a root
};

struct InstanceValue;

struct Value {
  Sort sort = Sort::kFunc;
  FuncValue* func = nullptr;
  InstanceValue* instance = nullptr;
  const ResourceType* resource = nullptr;  // types: null unless a resource
  wasm::ModuleCode* module = nullptr;
  ComponentValue component;
};

struct ExportValue {
  std::string_view name;
  Value value;
};

// A component instance as others see it: its exports, sorted by name.
struct InstanceValue {
  std::span<const ExportValue> exports;
  const Value* Find(std::string_view name) const;
};

// An index space: of a size that the checker counted, filled in order.
template <typename T>
class Space {
 public:
  [[nodiscard]] bool Reserve(Arena* arena, uint32_t count) {
    items_ = arena->NewArray<T>(count);
    return items_.data() != nullptr;
  }
  void Add(T item) {
    VIRGA_CHECK(used_ < items_.size());
    items_[used_++] = item;
  }
  // REQUIRES: index < size(), as the checker has made sure.
  const T& operator[](uint32_t index) const {
    VIRGA_CHECK(index < used_);
    return items_[index];
  }
  uint32_t size() const { return used_; }

 private:
  std::span<T> items_;
  uint32_t used_ = 0;
};

struct ComponentInstance {
  ComponentInstance(StoreState* store_state, const ComponentValue& component,
                    ComponentInstance* instantiator, uint64_t handle_limit, Allocator* allocator)
      : state(store_state),
        self(component),
        parent(instantiator),
        handles(handle_limit, allocator) {}

  // Whether `caller` (null: the host) may call into this instance now; Enter and Leave bracket the
  // call. A call that traps never leaves, so the instance cannot be entered again.
  // spec: may_enter_from, enter_from, leave_to.
  bool MayEnterFrom(const ComponentInstance* caller) const;
  void EnterFrom(const ComponentInstance* caller) { SetEntered(caller, true); }
  void LeaveTo(const ComponentInstance* caller) { SetEntered(caller, false); }

  const EntityTable& table() const { return self.loaded->checked().table(); }
  const TypeTable& types() const { return table().values; }
  void BindResource(ResourceId id, const ResourceType* type) {
    resources[id - self.code->first_resource] = type;
  }
  const ResourceType* resource(ResourceId id) const {
    return resources[id - self.code->first_resource];
  }

  StoreState* state;
  ComponentValue self;
  ComponentInstance* parent;  // whose definition instantiated this one; null for a root
  bool may_enter = false;     // until it is instantiated
  bool may_leave = true;
  HandleTable handles;
  std::span<const ResourceType*> resources;

  Space<wasm::Func*> core_funcs;
  Space<wasm::TableInstance*> core_tables;
  Space<wasm::Memory*> core_memories;
  Space<wasm::GlobalInstance*> core_globals;
  Space<wasm::TagInstance*> core_tags;
  Space<wasm::ModuleCode*> core_modules;
  Space<CoreInstanceValue*> core_instances;
  Space<FuncValue*> funcs;
  Space<ComponentValue> components;
  Space<InstanceValue*> instances;
  // The resource behind each type index, null for other types.
  Space<const ResourceType*> types_space;
  InstanceValue exports;

 private:
  void SetEntered(const ComponentInstance* caller, bool entered);
  bool IsAncestorOf(const ComponentInstance* other) const;
};

// All that components keep in a store.
class StoreState final : public wasm::StoreExtension {
 public:
  // The state of a store, made at first use.
  static Result<StoreState*> Of(wasm::Store& store);
  ~StoreState() override {
    for (const Owned& owned : owned_) owned.destroy(owned.object);
  }

  wasm::Store& store() const { return *store_; }
  Arena& arena() { return arena_; }

  Result<ComponentInstance*> NewInstance(const ComponentValue& component,
                                         ComponentInstance* parent);
  // Keeps what instances run: a component is freed after the last store that uses it.
  Status Keep(std::shared_ptr<const LoadedComponent> component);
  // What the interface that defines a host resource was bound to.
  Status BindHostResource(const HostResource* resource, void* self);
  void* HostResourceSelf(const HostResource* resource) const;

  // Owns an object that is not trivially destructible.
  template <typename T>
  Result<T*> Own(std::unique_ptr<T> object) {
    T* const raw = object.get();
    if (raw == nullptr || !owned_.Push(Owned{raw, [](void* p) { delete static_cast<T*>(p); }}))
      return Error::OutOfMemory();
    object.release();
    return raw;
  }

  template <typename T>
  Result<T*> New() {
    const std::span<T> one = arena_.NewArray<T>(1);
    if (one.data() == nullptr) return Error::OutOfMemory();
    return one.data();
  }
  template <typename T>
  Result<std::span<T>> NewArray(size_t count) {
    const std::span<T> array = arena_.NewArray<T>(count);
    if (array.data() == nullptr) return Error::OutOfMemory();
    return array;
  }

  // Wakers of suspended host calls set this; the embedder's run loop resumes the call then.
  Waker waker() { return Waker(&StoreState::Wake, this); }
  bool woken() const { return woken_; }
  void ClearWoken() { woken_ = false; }

 private:
  struct Owned {
    void* object;
    void (*destroy)(void*);
  };
  struct BoundResource {
    const HostResource* resource;
    void* self;
  };
  explicit StoreState(wasm::Store* store)
      : store_(store),
        arena_(&store->allocator()),
        instances_(&store->allocator()),
        kept_(&store->allocator()),
        host_resources_(&store->allocator()),
        owned_(&store->allocator()) {}
  static void Wake(void* self) { static_cast<StoreState*>(self)->woken_ = true; }

  wasm::Store* store_;
  Arena arena_;
  Vec<std::unique_ptr<ComponentInstance>> instances_;
  Vec<std::shared_ptr<const LoadedComponent>> kept_;
  Vec<BoundResource> host_resources_;
  Vec<Owned> owned_;
  bool woken_ = false;
};

// Runs a guest function to its end on a fiber of its own, nested on the native stack: for realloc,
// which cannot leave its instance. `results` has room for the function's.
Status RunNested(wasm::Store& store, wasm::Func* func, std::span<const wasm::Slot> args,
                 std::span<wasm::Slot> results);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_RUNTIME_H_
