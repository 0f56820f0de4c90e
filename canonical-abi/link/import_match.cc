#include "canonical-abi/link/import_match.h"

#include <algorithm>

#include "canonical-abi/link/type_match.h"
#include "canonical-abi/types/type_text.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

constexpr size_t kTypeTextMax = 600;

int Width(std::string_view text) { return static_cast<int>(std::min<size_t>(text.size(), 600)); }

// Which host resource each of the component's imported resource ids is.
class Bindings final : public TypeMatch::Resources {
 public:
  Bindings(const HostTypes& types, Allocator* allocator) : types_(types), bound_(allocator) {}

  // False when memory is refused.
  [[nodiscard]] bool Bind(ResourceId id, const HostResource* resource) {
    return bound_.Push({id, resource});
  }
  const HostResource* Find(ResourceId id) const {
    for (const Bound& bound : bound_) {
      if (bound.id == id) return bound.resource;
    }
    return nullptr;
  }
  bool Same(ResourceId component, ResourceId host) const override {
    const HostResource* resource = Find(component);
    return resource != nullptr && resource == types_.resources()[host];
  }
  size_t size() const { return bound_.size(); }
  void Truncate(size_t size) { bound_.Truncate(size); }

 private:
  struct Bound {
    ResourceId id;
    const HostResource* resource;
  };
  const HostTypes& types_;
  Vec<Bound> bound_;
};

class HostNamer final : public TypeNamer {
 public:
  explicit HostNamer(const HostTypes& types) : types_(types) {}
  std::string_view NameOfResource(ResourceId id) const override {
    return types_.resources()[id]->name;
  }

 private:
  const HostTypes& types_;
};

class BoundNamer final : public TypeNamer {
 public:
  explicit BoundNamer(const Bindings& bindings) : bindings_(bindings) {}
  std::string_view NameOfResource(ResourceId id) const override {
    const HostResource* resource = bindings_.Find(id);
    return resource == nullptr ? std::string_view() : resource->name;
  }

 private:
  const Bindings& bindings_;
};

class Resolver {
 public:
  Resolver(const CheckedComponent& component, const HostDefinitions& definitions,
           Allocator* allocator)
      : table_(component.table()),
        definitions_(definitions),
        allocator_(allocator),
        bindings_(definitions.types(), allocator) {}

  Result<ResolvedImport> Resolve(const NamedEntity& import);

 private:
  // Success, or how the definition falls short (kUnlinkable).
  Status Try(const EntityList& exports, const HostDefinition& definition, Vec<ResolvedItem>* items);
  Status TryFunction(const NamedEntity& item, const HostDefinition& definition, TypeMatch& match,
                     Vec<ResolvedItem>* items);
  Result<ResolvedImport> ResolveInstance(const NamedEntity& import);
  Result<ResolvedImport> ResolveOther(const NamedEntity& import);
  Error Missing(const NamedEntity& import) const;

  const EntityTable& table_;
  const HostDefinitions& definitions_;
  Allocator* allocator_;
  Bindings bindings_;
};

Result<ResolvedImport> Resolver::Resolve(const NamedEntity& import) {
  return import.type.sort == Sort::kInstance ? ResolveInstance(import) : ResolveOther(import);
}

Error Resolver::Missing(const NamedEntity& import) const {
  const HostDefinition* nearest = definitions_.Nearest(import.name);
  const char* sort = SortText(import.type.sort);
  if (nearest == nullptr)
    return Error::Make(ErrorKind::kUnlinkable,
                       "missing import %s \"%.*s\": the host offers nothing", sort,
                       Width(import.name), import.name.data());
  return Error::Make(ErrorKind::kUnlinkable,
                     "missing import %s \"%.*s\": the nearest that the host offers is \"%.*s\"",
                     sort, Width(import.name), import.name.data(), Width(nearest->interface->name),
                     nearest->interface->name.data());
}

Result<ResolvedImport> Resolver::ResolveInstance(const NamedEntity& import) {
  Vec<const HostDefinition*> candidates(allocator_);
  VIRGA_TRY(definitions_.FindCandidates(import.name, &candidates));
  if (candidates.empty()) return Missing(import);
  const EntityList& exports = table_.instance(import.type.type.index).exports;
  std::optional<Error> first_error;
  for (const HostDefinition* candidate : candidates) {
    ResolvedImport result = {import.name, Sort::kInstance, candidate,
                             Vec<ResolvedItem>(allocator_)};
    const size_t bound = bindings_.size();
    Status status = Try(exports, *candidate, &result.items);
    if (status.ok()) {
      std::sort(result.items.begin(), result.items.end(),
                [](const ResolvedItem& a, const ResolvedItem& b) { return a.name < b.name; });
      return result;
    }
    bindings_.Truncate(bound);
    if (status.error().kind() != ErrorKind::kUnlinkable) return std::move(status).error();
    if (!first_error) first_error = std::move(status).error();
  }
  const std::string_view offered = candidates[0]->interface->name;
  return Error::Make(ErrorKind::kUnlinkable,
                     "import \"%.*s\" does not match \"%.*s\", which the host offers: %.*s",
                     Width(import.name), import.name.data(), Width(offered), offered.data(),
                     static_cast<int>(first_error->message().size()),
                     first_error->message().data());
}

