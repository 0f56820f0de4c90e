// Gates, and paths to interfaces and worlds.

#include <algorithm>

#include "engine/support/try.h"
#include "wit/resolver_impl.h"

namespace virga::wit {

Result<bool> Resolver::Enabled(const Gate& gate, PackageId package_id, Span span) const {
  // @deprecated may announce a version to come, @since may not.
  if (gate.since) {
    const Package& package = resolve_.package(package_id);
    if (!package.version) {
      return ErrorAt(span, "expected a package with a version, since a gate names version " +
                               gate.since->ToString());
    }
    if (ComparePrecedence(*gate.since, *package.version) > 0) {
      return ErrorAt(span, "expected a gate no later than the package's version " +
                               package.version->ToString() + ", found " + gate.since->ToString());
    }
  }
  if (gate.feature.empty() || options_.all_features) return true;
  return std::find(options_.features.begin(), options_.features.end(), gate.feature) !=
         options_.features.end();
}

Result<Resolver::NodeId> Resolver::Lookup(uint32_t body, const ast::UsePath& path) const {
  const BodyScope& scope = bodies_[body];
  const ast::UsePath* full = &path;
  if (!path.package) {
    auto used = scope.uses.find(path.name.name);
    if (used == scope.uses.end()) return LookupIn(scope.package, path.name);
    full = used->second;
    // `use b as c;` names an item of this package; uses are not looked up in uses.
    if (!full->package) return LookupIn(scope.package, full->name);
  }
  std::string name = full->package->space.name + ":" + full->package->name.name;
  if (full->package->version) name += "@" + full->package->version->ToString();
  auto found = packages_by_name_.find(name);
  if (found == packages_by_name_.end()) return NoPackage(*full->package);
  return LookupIn(found->second, full->name);
}

Result<Resolver::NodeId> Resolver::LookupIn(PackageId package, const ast::Id& name) const {
  const PackageScope& scope = packages_[static_cast<uint32_t>(package)];
  auto found = scope.items.find(name.name);
  if (found != scope.items.end()) return found->second;
  std::string message = "`" + name.name + "` is not an interface or world of package `" +
                        resolve_.PackageName(package) + "`";
  auto disabled = scope.disabled.find(name.name);
  if (disabled != scope.disabled.end()) {
    message += ": it needs the feature `" + disabled->second + "`, which is not enabled";
  }
  return ErrorAt(name.span, message);
}

Error Resolver::NoPackage(const ast::PackageName& name) const {
  std::string message = "package `" + name.space.name + ":" + name.name.name;
  if (name.version) message += "@" + name.version->ToString();
  message += "` is not known";
  std::string others;
  for (size_t i = 0; i < resolve_.packages.size(); ++i) {
    const Package& package = resolve_.packages[i];
    if (package.space != name.space.name || package.name != name.name.name) continue;
    others += others.empty() ? " (known: `" : ", `";
    others += resolve_.PackageName(static_cast<PackageId>(i)) + "`";
  }
  if (!others.empty()) message += others + ")";
  return ErrorAt(name.space.span, message);
}

Result<InterfaceId> Resolver::LookupInterface(uint32_t body, const ast::UsePath& path) const {
  VIRGA_ASSIGN(NodeId node, Lookup(body, path));
  if (nodes_[node].interface == nullptr) {
    return ErrorAt(path.name.span,
                   "expected an interface, found the world `" + path.name.name + "`");
  }
  return nodes_[node].interface_id;
}

Result<WorldId> Resolver::LookupWorld(uint32_t body, const ast::UsePath& path) const {
  VIRGA_ASSIGN(NodeId node, Lookup(body, path));
  if (nodes_[node].world == nullptr) {
    return ErrorAt(path.name.span,
                   "expected a world, found the interface `" + path.name.name + "`");
  }
  return nodes_[node].world_id;
}

}  // namespace virga::wit
