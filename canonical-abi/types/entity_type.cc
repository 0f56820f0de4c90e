#include "canonical-abi/types/entity_type.h"

#include <algorithm>

#include "engine/support/try.h"

namespace virga::cabi {
namespace {

// Positions of `items`, sorted by name; equal names keep their order.
template <typename T>
Result<std::span<const uint32_t>> SortByName(Arena* arena, std::span<const T> items) {
  const std::span<uint32_t> order = arena->NewArray<uint32_t>(items.size());
  if (order.data() == nullptr) return Error::OutOfMemory();
  for (size_t i = 0; i < items.size(); ++i) order[i] = static_cast<uint32_t>(i);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return items[a].name != items[b].name ? items[a].name < items[b].name : a < b;
  });
  return std::span<const uint32_t>(order);
}

template <typename T>
const T* FindByName(std::span<const T> items, std::span<const uint32_t> by_name,
                    std::string_view name) {
  const auto at = std::lower_bound(
      by_name.begin(), by_name.end(), name,
      [&](uint32_t position, std::string_view key) { return items[position].name < key; });
  return at != by_name.end() && items[*at].name == name ? &items[*at] : nullptr;
}

bool HasConcreteRef(wasm::ValType type) { return type.is_ref() && type.heap().is_concrete(); }

bool LimitsMatch(const wasm::SizeLimits& actual, const wasm::SizeLimits& expected) {
  return actual.is_64 == expected.is_64 && actual.is_shared == expected.is_shared &&
         actual.page_shift == expected.page_shift && actual.min >= expected.min &&
         (!expected.has_max || (actual.has_max && actual.max <= expected.max));
}

}  // namespace

const NamedEntity* EntityList::Find(std::string_view name) const {
  return FindByName(items, by_name, name);
}

const CoreNamed* ModuleType::Find(std::string_view name) const {
  return FindByName(exports, by_name, name);
}

namespace {

// Walks over types recurse, so their depth is bounded however high the limits are set.
Limits Bounded(Limits limits) {
  limits.value_type_depth = std::min<uint64_t>(limits.value_type_depth, kTypeDepthMax);
  limits.component_depth = std::min<uint64_t>(limits.component_depth, kTypeDepthMax);
  return limits;
}

}  // namespace

EntityTable::EntityTable(const Limits& limits, Allocator* allocator)
    : values(Bounded(limits), allocator),
      limits_(Bounded(limits)),
      arena_(allocator),
      instances_(allocator),
      components_(allocator),
      modules_(allocator),
      resources_(allocator) {}

bool EntityTable::HasResources(const AnyType& type) const {
  switch (type.kind) {
    case AnyType::Kind::kValue:
      return values.node(type.value()).has_handle;
    case AnyType::Kind::kFunc: {
      const FuncType& func = values.func(type.func());
      return (func.param_tuple != kNoType && values.node(func.param_tuple).has_handle) ||
             (func.result != kNoType && values.node(func.result).has_handle);
    }
    case AnyType::Kind::kResource:
      return true;
    case AnyType::Kind::kComponent:
      return components_[type.index].has_resources;
    case AnyType::Kind::kInstance:
      return instances_[type.index].has_resources;
    case AnyType::Kind::kModule:
      return false;
  }
  return true;
}

Result<EntityList> EntityTable::CopyList(std::span<const NamedEntity> items, Measure* measure) {
  for (const NamedEntity& item : items) {
    const AnyType& type = item.type.type;
    measure->has_resources = measure->has_resources || HasResources(type);
    uint32_t depth = 0;
    uint64_t weight = 1;
    if (type.kind == AnyType::Kind::kInstance) {
      depth = instances_[type.index].depth;
      weight = instances_[type.index].weight;
    } else if (type.kind == AnyType::Kind::kComponent) {
      depth = components_[type.index].depth;
      weight = components_[type.index].weight;
    }
    measure->depth = std::max(measure->depth, depth + 1);
    measure->weight += weight;
  }
  VIRGA_TRY(CheckMeasure(*measure));
  EntityList list;
  list.items = arena_.CopyArray<NamedEntity>(items);
  if (list.items.data() == nullptr) return Error::OutOfMemory();
  VIRGA_ASSIGN(list.by_name, SortByName(&arena_, list.items));
  return list;
}

Status EntityTable::CheckMeasure(const Measure& measure) const {
  if (measure.depth > limits_.component_depth)
    return Error::Make(ErrorKind::kLimit,
                       "nesting of instance and component types is over the limit "
                       "max-component-depth");
  if (measure.weight > limits_.component_items)
    return Error::Make(ErrorKind::kLimit,
                       "items of an instance or component type are over the limit "
                       "max-component-items");
  return {};
}

Result<uint32_t> EntityTable::AddInstance(std::span<const NamedEntity> exports,
                                          std::span<const ResourceId> bound) {
  Measure measure;
  InstanceType type;
  VIRGA_ASSIGN(type.exports, CopyList(exports, &measure));
  type.bound = arena_.CopyArray<ResourceId>(bound);
  type.has_resources = measure.has_resources || !bound.empty();
  type.depth = measure.depth;
  type.weight = measure.weight;
  if (type.bound.data() == nullptr || !instances_.Push(type)) return Error::OutOfMemory();
  return static_cast<uint32_t>(instances_.size() - 1);
}

