// An engine, a store and a linker with one host function, for tests of components.

#ifndef TESTS_CANONICAL_ABI_API_WORLD_H_
#define TESTS_CANONICAL_ABI_API_WORLD_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/canonical-abi/api/guest_components.h"
#include "virga/component/linker.h"

namespace virga::cabi::testing {

class World {
 public:
  World()
      : engine(std::move(Engine::Create()).value()),
        store(std::move(Store::Create(engine)).value()),
        linker(std::move(component::Linker::Create(engine)).value()) {
    Result<component::Linker::Definition> functions = linker.DefineInstance("");
    EXPECT_TRUE(functions.ok());
    EXPECT_TRUE(functions->DefineFunc("host", &World::CallHost, this).ok());
  }

  Result<component::Instance> Instantiate(const Bytes& bytes) {
    Result<component::Component> loaded = component::Component::Load(engine, bytes.span());
    if (!loaded.ok()) return std::move(loaded).error();
    return linker.Instantiate(*store, *loaded);
  }

  // Calls "f" with a text; the answer, or "error: " and the message.
  std::string CallF(const component::Instance& instance, std::string_view text) {
    Result<component::Func> f = instance.FindFunc(*store, "f");
    if (!f.ok()) return Describe(f.error());
    std::vector<component::Val> args;
    args.push_back(std::move(component::Val::String(text)).value());
    Result<std::optional<component::Val>> result = f->Call(*store, args);
    if (!result.ok()) return Describe(result.error());
    return std::string((*result)->string());
  }

  static std::string Describe(const Error& error) {
    return "error: " + std::string(error.message());
  }

  Engine engine;
  std::unique_ptr<Store> store;
  component::Linker linker;
  int host_calls = 0;
  std::function<Status()> on_host;

 private:
  static Status CallHost(void* self, std::span<const component::Val>, component::Val*) {
    World& world = *static_cast<World*>(self);
    ++world.host_calls;
    return world.on_host ? world.on_host() : Status();
  }
};

}  // namespace virga::cabi::testing

#endif  // TESTS_CANONICAL_ABI_API_WORLD_H_
