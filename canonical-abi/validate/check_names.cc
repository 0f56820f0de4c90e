// Names of imports and exports: syntax, uniqueness, annotations, attributes. spec: Explainer
// (import and export definitions, name uniqueness), Binary (notes on nameattributes).

#include <algorithm>

#include "canonical-abi/validate/checker.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

int Width(std::string_view text) { return static_cast<int>(std::min<size_t>(text.size(), 200)); }

struct SortedName {
  std::string_view canonical;
  uint32_t position;
};

}  // namespace

Status Checker::CheckNames(std::span<const NamedEntity> items, std::span<const uint64_t> offsets) {
  VIRGA_TRY(budget_.Take(items.size()));
  Vec<SortedName> names(allocator_);
  Vec<SortedName> resources(allocator_);
  for (uint32_t i = 0; i < items.size(); ++i) {
    const std::string_view text = items[i].name;
    const std::optional<ExternName> name = ParseExternName(text);
    if (!name) {
      offset_ = offsets[i];
      return Invalid("expected a name in kebab case or an interface name, found \"%.*s\"",
                     Width(text), text.data());
    }
    const std::span<char> room = table_.arena().NewArray<char>(text.size());
    if (room.data() == nullptr) return Error::OutOfMemory();
    if (!names.Push({CanonicalName(text, *name, room.data()), i})) return Error::OutOfMemory();
    const EntityType& type = items[i].type;
    if (type.sort == Sort::kType && type.type.kind == AnyType::Kind::kResource &&
        !resources.Push({text, i}))
      return Error::OutOfMemory();
  }
  const auto less = [](const SortedName& a, const SortedName& b) {
    return a.canonical != b.canonical ? a.canonical < b.canonical : a.position < b.position;
  };
  std::sort(names.begin(), names.end(), less);
  std::sort(resources.begin(), resources.end(), less);
  for (size_t i = 1; i < names.size(); ++i) {
    if (names[i - 1].canonical != names[i].canonical) continue;
    const std::string_view text = items[names[i].position].name;
    offset_ = offsets[names[i].position];
    return Invalid("expected names that differ in more than case, found \"%.*s\" again",
                   Width(text), text.data());
  }
  for (uint32_t i = 0; i < items.size(); ++i) {
    const ExternName name = *ParseExternName(items[i].name);
    if (name.resource.empty()) continue;
    offset_ = offsets[i];
    const auto found = std::lower_bound(
        resources.begin(), resources.end(), name.resource,
        [](const SortedName& item, std::string_view key) { return item.canonical < key; });
    const bool known =
        found != resources.end() && found->canonical == name.resource && found->position < i;
    if (!known)
      return Invalid("\"%.*s\": expected a preceding resource \"%.*s\"", Width(items[i].name),
                     items[i].name.data(), Width(name.resource), name.resource.data());
    VIRGA_TRY(CheckAnnotation(name, items[i], items[found->position].type.type.index));
  }
  return {};
}

Status Checker::CheckAnnotation(const ExternName& name, const NamedEntity& item,
                                ResourceId resource) {
  if (item.type.sort != Sort::kFunc)
    return Invalid("\"%.*s\": expected a function, found a %s", Width(item.name), item.name.data(),
                   SortText(item.type.sort));
  const TypeTable& table = table_.values;
  const FuncType& func = table.func(item.type.type.func());
  const auto is_handle = [&](ValueType type, TypeKind kind) {
    return type != kNoType && table.node(type).kind == kind &&
           table.node(type).resource == resource;
  };
  if (name.kind == ExternNameKind::kMethod) {
    if (func.param_count > 0 && table.params(func)[0].label == "self" &&
        is_handle(table.params(func)[0].type, TypeKind::kBorrow))
      return {};
    return Invalid("\"%.*s\": expected a first parameter \"self\" that borrows the resource",
                   Width(item.name), item.name.data());
  }
  if (name.kind == ExternNameKind::kConstructor) {
    if (is_handle(func.result, TypeKind::kOwn)) return {};
    const bool is_result =
        func.result != kNoType && table.node(func.result).kind == TypeKind::kResult;
    if (is_result && is_handle(table.fields(func.result)[0].type, TypeKind::kOwn)) return {};
    return Invalid("\"%.*s\": expected a result that owns the resource", Width(item.name),
                   item.name.data());
  }
  return {};
}

Status Checker::CheckAttributes(const NameSyntax& name, const EntityType& type) {
  for (const AttributeSyntax& attribute : name.attributes) {
    if (attribute.kind != AttributeSyntax::Kind::kImplements) continue;
    const std::optional<ExternName> interface = ParseExternName(attribute.text);
    if (!interface || interface->kind != ExternNameKind::kInterface)
      return Invalid("implements: expected an interface name, found \"%.*s\"",
                     Width(attribute.text), attribute.text.data());
    const std::optional<ExternName> own = ParseExternName(name.name);
    if (type.sort != Sort::kInstance || !own || own->kind != ExternNameKind::kLabel)
      return Invalid("implements: expected an instance with a plain name");
  }
  return {};
}

}  // namespace virga::cabi