Status Resolver::Try(const EntityList& exports, const HostDefinition& definition,
                     Vec<ResolvedItem>* items) {
  for (const NamedEntity& item : exports.items) {
    if (item.type.sort != Sort::kType || item.type.type.kind != AnyType::Kind::kResource) continue;
    const ResourceId id = item.type.type.index;
    const HostResource* resource = bindings_.Find(id);
    if (resource == nullptr) {
      resource = definition.FindResource(item.name);
      if (resource == nullptr)
        return Error::Make(ErrorKind::kUnlinkable, "the host has no resource \"%.*s\"",
                           Width(item.name), item.name.data());
      if (!bindings_.Bind(id, resource)) return Error::OutOfMemory();
    }
    if (!items->Push({.name = item.name, .sort = Sort::kType, .resource = resource}))
      return Error::OutOfMemory();
  }
  TypeMatch match(table_.values, definitions_.types().table(), bindings_);
  for (const NamedEntity& item : exports.items) {
    if (item.type.sort == Sort::kType) continue;
    if (item.type.sort != Sort::kFunc)
      return Error::Make(ErrorKind::kUnlinkable, "the host has no %s \"%.*s\"",
                         SortText(item.type.sort), Width(item.name), item.name.data());
    VIRGA_TRY(TryFunction(item, definition, match, items));
  }
  return {};
}

Status Resolver::TryFunction(const NamedEntity& item, const HostDefinition& definition,
                             TypeMatch& match, Vec<ResolvedItem>* items) {
  const FuncTypeId type = item.type.type.func();
  const uint32_t position = definition.FindFunction(item.name);
  TextBuilder wanted(kTypeTextMax, allocator_);
  if (const DynamicFunction* dynamic = definition.FindDynamic(item.name)) {
    if (!items->Push({.name = item.name, .type = type, .dynamic = *dynamic}))
      return Error::OutOfMemory();
    return {};
  }
  if (position == UINT32_MAX) {
    PrintFunc(table_.values, type, BoundNamer(bindings_), &wanted);
    return Error::Make(
        ErrorKind::kUnlinkable, "function \"%.*s\": the component expects %.*s, the host has none",
        Width(item.name), item.name.data(), Width(wanted.view()), wanted.view().data());
  }
  if (!match.Equal(type, definition.types[position])) {
    TextBuilder offered(kTypeTextMax, allocator_);
    PrintFunc(table_.values, type, BoundNamer(bindings_), &wanted);
    PrintFunc(definitions_.types().table(), definition.types[position],
              HostNamer(definitions_.types()), &offered);
    return Error::Make(ErrorKind::kUnlinkable,
                       "function \"%.*s\": the component expects %.*s, the host has %.*s",
                       Width(item.name), item.name.data(), Width(wanted.view()),
                       wanted.view().data(), Width(offered.view()), offered.view().data());
  }
  const ResolvedItem resolved = {.name = item.name,
                                 .sort = Sort::kFunc,
                                 .type = type,
                                 .function = &definition.interface->functions[position]};
  if (!items->Push(resolved)) return Error::OutOfMemory();
  return {};
}

// A function or resource that a world imports by itself: looked for in definitions without a name.
Result<ResolvedImport> Resolver::ResolveOther(const NamedEntity& import) {
  std::optional<Error> first_error;
  const EntityList one = {{&import, 1}, {}};
  for (const HostDefinition& definition : definitions_.all()) {
    if (!definition.interface->name.empty()) continue;
    const bool has = import.type.sort == Sort::kFunc
                         ? definition.Has(import.name)
                         : definition.FindResource(import.name) != nullptr;
    if (!has) continue;
    ResolvedImport result = {import.name, import.type.sort, &definition,
                             Vec<ResolvedItem>(allocator_)};
    Status status = Try(one, definition, &result.items);
    if (status.ok()) return result;
    if (status.error().kind() != ErrorKind::kUnlinkable) return std::move(status).error();
    if (!first_error) first_error = std::move(status).error();
  }
  // An import that only names a type needs nothing from the host.
  const bool is_plain_type =
      import.type.sort == Sort::kType && import.type.type.kind != AnyType::Kind::kResource;
  if (is_plain_type) return ResolvedImport{import.name, Sort::kType, nullptr, {}};
  if (first_error) return std::move(*first_error);
  return Missing(import);
}

}  // namespace

Status AnswerImports(const CheckedComponent& component, const HostDefinitions& definitions,
                     Allocator* allocator, AnswerFunction answer) {
  Resolver resolver(component, definitions, allocator);
  for (const NamedEntity& import :
       component.table().component(component.root().type).imports.items) {
    Result<ResolvedImport> resolved = resolver.Resolve(import);
    if (!resolved.ok() && resolved.error().kind() != ErrorKind::kUnlinkable)
      return std::move(resolved).error();
    answer(import.name, std::move(resolved));
  }
  return {};
}

Result<Vec<ResolvedImport>> ResolveImports(const CheckedComponent& component,
                                           const HostDefinitions& definitions,
                                           Allocator* allocator) {
  Resolver resolver(component, definitions, allocator);
  Vec<ResolvedImport> result(allocator);
  const EntityList& imports = component.table().component(component.root().type).imports;
  for (const NamedEntity& import : imports.items) {
    VIRGA_ASSIGN(ResolvedImport resolved, resolver.Resolve(import));
    if (!result.Push(std::move(resolved))) return Error::OutOfMemory();
  }
  std::sort(result.begin(), result.end(),
            [](const ResolvedImport& a, const ResolvedImport& b) { return a.name < b.name; });
  return result;
}

}  // namespace virga::cabi
