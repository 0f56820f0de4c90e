// Scopes and definitions.

#include <cstdarg>
#include <cstdio>
#include <new>

#include "canonical-abi/validate/checker.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

// Steps of type checking for each item that a component may have.
constexpr uint64_t kWorkPerItem = 32;

}  // namespace

Result<std::unique_ptr<CheckedComponent>> CheckComponent(
    std::unique_ptr<DecodedComponent> decoded, std::span<const wasm::Module* const> modules,
    const Limits& limits, Allocator* allocator) {
  return Checker::Check(std::move(decoded), modules, limits, allocator);
}

Result<std::unique_ptr<CheckedComponent>> Checker::Check(
    std::unique_ptr<DecodedComponent> decoded, std::span<const wasm::Module* const> modules,
    const Limits& limits, Allocator* allocator) {
  std::unique_ptr<CheckedComponent> result(
      new (std::nothrow) CheckedComponent(std::move(decoded), limits, allocator));
  if (result == nullptr) return Error::OutOfMemory();
  return Checker(std::move(result), modules, limits, allocator).Run();
}

Checker::Checker(std::unique_ptr<CheckedComponent> result,
                 std::span<const wasm::Module* const> modules, const Limits& limits,
                 Allocator* allocator)
    : result_(std::move(result)),
      table_(result_->table_),
      modules_(modules),
      limits_(limits),
      allocator_(allocator),
      budget_(limits.component_items * kWorkPerItem) {}

Error Checker::Invalid(const char* format, ...) const {
  char text[400];
  va_list args;
  va_start(args, format);
  std::vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  return Error::At(ErrorKind::kInvalid, offset_, "%s", text);
}

Result<std::unique_ptr<CheckedComponent>> Checker::Run() {
  const ComponentSyntax& root = *result_->decoded_->root;
  Result<const Code*> code = CheckScope(root, nullptr);
  if (!code.ok()) {
    Error error = std::move(code).error();
    if (error.kind() == ErrorKind::kOutOfMemory || error.offset().has_value()) return error;
    // Faults of the type tables do not know where they are.
    Error placed = Error::At(error.kind(), offset_, "%.*s",
                             static_cast<int>(error.message().size()), error.message().data());
    return placed;
  }
  result_->root_ = *code;
  result_->component_count_ = next_number_;
  return std::move(result_);
}

Result<const ComponentCode*> Checker::CheckScope(const ComponentSyntax& syntax, Scope* outer) {
  Scope scope(ScopeKind::kComponent, outer, allocator_);
  scope.number = next_number_++;
  const uint32_t first_resource = static_cast<uint32_t>(table_.resource_count());
  const std::span<Code> code = table_.arena().NewArray<Code>(1);
  const std::span<CheckedDef> defs = table_.arena().NewArray<CheckedDef>(syntax.definitions.size());
  if (code.data() == nullptr || defs.data() == nullptr) return Error::OutOfMemory();
  for (size_t i = 0; i < syntax.definitions.size(); ++i)
    VIRGA_TRY(CheckDefinition(scope, syntax.definitions[i], &defs[i]));
  Code& result = code[0];
  result.syntax = &syntax;
  result.defs = defs;
  result.number = scope.number;
  VIRGA_ASSIGN(result.type, CloseComponent(scope));
  result.first_resource = first_resource;
  result.resource_count = static_cast<uint32_t>(table_.resource_count()) - first_resource;
  const auto count = [&](Sort sort, size_t n) {
    result.counts[static_cast<size_t>(sort)] = static_cast<uint32_t>(n);
  };
  count(Sort::kCoreFunc, scope.core_funcs.size());
  count(Sort::kCoreTable, scope.tables.size());
  count(Sort::kCoreMemory, scope.memories.size());
  count(Sort::kCoreGlobal, scope.globals.size());
  count(Sort::kCoreTag, scope.tags.size());
  count(Sort::kCoreModule, scope.core_modules.size());
  count(Sort::kCoreInstance, scope.core_instances.size());
  count(Sort::kFunc, scope.funcs.size());
  count(Sort::kType, scope.types.size());
  count(Sort::kComponent, scope.components.size());
  count(Sort::kInstance, scope.instances.size());
  return static_cast<const Code*>(&result);
}

