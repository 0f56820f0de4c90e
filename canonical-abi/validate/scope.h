// Scope: the index spaces of a component, component type or instance type while it is checked.

#ifndef CANONICAL_ABI_VALIDATE_SCOPE_H_
#define CANONICAL_ABI_VALIDATE_SCOPE_H_

#include <cstdint>

#include "canonical-abi/types/component.h"
#include "canonical-abi/types/entity_type.h"
#include "engine/support/u32_map.h"

namespace virga::cabi {

enum class ScopeKind : uint8_t { kComponent, kComponentType, kInstanceType };

// A core type index: a function type or a module type.
struct CoreTypeEntry {
  bool is_module = false;
  uint32_t module = 0;
  wasm::FuncType func;
};

struct Scope {
  Scope(ScopeKind scope_kind, Scope* outer_scope, Allocator* allocator)
      : kind(scope_kind),
        outer(outer_scope),
        types(allocator),
        core_types(allocator),
        funcs(allocator),
        instances(allocator),
        components(allocator),
        core_modules(allocator),
        core_instances(allocator),
        core_funcs(allocator),
        tables(allocator),
        memories(allocator),
        globals(allocator),
        tags(allocator),
        imports(allocator),
        exports(allocator),
        import_offsets(allocator),
        export_offsets(allocator),
        imported(allocator),
        exported(allocator),
        visible_imports(allocator),
        visible(allocator) {}

  ScopeKind kind;
  Scope* outer;
  uint32_t number = 0;  // of a component

  Vec<AnyType> types;
  Vec<CoreTypeEntry> core_types;
  Vec<FuncTypeId> funcs;
  Vec<uint32_t> instances;
  Vec<uint32_t> components;
  Vec<uint32_t> core_modules;
  Vec<uint32_t> core_instances;
  Vec<wasm::FuncType> core_funcs;
  Vec<wasm::TableType> tables;
  Vec<wasm::MemoryType> memories;
  Vec<wasm::GlobalType> globals;
  Vec<wasm::FuncType> tags;

  Vec<NamedEntity> imports;
  Vec<NamedEntity> exports;
  Vec<uint64_t> import_offsets;
  Vec<uint64_t> export_offsets;
  // Resources introduced by imports and by exports.
  Vec<ResourceId> imported;
  Vec<ResourceId> exported;
  // Resources with a name outside: those that imports may use, and those that exports may.
  U32Map visible_imports;
  U32Map visible;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_VALIDATE_SCOPE_H_
