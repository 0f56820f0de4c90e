#include "canonical-abi/link/runtime.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/runtime/fiber.h"
#include "engine/runtime/instantiate.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

// The memory's realloc function answers a pointer in its one result slot.
Result<uint64_t> CallRealloc(void* self, uint64_t old_address, uint64_t old_bytes,
                             uint64_t alignment, uint64_t new_bytes) {
  const GuestOptions& options = *static_cast<const GuestOptions*>(self);
  ComponentInstance& instance = *options.instance;
  const wasm::Slot args[4] = {old_address, old_bytes, alignment, new_bytes};
  wasm::Slot result = 0;
  // A realloc may not call out of its instance. After a trap nothing enters the instance again, so
  // the flag need not be restored then.
  const bool may_leave = std::exchange(instance.may_leave, false);
  VIRGA_TRY(RunNested(instance.state->store(), options.realloc, args, {&result, 1}));
  instance.may_leave = may_leave;
  return result & UINT32_MAX;
}

}  // namespace

AbiOptions GuestOptions::Abi(HandleAccess* handles) {
  AbiOptions abi;
  if (memory != nullptr) abi.memory = GuestMemory(&memory->base, &memory->bytes);
  if (realloc != nullptr) abi.realloc = {this, &CallRealloc};
  abi.encoding = encoding;
  abi.handles = handles;
  abi.resources = instance->resources;
  abi.first_resource = instance->self.code->first_resource;
  abi.copy_bytes_max = instance->state->store().limits().host_copy_bytes;
  return abi;
}

Status RunNested(wasm::Store& store, wasm::Func* func, std::span<const wasm::Slot> args,
                 std::span<wasm::Slot> results) {
  VIRGA_ASSIGN(wasm::Fiber* const fiber, store.AcquireFiber());
  Status status = fiber->Enter(func, args);
  if (status.ok()) {
    switch (fiber->Run()) {
      case wasm::RunState::kReturned:
        std::copy_n(fiber->results().begin(), results.size(), results.begin());
        break;
      case wasm::RunState::kTrapped:
        status = store.TakeError();
        break;
      case wasm::RunState::kSuspended:
        status = Error::Trap(TrapCode::kSuspendedInNestedCall);
        break;
    }
  }
  store.ReleaseFiber(fiber);
  return status;
}

Result<wasm::Extern> CoreInstanceValue::Find(std::string_view name) const {
  if (instance != nullptr) {
    const wasm::Export* item = wasm::FindExport(instance->code->module(), name);
    VIRGA_CHECK(item != nullptr);
    return wasm::ResolveExport(*instance, *item);
  }
  const auto found =
      std::lower_bound(items.begin(), items.end(), name,
                       [](const CoreItem& item, std::string_view key) { return item.name < key; });
  VIRGA_CHECK(found != items.end() && found->name == name);
  return found->item;
}

const Value* InstanceValue::Find(std::string_view name) const {
  const auto found = std::lower_bound(
      exports.begin(), exports.end(), name,
      [](const ExportValue& item, std::string_view key) { return item.name < key; });
  return found != exports.end() && found->name == name ? &found->value : nullptr;
}

bool ComponentInstance::IsAncestorOf(const ComponentInstance* other) const {
  while (other != nullptr && other != this) other = other->parent;
  return other == this;
}

// Entering an instance enters its ancestors too, but for those that the caller is already inside.
bool ComponentInstance::MayEnterFrom(const ComponentInstance* caller) const {
  for (const ComponentInstance* i = this; i != nullptr && !i->IsAncestorOf(caller); i = i->parent) {
    if (!i->may_enter) return false;
  }
  return true;
}

void ComponentInstance::SetEntered(const ComponentInstance* caller, bool entered) {
  for (ComponentInstance* i = this; i != nullptr && !i->IsAncestorOf(caller); i = i->parent)
    i->may_enter = !entered;
}

Result<StoreState*> StoreState::Of(wasm::Store& store) {
  if (store.extension == nullptr) {
    store.extension.reset(new (std::nothrow) StoreState(&store));
    if (store.extension == nullptr) return Error::OutOfMemory();
  }
  return static_cast<StoreState*>(store.extension.get());
}

Result<ComponentInstance*> StoreState::NewInstance(const ComponentValue& component,
                                                   ComponentInstance* parent) {
  const Limits& limits = store_->limits();
  if (instances_.size() >= limits.instances)
    return Error::Make(ErrorKind::kLimit, "component instances are over the limit max-instances");
  std::unique_ptr<ComponentInstance> owned(new (std::nothrow) ComponentInstance(
      this, component, parent, limits.handles, &store_->allocator()));
  if (owned == nullptr) return Error::OutOfMemory();
  ComponentInstance& made = *owned;
  const auto count = [&](Sort sort) { return component.code->counts[static_cast<size_t>(sort)]; };
  VIRGA_ASSIGN(made.resources, NewArray<const ResourceType*>(component.code->resource_count));
  const bool reserved = made.core_funcs.Reserve(&arena_, count(Sort::kCoreFunc)) &&
                        made.core_tables.Reserve(&arena_, count(Sort::kCoreTable)) &&
                        made.core_memories.Reserve(&arena_, count(Sort::kCoreMemory)) &&
                        made.core_globals.Reserve(&arena_, count(Sort::kCoreGlobal)) &&
                        made.core_tags.Reserve(&arena_, count(Sort::kCoreTag)) &&
                        made.core_modules.Reserve(&arena_, count(Sort::kCoreModule)) &&
                        made.core_instances.Reserve(&arena_, count(Sort::kCoreInstance)) &&
                        made.funcs.Reserve(&arena_, count(Sort::kFunc)) &&
                        made.components.Reserve(&arena_, count(Sort::kComponent)) &&
                        made.instances.Reserve(&arena_, count(Sort::kInstance)) &&
                        made.types_space.Reserve(&arena_, count(Sort::kType));
  if (!reserved || !instances_.Push(std::move(owned))) return Error::OutOfMemory();
  return &made;
}

Status StoreState::Keep(std::shared_ptr<const LoadedComponent> component) {
  for (const std::shared_ptr<const LoadedComponent>& kept : kept_) {
    if (kept == component) return {};
  }
  if (!kept_.Push(std::move(component))) return Error::OutOfMemory();
  return {};
}

Status StoreState::BindHostResource(const HostResource* resource, void* self) {
  for (const BoundResource& bound : host_resources_) {
    if (bound.resource != resource) continue;
    if (bound.self == self) return {};
    return Error::Make(ErrorKind::kUsage,
                       "the resource %.*s of another host is in use in this store already",
                       static_cast<int>(resource->name.size()), resource->name.data());
  }
  if (!host_resources_.Push({resource, self})) return Error::OutOfMemory();
  return {};
}

void* StoreState::HostResourceSelf(const HostResource* resource) const {
  for (const BoundResource& bound : host_resources_) {
    if (bound.resource == resource) return bound.self;
  }
  return nullptr;
}

}  // namespace virga::cabi
