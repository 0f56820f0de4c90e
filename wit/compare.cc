#include "wit/compare.h"

#include <map>

#include "wit/printer.h"

namespace virga::wit {
namespace {

// Everything that counts, as one line of text per named thing: two packages are equal when their
// maps are, and the first line that differs is the message.
using Facts = std::map<std::string, std::string>;

std::string GateText(const Gate& gate) {
  std::string text;
  if (gate.since) text += " since " + gate.since->ToString();
  if (!gate.feature.empty()) text += " unstable " + gate.feature;
  if (gate.deprecated) text += " deprecated " + gate.deprecated->ToString();
  return text;
}

std::string MembersText(const Resolve& resolve, const std::vector<Member>& members) {
  std::string text = "(";
  for (const Member& member : members) {
    if (text.size() > 1) text += ", ";
    text += member.name;
    if (member.type != kNoType) text += ": " + CanonicalTypeText(resolve, member.type);
  }
  return text + ")";
}

std::string SignatureText(const Resolve& resolve, const Function& function) {
  std::string text = function.is_async ? "async func" : "func";
  text += MembersText(resolve, function.params);
  if (function.result != kNoType) text += " -> " + CanonicalTypeText(resolve, function.result);
  return text + GateText(function.gate);
}

std::string DeclarationText(const Resolve& resolve, const TypeDef& def) {
  std::string text(TypeKindName(def.kind));
  if (def.kind == TypeKind::kAlias) {
    text += " = " + CanonicalTypeText(resolve, def.first);
  } else {
    text += MembersText(resolve, def.members);
  }
  return text + GateText(def.gate);
}

void CollectInterface(const Resolve& resolve, const std::string& name, const Interface& interface,
                      Facts* facts) {
  (*facts)[name] = "interface" + GateText(interface.gate);
  for (TypeId type : interface.types) {
    const TypeDef& def = resolve.type(type);
    (*facts)[name + "." + def.name] = DeclarationText(resolve, def);
  }
  for (const Function& function : interface.functions) {
    (*facts)[name + "." + resolve.FunctionName(function)] = SignatureText(resolve, function);
  }
}

void CollectItems(const Resolve& resolve, const std::string& world,
                  const std::vector<WorldItem>& items, Facts* facts) {
  for (const WorldItem& item : items) {
    std::string name = world + item.name;
    if (const auto* function = std::get_if<Function>(&item.what)) {
      (*facts)[name] = SignatureText(resolve, *function) + GateText(item.gate);
    } else if (const auto* type = std::get_if<TypeId>(&item.what)) {
      (*facts)[name] = DeclarationText(resolve, resolve.type(*type));
    } else {
      InterfaceId id = std::get<InterfaceId>(item.what);
      if (resolve.interface(id).is_inline) {
        CollectInterface(resolve, name, resolve.interface(id), facts);
      } else {
        (*facts)[name + resolve.InterfaceName(id)] = "present";
      }
    }
  }
}

Facts Collect(const Resolve& resolve, PackageId id) {
  Facts facts;
  const Package& package = resolve.package(id);
  facts[""] = resolve.PackageName(id);
  for (InterfaceId interface : package.interfaces) {
    CollectInterface(resolve, resolve.interface(interface).name, resolve.interface(interface),
                     &facts);
  }
  for (WorldId world_id : package.worlds) {
    const World& world = resolve.world(world_id);
    facts[world.name] = "world" + GateText(world.gate);
    CollectItems(resolve, world.name + " import ", world.imports, &facts);
    CollectItems(resolve, world.name + " export ", world.exports, &facts);
  }
  return facts;
}

}  // namespace

std::string DifferencePackages(const Resolve& a, PackageId package_a, const Resolve& b,
                               PackageId package_b) {
  Facts facts_a = Collect(a, package_a);
  Facts facts_b = Collect(b, package_b);
  for (const auto& [name, text] : facts_a) {
    auto other = facts_b.find(name);
    if (other == facts_b.end()) return "only the first has `" + name + "`: " + text;
    if (other->second != text) return "`" + name + "`: " + text + " against " + other->second;
  }
  for (const auto& [name, text] : facts_b) {
    if (!facts_a.contains(name)) return "only the second has `" + name + "`: " + text;
  }
  return {};
}

}  // namespace virga::wit