Status Checker::CheckDefinition(Scope& scope, const DefSyntax& definition, CheckedDef* out) {
  offset_ = definition.offset;
  Status status = CheckDefinitionKind(scope, definition, out);
  if (status.ok() || definition.kind == DefKind::kComponent) return status;
  // Nested definitions have moved offset_; a fault of this one is at its own place.
  offset_ = definition.offset;
  return status;
}

Status Checker::CheckDefinitionKind(Scope& scope, const DefSyntax& definition, CheckedDef* out) {
  switch (definition.kind) {
    case DefKind::kCoreModule: {
      VIRGA_ASSIGN(const uint32_t type, ModuleTypeOf(*modules_[definition.module]));
      return Add(&scope.core_modules, type);
    }
    case DefKind::kCoreInstance:
      return CheckCoreInstance(scope, *definition.instance);
    case DefKind::kCoreType:
      return CheckCoreType(scope, *definition.core_type);
    case DefKind::kComponent: {
      VIRGA_ASSIGN(out->component, CheckScope(*definition.component, &scope));
      return Add(&scope.components, out->component->type);
    }
    case DefKind::kInstance:
      return CheckInstance(scope, *definition.instance, &out->type);
    case DefKind::kAlias:
      return CheckAlias(scope, *definition.alias, &out->type);
    case DefKind::kType: {
      VIRGA_ASSIGN(const AnyType type, CheckType(scope, *definition.type));
      out->type = {Sort::kType, type};
      if (definition.type->form == TypeForm::kResource) out->resource = type.index;
      return Add(&scope.types, type);
    }
    case DefKind::kCanon:
      return CheckCanon(scope, *definition.canon, out);
    case DefKind::kImport:
      return CheckImport(scope, *definition.import, &out->type);
    case DefKind::kExport:
      return CheckExport(scope, *definition.export_def, &out->type);
  }
  return {};
}

Result<uint32_t> Checker::CloseComponent(Scope& scope) {
  VIRGA_TRY(CheckNames(scope.imports.span(), scope.import_offsets.span()));
  VIRGA_TRY(CheckNames(scope.exports.span(), scope.export_offsets.span()));
  U32Map seen(allocator_);
  for (const ResourceId id : scope.imported) {
    if (!seen.Put(id, 1)) return Error::OutOfMemory();
  }
  for (const NamedEntity& item : scope.exports)
    VIRGA_TRY(CollectExported(scope, item.type, &seen, &scope.exported));
  return table_.AddComponent(scope.imports.span(), scope.exports.span(), scope.imported.span(),
                             scope.exported.span());
}

// The resources that exports introduce for users of the component: all named there that are not
// imported.
Status Checker::CollectExported(Scope& scope, const EntityType& type, U32Map* seen,
                                Vec<ResourceId>* out) {
  VIRGA_TRY(budget_.Take(1));
  if (!table_.HasResources(type.type)) return {};
  if (type.sort == Sort::kType && type.type.kind == AnyType::Kind::kResource) {
    if (seen->Find(type.type.index) != nullptr) return {};
    if (!seen->Put(type.type.index, 1)) return Error::OutOfMemory();
    return Add(out, type.type.index);
  }
  if (type.sort != Sort::kInstance) return {};
  const EntityList exports = table_.instance(type.type.index).exports;
  for (const NamedEntity& item : exports.items)
    VIRGA_TRY(CollectExported(scope, item.type, seen, out));
  return {};
}

Result<ResourceId> Checker::Fresh(Scope& scope, ResourceInfo::Origin origin) {
  ResourceInfo info;
  if (scope.kind == ScopeKind::kComponent) {
    info.origin = origin;
    info.owner = scope.number;
  }
  return table_.AddResource(info);
}

Status Checker::AddEntity(Scope& scope, const EntityType& type) {
  switch (type.sort) {
    case Sort::kFunc:
      return Add(&scope.funcs, type.type.func());
    case Sort::kType:
      return Add(&scope.types, type.type);
    case Sort::kInstance:
      return Add(&scope.instances, type.type.index);
    case Sort::kComponent:
      return Add(&scope.components, type.type.index);
    default:
      return Add(&scope.core_modules, type.type.index);
  }
}

}  // namespace virga::cabi
