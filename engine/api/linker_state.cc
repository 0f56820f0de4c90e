#include "engine/api/linker_state.h"

#include <algorithm>
#include <utility>

#include "engine/runtime/instantiate.h"
#include "engine/runtime/module_code.h"
#include "engine/support/try.h"

namespace virga {

namespace {

bool Before(const std::string_view& module_a, const std::string_view& name_a,
            const std::string_view& module_b, const std::string_view& name_b) {
  const int modules = module_a.compare(module_b);
  return modules != 0 ? modules < 0 : name_a < name_b;
}

Error DefinedTwice(std::string_view module, std::string_view name) {
  return Error::Make(ErrorKind::kUsage, "\"%.*s\" \"%.*s\" is defined already",
                     static_cast<int>(module.size()), module.data(), static_cast<int>(name.size()),
                     name.data());
}

// Empty with null data when memory is refused.
std::string_view CopyName(Arena& arena, std::string_view name) {
  const std::span<char> copy = arena.CopyArray<char>({name.data(), name.size()});
  return {copy.data(), copy.size()};
}

}  // namespace

Linker::State::~State() {
  for (const Definition& definition : definitions) {
    if (definition.host != nullptr) definition.host->Release();
  }
}

size_t Linker::State::LowerBound(std::string_view module, std::string_view name) const {
  size_t low = 0;
  for (size_t high = definitions.size(); low < high;) {
    const size_t middle = (low + high) / 2;
    if (Before(definitions[middle].module, definitions[middle].name, module, name)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const Linker::State::Definition* Linker::State::Find(std::string_view module,
                                                     std::string_view name) const {
  const size_t at = LowerBound(module, name);
  if (at == definitions.size()) return nullptr;
  const Definition& found = definitions[at];
  return found.module == module && found.name == name ? &found : nullptr;
}

Status Linker::State::Add(Definition definition) {
  struct Releaser {
    wasm::HostCode* host;
    ~Releaser() {
      if (host != nullptr) host->Release();
    }
  } releaser{definition.host};
  const size_t at = LowerBound(definition.module, definition.name);
  const bool replaces = at < definitions.size() && definitions[at].module == definition.module &&
                        definitions[at].name == definition.name;
  if (replaces) {
    if (!allow_shadowing) return DefinedTwice(definition.module, definition.name);
    definition.module = definitions[at].module;
    definition.name = definitions[at].name;
    std::swap(definitions[at], definition);
    releaser.host = definition.host;
    return {};
  }
  definition.module = CopyName(names, definition.module);
  definition.name = CopyName(names, definition.name);
  if (definition.module.data() == nullptr || definition.name.data() == nullptr ||
      !definitions.Push(definition))
    return Error::OutOfMemory();
  releaser.host = nullptr;
  std::rotate(definitions.begin() + at, definitions.end() - 1, definitions.end());
  return {};
}

Status Linker::State::AddExports(wasm::Store& store, std::string_view module,
                                 wasm::Instance& instance) {
  const std::span<const wasm::Export> exports = instance.code->module().exports;
  Vec<Definition> added;
  const std::string_view module_copy = CopyName(names, module);
  if (module_copy.data() == nullptr || !added.Reserve(exports.size())) return Error::OutOfMemory();
  for (const wasm::Export& item : exports) {
    if (!allow_shadowing && Find(module, item.name) != nullptr)
      return DefinedTwice(module, item.name);
    Definition definition;
    definition.module = module_copy;
    definition.name = CopyName(names, item.name);
    VIRGA_ASSIGN(definition.item, wasm::ResolveExport(instance, item));
    definition.store_id = store.id();
    if (definition.name.data() == nullptr || !added.Push(definition)) return Error::OutOfMemory();
  }
  // Shadowed definitions go first, so that nothing can fail half-way after them.
  if (!definitions.Reserve(definitions.size() + added.size())) return Error::OutOfMemory();
  size_t kept = 0;
  const auto by_names = [](const Definition& a, const Definition& b) {
    return Before(a.module, a.name, b.module, b.name);
  };
  std::sort(added.begin(), added.end(), by_names);
  for (Definition& old : definitions.mutable_span()) {
    if (std::binary_search(added.begin(), added.end(), old, by_names)) {
      if (old.host != nullptr) old.host->Release();
    } else {
      definitions[kept++] = old;
    }
  }
  definitions.Truncate(kept);
  VIRGA_CHECK(definitions.Append(added.span()));
  std::sort(definitions.begin(), definitions.end(), by_names);
  return {};
}

}  // namespace virga
