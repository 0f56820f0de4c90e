// Component instances and aliases. spec: Binary (instance definitions, alias definitions).

#include <algorithm>

#include "canonical-abi/validate/checker.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

int Width(std::string_view text) { return static_cast<int>(std::min<size_t>(text.size(), 200)); }

}  // namespace

Status Checker::CheckArgNames(std::span<const ArgSyntax> args) {
  Vec<std::string_view> names(allocator_);
  for (const ArgSyntax& arg : args) {
    if (!names.Push(arg.name)) return Error::OutOfMemory();
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return {};
  return Invalid("expected each argument or export once, found \"%.*s\" again", Width(*twice),
                 twice->data());
}

Status Checker::CheckInstance(Scope& scope, const InstanceSyntax& syntax, EntityType* out) {
  out->sort = Sort::kInstance;
  out->type.kind = AnyType::Kind::kInstance;
  VIRGA_ASSIGN(out->type.index, syntax.is_instantiation ? CheckInstantiation(scope, syntax)
                                                        : CheckBundle(scope, syntax));
  return Add(&scope.instances, out->type.index);
}

Result<uint32_t> Checker::CheckInstantiation(Scope& scope, const InstanceSyntax& syntax) {
  VIRGA_ASSIGN(const uint32_t index, Get(scope.components, syntax.index, "component"));
  VIRGA_TRY(CheckArgNames(syntax.args));
  const ComponentType type = table_.component(index);
  Vec<NamedEntity> args(allocator_);
  for (const ArgSyntax& arg : syntax.args) {
    VIRGA_ASSIGN(const EntityType entity, EntityAt(scope, arg.item));
    if (!args.Push({arg.name, entity})) return Error::OutOfMemory();
  }
  std::sort(args.begin(), args.end(),
            [](const NamedEntity& a, const NamedEntity& b) { return a.name < b.name; });
  Matcher matcher(&table_, &budget_);
  Substitution substitution(&table_, &budget_);
  for (const NamedEntity& import : type.imports.items) {
    const auto arg = std::lower_bound(
        args.begin(), args.end(), import.name,
        [](const NamedEntity& item, std::string_view name) { return item.name < name; });
    if (arg == args.end() || arg->name != import.name)
      return Invalid("instantiation: expected an argument for the import \"%.*s\", found none",
                     Width(import.name), import.name.data());
    VIRGA_TRY(matcher.BindResources(arg->type, import.type, type.imported, &substitution));
    VIRGA_ASSIGN(const EntityType expected, substitution.Apply(import.type));
    Status match = matcher.Match(arg->type, expected);
    if (!match.ok()) {
      if (match.error().kind() != ErrorKind::kInvalid) return std::move(match).error();
      return Invalid("instantiation: argument \"%.*s\": %.*s", Width(import.name),
                     import.name.data(), Width(match.error().message()),
                     match.error().message().data());
    }
  }
  for (const ResourceId id : type.exported) {
    VIRGA_ASSIGN(const ResourceId fresh, Fresh(scope, ResourceInfo::Origin::kInstantiated));
    VIRGA_TRY(substitution.Bind(id, fresh));
  }
  Vec<NamedEntity> exports(allocator_);
  for (const NamedEntity& item : type.exports.items) {
    VIRGA_ASSIGN(const EntityType entity, substitution.Apply(item.type));
    if (!exports.Push({item.name, entity})) return Error::OutOfMemory();
  }
  return table_.AddInstance(exports.span(), {});
}

Result<uint32_t> Checker::CheckBundle(Scope& scope, const InstanceSyntax& syntax) {
  Vec<NamedEntity> exports(allocator_);
  Vec<uint64_t> offsets(allocator_);
  for (const ArgSyntax& arg : syntax.args) {
    VIRGA_ASSIGN(const EntityType entity, EntityAt(scope, arg.item));
    VIRGA_TRY(CheckAttributes({arg.name, arg.attributes, arg.offset}, entity));
    if (!exports.Push({arg.name, entity}) || !offsets.Push(arg.offset)) return Error::OutOfMemory();
  }
  VIRGA_TRY(CheckNames(exports.span(), offsets.span()));
  return table_.AddInstance(exports.span(), {});
}

Status Checker::CheckAlias(Scope& scope, const AliasSyntax& syntax, EntityType* out) {
  switch (syntax.target) {
    case AliasSyntax::Target::kExport:
      return CheckExportAlias(scope, syntax, out);
    case AliasSyntax::Target::kCoreExport:
      return CheckCoreExportAlias(scope, syntax);
    case AliasSyntax::Target::kOuter:
      return CheckOuterAlias(scope, syntax, out);
  }
  return {};
}

Status Checker::CheckExportAlias(Scope& scope, const AliasSyntax& syntax, EntityType* out) {
  if (scope.kind != ScopeKind::kComponent && syntax.sort != Sort::kType &&
      syntax.sort != Sort::kInstance)
    return Invalid("alias in a type: expected a type or an instance, found a %s",
                   SortText(syntax.sort));
  VIRGA_ASSIGN(const uint32_t instance, Get(scope.instances, syntax.index, "instance"));
  const NamedEntity* item = table_.instance(instance).exports.Find(syntax.name);
  if (item == nullptr)
    return Invalid("alias: instance %u has no export \"%.*s\"", syntax.index, Width(syntax.name),
                   syntax.name.data());
  if (item->type.sort != syntax.sort)
    return Invalid("alias: expected the export \"%.*s\" to be a %s, found a %s", Width(syntax.name),
                   syntax.name.data(), SortText(syntax.sort), SortText(item->type.sort));
  *out = item->type;
  return AddEntity(scope, *out);
}

Status Checker::CheckOuterAlias(Scope& scope, const AliasSyntax& syntax, EntityType* out) {
  const Scope* target = &scope;
  bool crosses = false;
  for (uint32_t i = 0; i < syntax.outer_count; ++i) {
    crosses = crosses || target->kind == ScopeKind::kComponent;
    target = target->outer;
    if (target == nullptr)
      return Invalid("outer alias: expected at most %u enclosing scopes, found %u", i,
                     syntax.outer_count);
  }
  const bool in_type = scope.kind != ScopeKind::kComponent;
  if (syntax.sort == Sort::kType) return CheckTypeAlias(scope, *target, syntax, crosses, out);
  if (syntax.sort == Sort::kCoreType) {
    VIRGA_ASSIGN(const CoreTypeEntry type, Get(target->core_types, syntax.index, "core type"));
    return Add(&scope.core_types, type);
  }
  if (in_type || (syntax.sort != Sort::kComponent && syntax.sort != Sort::kCoreModule))
    return Invalid("outer alias: a %s cannot be aliased here", SortText(syntax.sort));
  out->sort = syntax.sort;
  if (syntax.sort == Sort::kComponent) {
    VIRGA_ASSIGN(const uint32_t index, Get(target->components, syntax.index, "component"));
    out->type = {AnyType::Kind::kComponent, index};
  } else {
    VIRGA_ASSIGN(const uint32_t index, Get(target->core_modules, syntax.index, "core module"));
    out->type = {AnyType::Kind::kModule, index};
  }
  return AddEntity(scope, *out);
}

Status Checker::CheckTypeAlias(Scope& scope, const Scope& target, const AliasSyntax& syntax,
                               bool crosses, EntityType* out) {
  out->sort = Sort::kType;
  VIRGA_ASSIGN(out->type, Get(target.types, syntax.index, "type"));
  if (crosses) {
    U32Map seen(allocator_);
    VIRGA_ASSIGN(const bool uses, UsesOwnedResource(out->type, &seen));
    if (uses) return Invalid("outer alias: the type uses a resource of an enclosing component");
  }
  return Add(&scope.types, out->type);
}

Result<bool> Checker::UsesOwnedResource(const AnyType& type, U32Map* seen) {
  VIRGA_TRY(budget_.Take(1));
  if (!table_.HasResources(type)) return false;
  switch (type.kind) {
    case AnyType::Kind::kResource:
      return table_.resource(type.index).origin != ResourceInfo::Origin::kBound;
    case AnyType::Kind::kValue: {
      if (seen->Find(type.index) != nullptr) return false;
      if (!seen->Put(type.index, 1)) return Error::OutOfMemory();
      const TypeNode node = table_.values.node(type.value());
      if (node.kind == TypeKind::kOwn || node.kind == TypeKind::kBorrow)
        return UsesOwnedResource(AnyType::Resource(node.resource), seen);
      VIRGA_TRY(budget_.Take(node.field_count));
      bool uses = false;
      if (node.element != kNoType) {
        VIRGA_ASSIGN(uses, UsesOwnedResource(AnyType::Of(node.element), seen));
      }
      for (const Field& field : table_.values.fields(node)) {
        if (uses || field.type == kNoType) continue;
        VIRGA_ASSIGN(uses, UsesOwnedResource(AnyType::Of(field.type), seen));
      }
      return uses;
    }
    case AnyType::Kind::kFunc: {
      const FuncType func = table_.values.func(type.func());
      bool uses = false;
      if (func.param_tuple != kNoType) {
        VIRGA_ASSIGN(uses, UsesOwnedResource(AnyType::Of(func.param_tuple), seen));
      }
      if (uses || func.result == kNoType) return uses;
      return UsesOwnedResource(AnyType::Of(func.result), seen);
    }
    case AnyType::Kind::kInstance:
      return UsesOwnedResource(table_.instance(type.index).exports, seen);
    case AnyType::Kind::kComponent: {
      const ComponentType component = table_.component(type.index);
      VIRGA_ASSIGN(const bool imports, UsesOwnedResource(component.imports, seen));
      if (imports) return true;
      return UsesOwnedResource(component.exports, seen);
    }
    case AnyType::Kind::kModule:
      break;
  }
  return false;
}

Result<bool> Checker::UsesOwnedResource(const EntityList& list, U32Map* seen) {
  for (const NamedEntity& item : list.items) {
    VIRGA_ASSIGN(const bool uses, UsesOwnedResource(item.type.type, seen));
    if (uses) return true;
  }
  return false;
}

}  // namespace virga::cabi
