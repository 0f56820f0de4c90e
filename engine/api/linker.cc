#include "virga/linker.h"

#include <cstdio>
#include <new>
#include <utility>

#include "engine/api/access.h"
#include "engine/api/host_functions.h"
#include "engine/api/linker_state.h"
#include "engine/runtime/instantiate.h"
#include "engine/support/try.h"

namespace virga {

using internal::Access;
using internal::ForeignHandle;

Linker::Linker(const Engine& engine) : state_(new(std::nothrow) State(engine)) {}
Linker::~Linker() = default;
Linker::Linker(Linker&& other) noexcept = default;
Linker& Linker::operator=(Linker&& other) noexcept = default;

void Linker::AllowShadowing(bool allow) {
  if (state_ != nullptr) state_->allow_shadowing = allow;
}

namespace {

// The common part of both kinds of host functions. `state` is null when the linker had no memory.
template <typename State>
Status DefineHost(State* state, std::string_view module, std::string_view name,
                  const FuncType& type, std::unique_ptr<wasm::HostFunction> host) {
  if (state == nullptr || host == nullptr) return Error::OutOfMemory();
  wasm::TypeRegistry& registry = Access::State(state->engine).registry;
  VIRGA_ASSIGN(const wasm::TypeId type_id, registry.InternFunc(type));
  typename State::Definition definition;
  definition.module = module;
  definition.name = name;
  definition.host = wasm::HostCode::New(registry, type_id, std::move(host));
  if (definition.host == nullptr) return Error::OutOfMemory();
  return state->Add(definition);
}

Error UnknownImport(const wasm::Import& import) {
  return Error::Make(ErrorKind::kUnlinkable, "unknown import: \"%.*s\" \"%.*s\" is not defined",
                     static_cast<int>(import.module.size()), import.module.data(),
                     static_cast<int>(import.name.size()), import.name.data());
}

}  // namespace

Status Linker::DefineCallable(std::string_view module, std::string_view name,
                              const internal::HostCallable& callable) {
  return DefineHost(state_.get(), module, name, callable.type, internal::WrapCallable(callable));
}

Status Linker::DefineDynamicCallable(std::string_view module, std::string_view name,
                                     const FuncType& type,
                                     const internal::DynamicCallable& callable) {
  return DefineHost(state_.get(), module, name, type, internal::WrapCallable(callable));
}

Status Linker::Define(const Store& store, std::string_view module, std::string_view name,
                      const Extern& item) {
  if (state_ == nullptr) return Error::OutOfMemory();
  if (!Access::Belongs(store, item)) return ForeignHandle("thing");
  State::Definition definition;
  definition.module = module;
  definition.name = name;
  definition.item = Access::Raw(item);
  definition.store_id = Access::Raw(store).id();
  return state_->Add(definition);
}

Status Linker::DefineInstance(Store& store, std::string_view module, const Instance& instance) {
  if (state_ == nullptr) return Error::OutOfMemory();
  if (!Access::Belongs(store, instance)) return ForeignHandle("instance");
  return state_->AddExports(Access::Raw(store), module, *Access::Raw(instance));
}

bool Linker::IsDefined(std::string_view module, std::string_view name) const {
  return state_ != nullptr && state_->Find(module, name) != nullptr;
}

Result<Instance> Linker::Instantiate(Store& store, const Module& module) const {
  if (state_ == nullptr) return Error::OutOfMemory();
  if (!Access::SameEngine(state_->engine, module.engine()) ||
      !Access::SameEngine(state_->engine, store.engine())) {
    return Error::Make(ErrorKind::kUsage, "linker, store and module are of different engines");
  }
  if (Access::IsSuspended(store))
    return Error::Make(ErrorKind::kUsage, "a suspended call of this store must be resumed first");
  wasm::Store& raw = Access::Raw(store);
  wasm::ModuleCode* code = Access::Raw(module);
  Vec<wasm::Extern> imports(&raw.allocator());
  if (!imports.Reserve(code->module().imports.size())) return Error::OutOfMemory();
  for (const wasm::Import& import : code->module().imports) {
    const State::Definition* found = state_->Find(import.module, import.name);
    if (found == nullptr) return UnknownImport(import);
    wasm::Extern item = found->item;
    if (found->host != nullptr) {
      VIRGA_ASSIGN(wasm::Func* const func, raw.NewHostFunc(found->host));
      item = wasm::Extern::Of(func);
    } else if (found->store_id != raw.id()) {
      return ForeignHandle("definition");
    }
    VIRGA_CHECK(imports.Push(item));
  }
  VIRGA_ASSIGN(wasm::Instance* const instance, wasm::Instantiate(raw, code, imports));
  VIRGA_TRY(wasm::RunStart(*instance));
  return Access::Make<Instance>(raw.id(), instance);
}

}  // namespace virga