Result<uint32_t> EntityTable::AddComponent(std::span<const NamedEntity> imports,
                                           std::span<const NamedEntity> exports,
                                           std::span<const ResourceId> imported,
                                           std::span<const ResourceId> exported) {
  Measure measure;
  ComponentType type;
  VIRGA_ASSIGN(type.imports, CopyList(imports, &measure));
  VIRGA_ASSIGN(type.exports, CopyList(exports, &measure));
  type.imported = arena_.CopyArray<ResourceId>(imported);
  type.exported = arena_.CopyArray<ResourceId>(exported);
  type.has_resources = measure.has_resources || !imported.empty() || !exported.empty();
  type.depth = measure.depth;
  type.weight = measure.weight;
  if (type.imported.data() == nullptr || type.exported.data() == nullptr || !components_.Push(type))
    return Error::OutOfMemory();
  return static_cast<uint32_t>(components_.size() - 1);
}

Result<uint32_t> EntityTable::AddModule(std::span<const CoreNamed> imports,
                                        std::span<const CoreNamed> exports) {
  ModuleType type;
  type.imports = arena_.CopyArray<CoreNamed>(imports);
  type.exports = arena_.CopyArray<CoreNamed>(exports);
  if (type.imports.data() == nullptr || type.exports.data() == nullptr) return Error::OutOfMemory();
  VIRGA_ASSIGN(type.by_name, SortByName(&arena_, type.exports));
  if (!modules_.Push(type)) return Error::OutOfMemory();
  return static_cast<uint32_t>(modules_.size() - 1);
}

Result<ResourceId> EntityTable::AddResource(const ResourceInfo& info) {
  if (resources_.size() >= limits_.component_items)
    return Error::Make(ErrorKind::kLimit, "resource types are over the limit max-component-items");
  if (!resources_.Push(info)) return Error::OutOfMemory();
  return static_cast<ResourceId>(resources_.size() - 1);
}

const char* AnyTypeText(AnyType::Kind kind) {
  switch (kind) {
    case AnyType::Kind::kValue:
      return "value type";
    case AnyType::Kind::kFunc:
      return "function type";
    case AnyType::Kind::kResource:
      return "resource type";
    case AnyType::Kind::kComponent:
      return "component type";
    case AnyType::Kind::kInstance:
      return "instance type";
    case AnyType::Kind::kModule:
      return "core module type";
  }
  return "type";
}

bool CoreFuncEquals(const wasm::FuncType& a, const wasm::FuncType& b) {
  // Concrete references mean something in their own module only, so none of them are equal here.
  const auto equal = [](wasm::ValType x, wasm::ValType y) { return x == y && !HasConcreteRef(x); };
  return std::equal(a.params.begin(), a.params.end(), b.params.begin(), b.params.end(), equal) &&
         std::equal(a.results.begin(), a.results.end(), b.results.begin(), b.results.end(), equal);
}

bool CoreMatches(const CoreEntity& actual, const CoreEntity& expected) {
  if (actual.kind != expected.kind) return false;
  switch (actual.kind) {
    case wasm::ExternKind::kFunc:
    case wasm::ExternKind::kTag:
      return CoreFuncEquals(actual.func, expected.func);
    case wasm::ExternKind::kTable:
      return actual.table.element == expected.table.element &&
             !HasConcreteRef(actual.table.element) &&
             LimitsMatch(actual.table.limits, expected.table.limits);
    case wasm::ExternKind::kMemory:
      return LimitsMatch(actual.memory.limits, expected.memory.limits);
    case wasm::ExternKind::kGlobal:
      return actual.global.type == expected.global.type && !HasConcreteRef(actual.global.type) &&
             actual.global.is_mutable == expected.global.is_mutable;
  }
  return false;
}

namespace {

CoreEntity TypeOf(const wasm::Module& module, wasm::ExternKind kind, uint32_t index) {
  CoreEntity type;
  type.kind = kind;
  switch (kind) {
    case wasm::ExternKind::kFunc:
      type.func = module.TypeOfFunction(index);
      break;
    case wasm::ExternKind::kTable:
      type.table = module.tables[index].type;
      break;
    case wasm::ExternKind::kMemory:
      type.memory = module.memories[index];
      break;
    case wasm::ExternKind::kGlobal:
      type.global = module.globals[index].type;
      break;
    case wasm::ExternKind::kTag:
      type.func = module.types[module.tags[index].type_index].func;
      break;
  }
  return type;
}

}  // namespace

CoreEntity ImportType(const wasm::Module& module, const wasm::Import& item) {
  return TypeOf(module, item.kind, item.index);
}

CoreEntity ExportType(const wasm::Module& module, const wasm::Export& item) {
  return TypeOf(module, item.kind, item.index);
}

}  // namespace virga::cabi
