#include "wit/resolve.h"

#include <algorithm>
#include <utility>

namespace virga::wit {
namespace {

template <typename Id, typename Table>
Id LastId(const Table& table) {
  return static_cast<Id>(table.size() - 1);
}

uint64_t HashAnonymous(const TypeDef& def) {
  uint64_t hash = static_cast<uint64_t>(def.kind);
  auto mix = [&hash](uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15u + 1; };
  mix(static_cast<uint32_t>(def.first));
  mix(static_cast<uint32_t>(def.second));
  mix(def.size);
  for (const Member& member : def.members) mix(static_cast<uint32_t>(member.type));
  return hash;
}

bool SameAnonymous(const TypeDef& a, const TypeDef& b) {
  return a.kind == b.kind && a.size == b.size && a.first == b.first && a.second == b.second &&
         std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
                    [](const Member& x, const Member& y) { return x.type == y.type; });
}

std::string WithVersion(std::string name, const std::optional<Version>& version) {
  return version ? std::move(name) + "@" + version->ToString() : std::move(name);
}

}  // namespace

Resolve::Resolve() {
  for (uint32_t i = 0; i < kPrimitiveCount; ++i) {
    types.emplace_back().kind = static_cast<TypeKind>(i);
  }
}

TypeId Resolve::Unalias(TypeId id) const {
  while (id != kNoType && type(id).kind == TypeKind::kAlias) id = type(id).first;
  return id;
}

bool Resolve::Summarize(TypeDef& def) const {
  uint32_t depth = 0;
  def.has_borrow = def.kind == TypeKind::kBorrow;
  auto consider = [&](TypeId part) {
    if (part == kNoType) return;
    depth = std::max<uint32_t>(depth, type(part).depth);
    def.has_borrow |= type(part).has_borrow;
  };
  consider(def.first);
  consider(def.second);
  for (const Member& member : def.members) consider(member.type);
  def.depth = static_cast<uint16_t>(depth + 1);
  return def.depth <= kMaxTypeDepth;
}

TypeId Resolve::AddDeclared(TypeDef def) {
  if (!Summarize(def)) return kNoType;
  types.push_back(std::move(def));
  return LastId<TypeId>(types);
}

TypeId Resolve::AddAnonymous(TypeDef def) {
  uint64_t hash = HashAnonymous(def);
  auto [begin, end] = anonymous_.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    if (SameAnonymous(type(it->second), def)) return it->second;
  }
  if (!Summarize(def)) return kNoType;
  types.push_back(std::move(def));
  TypeId id = LastId<TypeId>(types);
  anonymous_.emplace(hash, id);
  return id;
}

PackageId Resolve::FindPackage(std::string_view space, std::string_view name,
                               const std::optional<Version>& version) const {
  for (size_t i = 0; i < packages.size(); ++i) {
    const Package& package = packages[i];
    if (package.space == space && package.name == name && package.version == version) {
      return static_cast<PackageId>(i);
    }
  }
  return kNoPackage;
}

InterfaceId Resolve::FindInterface(PackageId id, std::string_view name) const {
  for (InterfaceId candidate : package(id).interfaces) {
    if (interface(candidate).name == name) return candidate;
  }
  return kNoInterface;
}

WorldId Resolve::FindWorld(PackageId id, std::string_view name) const {
  for (WorldId candidate : package(id).worlds) {
    if (world(candidate).name == name) return candidate;
  }
  return kNoWorld;
}

TypeId Resolve::FindType(InterfaceId id, std::string_view name) const {
  for (TypeId candidate : interface(id).types) {
    if (type(candidate).name == name) return candidate;
  }
  return kNoType;
}

std::string Resolve::PackageName(PackageId id) const {
  const Package& p = package(id);
  return WithVersion(p.space + ":" + p.name, p.version);
}

std::string Resolve::InterfaceName(InterfaceId id) const {
  const Interface& i = interface(id);
  if (i.is_inline || i.package == kNoPackage) return i.name;
  const Package& p = package(i.package);
  return WithVersion(p.space + ":" + p.name + "/" + i.name, p.version);
}

std::string Resolve::WorldName(WorldId id) const {
  const World& w = world(id);
  if (w.package == kNoPackage) return w.name;
  const Package& p = package(w.package);
  return WithVersion(p.space + ":" + p.name + "/" + w.name, p.version);
}

std::string Resolve::QualifiedTypeName(TypeId id) const {
  const TypeDef& def = type(id);
  if (def.interface != kNoInterface) return InterfaceName(def.interface) + "." + def.name;
  if (def.world != kNoWorld) return WorldName(def.world) + "." + def.name;
  return def.name;
}

std::string Resolve::FunctionName(const Function& function) const {
  switch (function.kind) {
    case FuncKind::kMethod:
      return "[method]" + type(function.resource).name + "." + function.name;
    case FuncKind::kStatic:
      return "[static]" + type(function.resource).name + "." + function.name;
    case FuncKind::kConstructor:
      return "[constructor]" + type(function.resource).name;
    case FuncKind::kFree:
      break;
  }
  return function.name;
}

}  // namespace virga::wit
