// Doors from the installed component API to the rooms behind it, for api/, hosts and the program.

#ifndef CANONICAL_ABI_API_ACCESS_H_
#define CANONICAL_ABI_API_ACCESS_H_

#include <memory>

#include "canonical-abi/link/definitions.h"
#include "canonical-abi/link/embedder_call.h"
#include "canonical-abi/link/loaded.h"
#include "canonical-abi/link/runtime.h"
#include "canonical-abi/values/val.h"
#include "engine/api/access.h"
#include "virga/component/component.h"
#include "virga/component/instance.h"
#include "virga/component/linker.h"
#include "virga/component/val.h"

namespace virga::component::internal {

struct Access {
  static const std::shared_ptr<const cabi::LoadedComponent>& Loaded(const Component& component) {
    return component.loaded_;
  }
  static Component MakeComponent(const Engine& engine,
                                 std::shared_ptr<const cabi::LoadedComponent> loaded) {
    return Component(engine, std::move(loaded));
  }
  static cabi::HostDefinitions& Definitions(const Linker& linker) { return *linker.definitions_; }

  static cabi::Val* Raw(const Val& value) { return value.raw_; }
  static Result<Val> MakeVal(cabi::Val value);

  static Instance MakeInstance(const Store& store, cabi::ComponentInstance* raw) {
    Instance instance;
    instance.store_id_ = virga::internal::Access::Raw(store).id();
    instance.raw_ = raw;
    return instance;
  }
  static cabi::ComponentInstance* Raw(const Instance& instance) { return instance.raw_; }
  static Func MakeFunc(const Store& store, cabi::FuncValue* raw) {
    Func func;
    func.store_id_ = virga::internal::Access::Raw(store).id();
    func.raw_ = raw;
    return func;
  }
  static cabi::FuncValue* Raw(const Func& func) { return func.raw_; }
  static Call MakeCall(Store* store, wasm::Fiber* fiber, cabi::CallState* state) {
    return Call(store, fiber, state);
  }
  template <typename Handle>
  static bool Belongs(const Store& store, const Handle& handle) {
    return handle.raw_ != nullptr && handle.store_id_ == virga::internal::Access::Raw(store).id();
  }
};

}  // namespace virga::component::internal

#endif  // CANONICAL_ABI_API_ACCESS_H_
