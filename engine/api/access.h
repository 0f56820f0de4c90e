// Doors from the installed API to the engine behind it.
//
// For api/ itself and for the rooms above the engine that work on both sides (component runtime,
// preview 1). Checks nothing: whoever takes a raw pointer out of a handle has compared its store
// first (Belongs).

#ifndef ENGINE_API_ACCESS_H_
#define ENGINE_API_ACCESS_H_

#include <memory>
#include <utility>

#include "engine/runtime/extern.h"
#include "engine/runtime/fiber.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"
#include "engine/support/allocator.h"
#include "engine/types/registry.h"
#include "virga/instance.h"
#include "virga/linker.h"
#include "virga/module.h"
#include "virga/store.h"
#include "virga/val.h"

namespace virga::internal {

struct EngineState {
  explicit EngineState(const Config& c) : config(c), registry(&allocator) {}
  Config config;
  Allocator allocator;  // of modules, their code and types; stores have their own
  wasm::TypeRegistry registry;
};

struct Access {
  static EngineState& State(const Engine& engine) { return *engine.state_; }
  static bool SameEngine(const Engine& a, const Engine& b) { return a.state_ == b.state_; }
  static Engine MakeEngine(std::shared_ptr<EngineState> state) { return Engine(std::move(state)); }

  static wasm::Store& Raw(const Store& store) { return *store.raw_; }
  static std::unique_ptr<Store> MakeStore(const Engine& engine, std::unique_ptr<wasm::Store> raw);
  // The API's object of a store that was made through it.
  static Store& Owner(const wasm::Store& raw) { return *static_cast<Store*>(raw.user_data); }
  static bool& IsSuspended(Store& store) { return store.is_suspended_; }
  // What Call::Resume hands to the host function that goes on.
  static void SetResumeValues(Store& store, std::span<const Val> values) {
    store.resume_values_ = values.data();
    store.resume_count_ = values.size();
  }
  static std::span<const Val> ResumeValues(const Store& store) {
    return {store.resume_values_, store.resume_count_};
  }

  // The caller keeps its reference; MakeModule takes over one.
  static wasm::ModuleCode* Raw(const Module& module) { return module.code_; }
  static Module MakeModule(const Engine& engine, wasm::ModuleCode* code) {
    return Module(engine, code);
  }

  template <typename T>
  static T* Raw(const Handle<T>& handle) {
    return handle.raw_;
  }
  template <typename H, typename T>
  static H Make(uint64_t store_id, T* raw) {
    H handle;
    handle.store_id_ = raw == nullptr ? 0 : store_id;
    handle.raw_ = raw;
    return handle;
  }
  template <typename T>
  static bool Belongs(const Store& store, const Handle<T>& handle) {
    return handle.raw_ != nullptr && handle.store_id_ == store.raw_->id();
  }
  static bool Belongs(const Store& store, const Extern& item);
  static wasm::Extern Raw(const Extern& item);
  static Extern MakeExtern(uint64_t store_id, const wasm::Extern& item);

  static Val MakeVal(ValType type, uint64_t low, uint64_t high, uint64_t store_id) {
    Val value(type, low, high);
    value.store_id_ = store_id;
    return value;
  }
  static uint64_t StoreId(const Val& value) { return value.store_id_; }
  template <typename T>
  static uint64_t StoreId(const Handle<T>& handle) {
    return handle.store_id_;
  }
  static const uint64_t* Words(const Val& value) { return value.words_.data(); }

  static Caller MakeCaller(wasm::HostCall* call);
};

// kUsage: "a <noun> of another store, or none".
Error ForeignHandle(const char* noun);

}  // namespace virga::internal

#endif  // ENGINE_API_ACCESS_H_
