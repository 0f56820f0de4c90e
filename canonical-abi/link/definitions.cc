#include "canonical-abi/link/definitions.h"

#include <algorithm>
#include <new>

#include "canonical-abi/types/extern_name.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

void SplitName(std::string_view name, std::string_view* path,
               std::optional<wit::Version>* version) {
  *path = name;
  const std::optional<ExternName> parsed = ParseExternName(name);
  if (!parsed || parsed->kind != ExternNameKind::kInterface) return;
  *path = parsed->path;
  if (!parsed->version.empty()) *version = wit::Version::Parse(parsed->version);
}

}  // namespace

uint32_t HostDefinition::FindFunction(std::string_view name) const {
  for (uint32_t i = 0; i < interface->functions.size(); ++i) {
    if (interface->functions[i].name == name) return i;
  }
  return UINT32_MAX;
}

const HostResource* HostDefinition::FindResource(std::string_view name) const {
  for (const HostResource* resource : interface->resources) {
    if (resource->name == name) return resource;
  }
  return nullptr;
}

bool SameTrack(const wit::Version& a, const wit::Version& b) {
  if (!a.pre.empty() || !b.pre.empty() || a.major != b.major) return false;
  if (a.major != 0) return true;
  return a.minor == b.minor && (a.minor != 0 || a.patch == b.patch);
}

const DynamicFunction* HostDefinition::FindDynamic(std::string_view name) const {
  for (const NamedDynamicFunction& named : dynamic) {
    if (std::string_view(named.name.data(), named.name.size()) == name) return &named.function;
  }
  return nullptr;
}

Result<size_t> HostDefinitions::AddDynamic(std::string_view name) {
  std::unique_ptr<OwnedInterface> owned(new (std::nothrow) OwnedInterface());
  if (owned == nullptr || !owned->name.Append({name.data(), name.size()}))
    return Error::OutOfMemory();
  owned->interface.name = {owned->name.data(), owned->name.size()};
  const HostInterface* const interface = &owned->interface;
  if (!owned_.Push(std::move(owned))) return Error::OutOfMemory();
  VIRGA_TRY(Add(interface, nullptr));
  return definitions_.size() - 1;
}

Status HostDefinitions::AddFunction(size_t position, std::string_view name,
                                    const DynamicFunction& function) {
  NamedDynamicFunction named;
  named.function = function;
  if (!named.name.Append({name.data(), name.size()}) ||
      !definitions_[position].dynamic.Push(std::move(named)))
    return Error::OutOfMemory();
  return {};
}

Status HostDefinitions::Add(const HostInterface* interface, void* self) {
  HostDefinition definition;
  definition.interface = interface;
  definition.self = self;
  SplitName(interface->name, &definition.path, &definition.version);
  for (const HostFunction& function : interface->functions) {
    const FuncTypeId type = function.describe(types_);
    if (!types_.status().ok())
      return Error::Make(types_.status().error().kind(), "host function %.*s of %.*s: %.*s",
                         static_cast<int>(function.name.size()), function.name.data(),
                         static_cast<int>(interface->name.size()), interface->name.data(),
                         static_cast<int>(types_.status().error().message().size()),
                         types_.status().error().message().data());
    if (!definition.types.Push(type)) return Error::OutOfMemory();
  }
  for (const HostResource* resource : interface->resources) types_.IdOf(*resource);
  if (!definitions_.Push(std::move(definition))) return Error::OutOfMemory();
  return {};
}

Status HostDefinitions::FindCandidates(std::string_view name,
                                       Vec<const HostDefinition*>* out) const {
  for (size_t i = definitions_.size(); i-- > 0;) {
    if (definitions_[i].interface->name == name && !out->Push(&definitions_[i]))
      return Error::OutOfMemory();
  }
  std::string_view path;
  std::optional<wit::Version> version;
  SplitName(name, &path, &version);
  if (!version) return {};
  const size_t exact = out->size();
  for (size_t i = definitions_.size(); i-- > 0;) {
    const HostDefinition& definition = definitions_[i];
    const bool fits = definition.path == path && definition.version &&
                      definition.interface->name != name &&
                      SameTrack(*definition.version, *version);
    if (fits && !out->Push(&definition)) return Error::OutOfMemory();
  }
  std::sort(out->begin() + exact, out->end(), [](const HostDefinition* a, const HostDefinition* b) {
    const auto order = wit::ComparePrecedence(*a->version, *b->version);
    return order != 0 ? order > 0 : a > b;  // both are elements of definitions_
  });
  return {};
}

const HostDefinition* HostDefinitions::Nearest(std::string_view name) const {
  std::string_view path;
  std::optional<wit::Version> version;
  SplitName(name, &path, &version);
  const HostDefinition* nearest = nullptr;
  size_t least = SIZE_MAX;
  for (const HostDefinition& definition : definitions_) {
    if (definition.interface->name.empty()) continue;
    // Another version of the same interface is nearer than any other name.
    size_t distance = NameDistance(definition.interface->name, name);
    if (definition.path != path) distance += 1000;
    if (distance < least) {
      least = distance;
      nearest = &definition;
    }
  }
  return nearest;
}

}  // namespace virga::cabi
