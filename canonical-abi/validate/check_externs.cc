// Imports, exports, and the visibility of the resources in their types. spec: Binary (import and
// export definitions), Explainer (external visibility of types).

#include "canonical-abi/validate/checker.h"
#include "engine/support/try.h"

namespace virga::cabi {

Result<EntityType> Checker::Open(Scope& scope, const EntityType& type, ResourceInfo::Origin origin,
                                 Vec<ResourceId>* introduced) {
  if (type.sort != Sort::kInstance) return type;
  const std::span<const ResourceId> bound = table_.instance(type.type.index).bound;
  if (bound.empty()) return type;
  Substitution substitution(&table_, &budget_);
  for (const ResourceId id : bound) {
    VIRGA_ASSIGN(const ResourceId fresh, Fresh(scope, origin));
    VIRGA_TRY(substitution.Bind(id, fresh));
    VIRGA_TRY(Add(introduced, fresh));
  }
  return substitution.Apply(type);
}

Result<EntityType> Checker::ResolveExtern(Scope& scope, const ExternSyntax& syntax,
                                          ResourceInfo::Origin origin,
                                          Vec<ResourceId>* introduced) {
  EntityType result;
  result.sort = syntax.sort;
  if (syntax.sort == Sort::kCoreModule) {
    VIRGA_ASSIGN(const CoreTypeEntry type, Get(scope.core_types, syntax.index, "core type"));
    if (!type.is_module)
      return Invalid("core type index %u: expected a module type, found a function type",
                     syntax.index);
    result.type = {AnyType::Kind::kModule, type.module};
    return result;
  }
  if (syntax.sort == Sort::kType && syntax.bound == ExternSyntax::Bound::kSubResource) {
    VIRGA_ASSIGN(const ResourceId fresh, Fresh(scope, origin));
    VIRGA_TRY(Add(introduced, fresh));
    result.type = AnyType::Resource(fresh);
    return result;
  }
  VIRGA_ASSIGN(result.type, Get(scope.types, syntax.index, "type"));
  const AnyType::Kind kind = result.type.kind;
  const bool fits = syntax.sort == Sort::kType ||
                    (syntax.sort == Sort::kFunc && kind == AnyType::Kind::kFunc) ||
                    (syntax.sort == Sort::kInstance && kind == AnyType::Kind::kInstance) ||
                    (syntax.sort == Sort::kComponent && kind == AnyType::Kind::kComponent);
  if (!fits)
    return Invalid("type index %u: expected the type of a %s, found a %s", syntax.index,
                   SortText(syntax.sort), AnyTypeText(kind));
  return Open(scope, result, origin, introduced);
}

Status Checker::CheckImport(Scope& scope, const ImportSyntax& syntax, EntityType* out) {
  VIRGA_ASSIGN(*out,
               ResolveExtern(scope, syntax.type, ResourceInfo::Origin::kImported, &scope.imported));
  VIRGA_TRY(CheckAttributes(syntax.name, *out));
  VIRGA_TRY(MakeVisible(*out, true, scope));
  if (scope.kind == ScopeKind::kComponent)
    VIRGA_TRY(CheckVisible(scope.visible_imports, out->type));
  VIRGA_TRY(Add(&scope.imports, NamedEntity{syntax.name.name, *out}));
  VIRGA_TRY(Add(&scope.import_offsets, syntax.name.offset));
  return AddEntity(scope, *out);
}

Status Checker::CheckExportDecl(Scope& scope, const ExportSyntax& syntax) {
  VIRGA_ASSIGN(const EntityType type,
               ResolveExtern(scope, syntax.type, ResourceInfo::Origin::kBound, &scope.exported));
  VIRGA_TRY(CheckAttributes(syntax.name, type));
  VIRGA_TRY(MakeVisible(type, false, scope));
  VIRGA_TRY(Add(&scope.exports, NamedEntity{syntax.name.name, type}));
  VIRGA_TRY(Add(&scope.export_offsets, syntax.name.offset));
  return AddEntity(scope, type);
}

Result<EntityType> Checker::EntityAt(Scope& scope, const SortIndex& item) {
  EntityType result;
  result.sort = item.sort;
  switch (item.sort) {
    case Sort::kFunc: {
      VIRGA_ASSIGN(const FuncTypeId func, Get(scope.funcs, item.index, "function"));
      result.type = AnyType::Of(func);
      return result;
    }
    case Sort::kType: {
      VIRGA_ASSIGN(result.type, Get(scope.types, item.index, "type"));
      return result;
    }
    case Sort::kInstance: {
      VIRGA_ASSIGN(const uint32_t index, Get(scope.instances, item.index, "instance"));
      result.type = {AnyType::Kind::kInstance, index};
      return result;
    }
    case Sort::kComponent: {
      VIRGA_ASSIGN(const uint32_t index, Get(scope.components, item.index, "component"));
      result.type = {AnyType::Kind::kComponent, index};
      return result;
    }
    case Sort::kCoreModule: {
      VIRGA_ASSIGN(const uint32_t index, Get(scope.core_modules, item.index, "core module"));
      result.type = {AnyType::Kind::kModule, index};
      return result;
    }
    default:
      return Invalid("expected a component-level item, found a %s", SortText(item.sort));
  }
}

Result<EntityType> Checker::Ascribe(Scope& scope, const EntityType& actual,
                                    const ExternSyntax& syntax) {
  Vec<ResourceId> fresh(allocator_);
  VIRGA_ASSIGN(const EntityType type,
               ResolveExtern(scope, syntax, ResourceInfo::Origin::kAscribed, &fresh));
  Matcher matcher(&table_, &budget_);
  Substitution substitution(&table_, &budget_);
  VIRGA_TRY(matcher.BindResources(actual, type, fresh.span(), &substitution));
  VIRGA_ASSIGN(const EntityType expected, substitution.Apply(type));
  Status match = matcher.Match(actual, expected);
  if (!match.ok()) {
    match.error().AddContext("the export does not have the type that is ascribed to it");
    return std::move(match).error();
  }
  return type;
}

Status Checker::CheckExport(Scope& scope, const ExportSyntax& syntax, EntityType* out) {
  VIRGA_ASSIGN(*out, EntityAt(scope, syntax.item));
  if (syntax.has_type) {
    VIRGA_ASSIGN(*out, Ascribe(scope, *out, syntax.type));
  }
  VIRGA_TRY(CheckAttributes(syntax.name, *out));
  VIRGA_TRY(MakeVisible(*out, false, scope));
  VIRGA_TRY(CheckVisible(scope.visible, out->type));
  VIRGA_TRY(Add(&scope.exports, NamedEntity{syntax.name.name, *out}));
  VIRGA_TRY(Add(&scope.export_offsets, syntax.name.offset));
  return AddEntity(scope, *out);
}

// Records the resources that an import or export names.
Status Checker::MakeVisible(const EntityType& type, bool imports_too, Scope& scope) {
  VIRGA_TRY(budget_.Take(1));
  if (!table_.HasResources(type.type)) return {};
  if (type.sort == Sort::kType && type.type.kind == AnyType::Kind::kResource) {
    if (!scope.visible.Put(type.type.index, 1)) return Error::OutOfMemory();
    if (imports_too && !scope.visible_imports.Put(type.type.index, 1)) return Error::OutOfMemory();
    return {};
  }
  if (type.sort != Sort::kInstance) return {};
  const EntityList exports = table_.instance(type.type.index).exports;
  for (const NamedEntity& item : exports.items)
    VIRGA_TRY(MakeVisible(item.type, imports_too, scope));
  return {};
}

Status Checker::CheckVisible(const U32Map& visible, const AnyType& type) {
  VIRGA_TRY(budget_.Take(1));
  if (!table_.HasResources(type)) return {};
  U32Map seen(allocator_);
  switch (type.kind) {
    case AnyType::Kind::kValue:
      return CheckVisibleValue(visible, type.value(), &seen);
    case AnyType::Kind::kFunc: {
      const FuncType func = table_.values.func(type.func());
      VIRGA_TRY(CheckVisibleValue(visible, func.param_tuple, &seen));
      return CheckVisibleValue(visible, func.result, &seen);
    }
    case AnyType::Kind::kResource: {
      // A resource bound inside a component or instance type is named there.
      const bool is_inner = table_.resource(type.index).origin == ResourceInfo::Origin::kBound;
      if (is_inner || visible.Find(type.index) != nullptr) return {};
      return Invalid("the type uses a resource that is not exported or imported by name");
    }
    case AnyType::Kind::kInstance:
      return CheckVisibleList(visible, table_.instance(type.index).exports);
    case AnyType::Kind::kComponent: {
      const ComponentType component = table_.component(type.index);
      VIRGA_TRY(CheckVisibleList(visible, component.imports));
      return CheckVisibleList(visible, component.exports);
    }
    case AnyType::Kind::kModule:
      break;
  }
  return {};
}

Status Checker::CheckVisibleList(const U32Map& visible, const EntityList& list) {
  for (const NamedEntity& item : list.items) VIRGA_TRY(CheckVisible(visible, item.type.type));
  return {};
}

Status Checker::CheckVisibleValue(const U32Map& visible, ValueType type, U32Map* seen) {
  if (type == kNoType || seen->Find(type.index) != nullptr) return {};
  const TypeNode& node = table_.values.node(type);
  if (!node.has_handle) return {};
  VIRGA_TRY(budget_.Take(1 + node.field_count));
  if (!seen->Put(type.index, 1)) return Error::OutOfMemory();
  if (node.kind == TypeKind::kOwn || node.kind == TypeKind::kBorrow)
    return CheckVisible(visible, AnyType::Resource(node.resource));
  VIRGA_TRY(CheckVisibleValue(visible, node.element, seen));
  for (const Field& field : table_.values.fields(node))
    VIRGA_TRY(CheckVisibleValue(visible, field.type, seen));
  return {};
}

}  // namespace virga::cabi
