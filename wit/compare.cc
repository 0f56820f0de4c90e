#include "wit/compare.h"

#include <map>

#include "wit/printer.h"

namespace virga::wit {
namespace {

// Everything that counts, as one line of text per named thing: two packages are equal when their
// maps are, and the first line that differs is the message.
using Facts = std::map<std::string, std::string>;

class Collector {
 public:
  Collector(const Resolve& resolve, const CompareOptions& options)
      : resolve_(resolve), options_(options) {}

  Facts Collect(PackageId id) {
    const Package& package = resolve_.package(id);
    facts_[""] = resolve_.PackageName(id);
    for (InterfaceId interface : package.interfaces) {
      CollectInterface(resolve_.interface(interface).name, resolve_.interface(interface));
    }
    for (WorldId world_id : package.worlds) {
      const World& world = resolve_.world(world_id);
      facts_[world.name] = "world" + GateText(world.gate);
      CollectItems(world.name + " import ", world.imports);
      CollectItems(world.name + " export ", world.exports);
    }
    return std::move(facts_);
  }

 private:
  std::string GateText(const Gate& gate) const {
    std::string text;
    if (gate.since && options_.since) text += " since " + gate.since->ToString();
    if (!gate.feature.empty()) text += " unstable " + gate.feature;
    if (gate.deprecated && options_.since) text += " deprecated " + gate.deprecated->ToString();
    return text;
  }

  std::string MembersText(const std::vector<Member>& members) const {
    std::string text = "(";
    for (const Member& member : members) {
      if (text.size() > 1) text += ", ";
      text += member.name;
      if (member.type != kNoType) text += ": " + CanonicalTypeText(resolve_, member.type);
    }
    return text + ")";
  }

  std::string SignatureText(const Function& function) const {
    std::string text = function.is_async ? "async func" : "func";
    text += MembersText(function.params);
    if (function.result != kNoType) text += " -> " + CanonicalTypeText(resolve_, function.result);
    return text + GateText(function.gate);
  }

  std::string DeclarationText(const TypeDef& def) const {
    std::string text(TypeKindName(def.kind));
    if (def.kind == TypeKind::kAlias) {
      text += " = " + CanonicalTypeText(resolve_, def.first);
    } else {
      text += MembersText(def.members);
    }
    return text + GateText(def.gate);
  }

  void CollectInterface(const std::string& name, const Interface& interface) {
    facts_[name] = "interface" + GateText(interface.gate);
    for (TypeId type : interface.types) {
      const TypeDef& def = resolve_.type(type);
      facts_[name + "." + def.name] = DeclarationText(def);
    }
    for (const Function& function : interface.functions) {
      facts_[name + "." + resolve_.FunctionName(function)] = SignatureText(function);
    }
  }

  void CollectItems(const std::string& world, const std::vector<WorldItem>& items) {
    for (const WorldItem& item : items) {
      std::string name = world + item.name;
      if (const auto* function = std::get_if<Function>(&item.what)) {
        facts_[name] = SignatureText(*function) + GateText(item.gate);
      } else if (const auto* type = std::get_if<TypeId>(&item.what)) {
        facts_[name] = DeclarationText(resolve_.type(*type));
      } else {
        InterfaceId id = std::get<InterfaceId>(item.what);
        if (resolve_.interface(id).is_inline) {
          CollectInterface(name, resolve_.interface(id));
        } else {
          facts_[name + resolve_.InterfaceName(id)] = "present" + GateText(item.gate);
        }
      }
    }
  }

  const Resolve& resolve_;
  const CompareOptions& options_;
  Facts facts_;
};

}  // namespace

std::string DifferencePackages(const Resolve& a, PackageId package_a, const Resolve& b,
                               PackageId package_b, const CompareOptions& options) {
  Facts facts_a = Collector(a, options).Collect(package_a);
  Facts facts_b = Collector(b, options).Collect(package_b);
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
