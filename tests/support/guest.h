// An engine, a store and a linker in one, for tests that run modules through the installed API.

#ifndef TESTS_SUPPORT_GUEST_H_
#define TESTS_SUPPORT_GUEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/support/wasm_builder.h"
#include "virga/virga.h"

namespace virga::testing {

inline std::string MessageOf(const Error& error) { return std::string(error.message()); }

template <typename T>
T Unwrap(Result<T> result) {
  if (!result.ok()) {
    ADD_FAILURE() << MessageOf(result.error());
    std::abort();
  }
  return std::move(result).value();
}

struct Guest {
  explicit Guest(const Config& config = {})
      : engine(Unwrap(Engine::Create(config))),
        store(Unwrap(Store::Create(engine))),
        linker(engine) {}

  Result<Instance> TryInstantiate(const Bytes& bytes) {
    Result<Module> module = Module::Load(engine, bytes);
    if (!module.ok()) return std::move(module).error();
    return linker.Instantiate(*store, *module);
  }
  Instance Instantiate(const Bytes& bytes) { return Unwrap(TryInstantiate(bytes)); }
  Func GetFunc(const Instance& instance, const char* name) {
    return Unwrap(instance.GetFunc(*store, name));
  }
  template <typename Signature, typename... A>
  auto Call(const Instance& instance, const char* name, A... args) {
    return Unwrap(GetFunc(instance, name).Typed<Signature>(*store)).Call(*store, args...);
  }

  Engine engine;
  std::unique_ptr<Store> store;
  Linker linker;
};

}  // namespace virga::testing

#endif  // TESTS_SUPPORT_GUEST_H_
