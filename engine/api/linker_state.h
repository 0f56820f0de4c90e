// What a Linker holds: definitions sorted by their two names.

#ifndef ENGINE_API_LINKER_STATE_H_
#define ENGINE_API_LINKER_STATE_H_

#include <cstdint>
#include <string_view>

#include "engine/runtime/extern.h"
#include "engine/runtime/store.h"
#include "engine/support/arena.h"
#include "engine/support/vec.h"
#include "virga/engine.h"
#include "virga/linker.h"

namespace virga {

struct Linker::State {
  struct Definition {
    std::string_view module;
    std::string_view name;
    wasm::HostCode* host = nullptr;  // owns a reference; null for a thing of a store
    wasm::Extern item;
    uint64_t store_id = 0;
  };

  explicit State(const Engine& e) : engine(e) {}
  ~State();

  // Index of the first definition that is not before the names.
  size_t LowerBound(std::string_view module, std::string_view name) const;
  const Definition* Find(std::string_view module, std::string_view name) const;
  // Adds or replaces; takes over definition.host, on failure too. The names are copied.
  Status Add(Definition definition);
  // Adds all exports of an instance at once, in n log n.
  Status AddExports(wasm::Store& store, std::string_view module, wasm::Instance& instance);

  Engine engine;
  Arena names;
  Vec<Definition> definitions;
  bool allow_shadowing = false;
};

}  // namespace virga

#endif  // ENGINE_API_LINKER_STATE_H_
