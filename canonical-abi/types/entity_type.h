// Types of components, instances, functions, resources and core modules, in one table with the
// value types they use.
//
// DESCRIPTION: an EntityTable holds every type of one root component. Resource types are abstract
// ids: each import, definition or instantiation makes fresh ones, and type equality compares ids.
// Component and instance types bind some ids (imports universally, exports existentially); whoever
// uses such a type replaces the bound ids by fresh or actual ones (validate/substitution.h), so the
// ids free in the type of an entity always belong to the scope it lives in. Every entity type
// carries its depth and weight, bounded by Limits, so walks over them are bounded too.
//
// Made by validate/, read by link/ and api/. Immutable once validation is done.
// spec: Explainer (type checking).

#ifndef CANONICAL_ABI_TYPES_ENTITY_TYPE_H_
#define CANONICAL_ABI_TYPES_ENTITY_TYPE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "canonical-abi/types/sort.h"
#include "canonical-abi/types/value_type.h"
#include "engine/module/module.h"
#include "engine/support/arena.h"
#include "engine/support/vec.h"
#include "engine/types/composite_type.h"
#include "virga/error.h"

namespace virga::cabi {

// What a type index, or a type import or export, stands for.
struct AnyType {
  enum class Kind : uint8_t { kValue, kFunc, kResource, kComponent, kInstance, kModule };
  Kind kind = Kind::kValue;
  uint32_t index = 0;  // ValueType, FuncTypeId, ResourceId, or an index into the EntityTable

  static AnyType Of(ValueType type) { return {Kind::kValue, type.index}; }
  static AnyType Of(FuncTypeId type) { return {Kind::kFunc, type.index}; }
  static AnyType Resource(ResourceId id) { return {Kind::kResource, id}; }
  ValueType value() const { return {index}; }
  FuncTypeId func() const { return {index}; }
  bool operator==(const AnyType&) const = default;
};

// The type of a definition: of a function, of an instance, of a type ("type" sort: the type
// itself).
struct EntityType {
  Sort sort = Sort::kFunc;
  AnyType type;
};

struct NamedEntity {
  std::string_view name;
  EntityType type;
};

// Imports or exports in the order of their declaration, with an index by name.
struct EntityList {
  std::span<const NamedEntity> items;
  std::span<const uint32_t> by_name;  // positions in `items`, sorted by name

  const NamedEntity* Find(std::string_view name) const;
};

struct InstanceType {
  EntityList exports;
  std::span<const ResourceId> bound;  // empty for the type of an entity: see above
  bool has_resources = false;         // any resource id anywhere inside, bound ones included
  uint32_t depth = 1;
  uint64_t weight = 1;
};

struct ComponentType {
  EntityList imports;
  EntityList exports;
  std::span<const ResourceId> imported;  // bound, introduced by the imports
  std::span<const ResourceId> exported;  // bound, introduced by the exports
  bool has_resources = false;
  uint32_t depth = 1;
  uint64_t weight = 1;
};

// The type of one import or export of a core module, with function types in place of indices.
struct CoreEntity {
  wasm::ExternKind kind = wasm::ExternKind::kFunc;
  wasm::FuncType func;  // functions and tags
  wasm::TableType table;
  wasm::MemoryType memory;
  wasm::GlobalType global;
};

struct CoreNamed {
  std::string_view module;  // imports only
  std::string_view name;
  CoreEntity type;
};

// The type of a core module, or (without imports) of a core instance.
struct ModuleType {
  std::span<const CoreNamed> imports;
  std::span<const CoreNamed> exports;
  std::span<const uint32_t> by_name;  // positions in `exports`, sorted by name

  const CoreNamed* Find(std::string_view name) const;
};

// Where a resource id was introduced, for what may be done with it.
struct ResourceInfo {
  enum class Origin : uint8_t { kBound, kImported, kDefined, kInstantiated, kAscribed };
  Origin origin = Origin::kBound;
  uint32_t owner = 0;  // number of the component definition whose scope it lives in
};

constexpr uint64_t kTypeDepthMax = 1000;

class EntityTable {
 public:
  EntityTable(const Limits& limits, Allocator* allocator);

  TypeTable values;

  const InstanceType& instance(uint32_t index) const { return instances_[index]; }
  const ComponentType& component(uint32_t index) const { return components_[index]; }
  const ModuleType& module(uint32_t index) const { return modules_[index]; }
  const ResourceInfo& resource(ResourceId id) const { return resources_[id]; }
  size_t resource_count() const { return resources_.size(); }
  const Limits& limits() const { return limits_; }
  Allocator* allocator() const { return arena_.allocator(); }
  Arena& arena() { return arena_; }

  // Each copies what it is given (names excepted), sorts the names and works out depth, weight and
  // has_resources. Errors: kLimit, kOutOfMemory.
  Result<uint32_t> AddInstance(std::span<const NamedEntity> exports,
                               std::span<const ResourceId> bound);
  Result<uint32_t> AddComponent(std::span<const NamedEntity> imports,
                                std::span<const NamedEntity> exports,
                                std::span<const ResourceId> imported,
                                std::span<const ResourceId> exported);
  Result<uint32_t> AddModule(std::span<const CoreNamed> imports,
                             std::span<const CoreNamed> exports);
  Result<ResourceId> AddResource(const ResourceInfo& info);

  bool HasResources(const AnyType& type) const;

 private:
  struct Measure {
    bool has_resources = false;
    uint32_t depth = 1;
    uint64_t weight = 1;
  };
  Result<EntityList> CopyList(std::span<const NamedEntity> items, Measure* measure);
  Status CheckMeasure(const Measure& measure) const;

  Limits limits_;
  Arena arena_;
  Vec<InstanceType> instances_;
  Vec<ComponentType> components_;
  Vec<ModuleType> modules_;
  Vec<ResourceInfo> resources_;
};

// "func", "value type", "resource type" and so on.
const char* AnyTypeText(AnyType::Kind kind);

// spec: valid/matching (external types), of types without concrete references.
bool CoreMatches(const CoreEntity& actual, const CoreEntity& expected);
bool CoreFuncEquals(const wasm::FuncType& a, const wasm::FuncType& b);
// The types of a module's imports and exports. REQUIRES: the module is validated (bodies excepted).
CoreEntity ImportType(const wasm::Module& module, const wasm::Import& item);
CoreEntity ExportType(const wasm::Module& module, const wasm::Export& item);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_ENTITY_TYPE_H_
