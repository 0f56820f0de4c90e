#include "wit/resolver.h"

#include <algorithm>
#include <utility>

#include "engine/support/try.h"
#include "wit/parser.h"
#include "wit/resolver_impl.h"

namespace virga::wit {

Result<Resolve> ResolveSources(const SourceSet& sources, const std::vector<SourceGroup>& groups,
                               const ResolveOptions& options) {
  Resolver resolver(sources, options);
  for (const SourceGroup& group : groups) VIRGA_TRY(resolver.AddGroup(group));
  return resolver.Finish();
}

Result<Resolve> ResolveText(std::string_view path, std::string_view text,
                            const ResolveOptions& options) {
  SourceSet sources;
  uint32_t file = sources.Add(std::string(path), std::string(text));
  return ResolveSources(sources, {{file}}, options);
}

Status Resolver::AddGroup(const SourceGroup& group) {
  std::vector<uint32_t>& files = groups_.emplace_back();
  for (uint32_t file : group) {
    VIRGA_ASSIGN(ast::File tree, Parse(sources_, file));
    files.push_back(static_cast<uint32_t>(files_.size()));
    files_.push_back(std::move(tree));
  }
  return {};
}

// Files are complete now and no longer move: nodes may point into them.
Result<Resolve> Resolver::Finish() {
  for (const std::vector<uint32_t>& group : groups_) {
    std::vector<const ast::Body*> mains;
    for (uint32_t file : group) {
      const ast::Body& main = files_[file].main;
      for (const ast::Body& nested : files_[file].nested) VIRGA_TRY(AddPackage({&nested}));
      bool empty = !main.package && main.interfaces.empty() && main.worlds.empty();
      if (!empty) mains.push_back(&main);
    }
    if (!mains.empty()) VIRGA_TRY(AddPackage(std::move(mains)));
  }
  for (Node& node : nodes_) VIRGA_TRY(FindNeeds(node));
  VIRGA_ASSIGN(std::vector<NodeId> order, OrderNodes());
  rank_.assign(resolve_.interfaces.size(), 0);
  interface_types_.resize(resolve_.interfaces.size());
  interface_disabled_.resize(resolve_.interfaces.size());
  for (NodeId id : order) {
    const Node& node = nodes_[id];
    ++current_node_;
    if (node.interface != nullptr) {
      rank_[static_cast<uint32_t>(node.interface_id)] = current_node_;
      VIRGA_TRY(ResolveInterface(node.interface_id, *node.interface, node.body));
    } else {
      VIRGA_TRY(ResolveWorld(node.world_id, *node.world, node.body));
    }
  }
  return std::move(resolve_);
}

// One package, of all the files of a folder or of one nested definition.
Status Resolver::AddPackage(std::vector<const ast::Body*> bodies) {
  const ast::Body* named = nullptr;
  auto full_name = [](const ast::PackageName& name) {
    std::string text = name.space.name + ":" + name.name.name;
    return name.version ? text + "@" + name.version->ToString() : text;
  };
  Package package;
  for (const ast::Body* body : bodies) {
    if (!body->package) continue;
    if (named == nullptr) named = body;
    if (full_name(*body->package) != full_name(*named->package)) {
      return ErrorAt(body->package->space.span, "expected all files of one package to name `" +
                                                    full_name(*named->package) + "`, found `" +
                                                    full_name(*body->package) + "`");
    }
    package.docs += body->docs;
  }
  if (named == nullptr) {
    return ErrorAt(bodies[0]->span, "expected `package namespace:name;` in one of the files");
  }
  std::string name = full_name(*named->package);
  PackageId id = static_cast<PackageId>(resolve_.packages.size());
  if (!packages_by_name_.emplace(name, id).second) {
    return ErrorAt(named->package->space.span, "package `" + name + "` is defined twice");
  }
  package.space = named->package->space.name;
  package.name = named->package->name.name;
  package.version = named->package->version;
  resolve_.packages.push_back(std::move(package));
  packages_.emplace_back();
  for (const ast::Body* body : bodies) VIRGA_TRY(AddBody(*body, id));
  return {};
}

Status Resolver::AddBody(const ast::Body& body, PackageId package) {
  BodyScope scope;
  scope.package = package;
  for (const ast::FileUse& use : body.uses) {
    const ast::Id& name = use.as ? *use.as : use.path.name;
    if (!scope.uses.emplace(name.name, &use.path).second) {
      return ErrorAt(name.span, "`" + name.name + "` is used twice");
    }
  }
  bodies_.push_back(std::move(scope));
  for (const ast::Interface& interface : body.interfaces) {
    Node node;
    node.interface = &interface;
    VIRGA_TRY(AddNode(body, interface.id, interface.gate, std::move(node)));
  }
  for (const ast::World& world : body.worlds) {
    Node node;
    node.world = &world;
    VIRGA_TRY(AddNode(body, world.id, world.gate, std::move(node)));
  }
  return {};
}

Status Resolver::AddNode(const ast::Body& body, const ast::Id& id, const Gate& gate, Node node) {
  node.body = static_cast<uint32_t>(bodies_.size() - 1);
  PackageId package_id = bodies_.back().package;
  PackageScope& scope = packages_[static_cast<uint32_t>(package_id)];
  VIRGA_ASSIGN(bool enabled, Enabled(gate, package_id, id.span));
  if (!enabled) {
    scope.disabled.emplace(id.name, gate.feature);
    return {};
  }
  if (bodies_.back().uses.contains(id.name)) {
    return ErrorAt(id.span, "`" + id.name + "` is also the name of a `use` in this file");
  }
  if (!scope.items.emplace(id.name, static_cast<NodeId>(nodes_.size())).second) {
    return ErrorAt(id.span, "`" + id.name + "` is defined twice in package `" +
                                resolve_.PackageName(package_id) + "`");
  }
  Package& package = resolve_.package(package_id);
  if (node.interface != nullptr) {
    node.interface_id = static_cast<InterfaceId>(resolve_.interfaces.size());
    package.interfaces.push_back(node.interface_id);
    Interface& interface = resolve_.interfaces.emplace_back();
    interface.name = id.name;
    interface.docs = node.interface->docs;
    interface.gate = gate;
    interface.package = package_id;
  } else {
    node.world_id = static_cast<WorldId>(resolve_.worlds.size());
    package.worlds.push_back(node.world_id);
    World& world = resolve_.worlds.emplace_back();
    world.name = id.name;
    world.docs = node.world->docs;
    world.gate = gate;
    world.package = package_id;
  }
  nodes_.push_back(std::move(node));
  return {};
}

const ast::Id& Resolver::NodeName(const Node& node) const {
  return node.interface != nullptr ? node.interface->id : node.world->id;
}

Status Resolver::NeedPath(Node& node, const ast::UsePath& path, const Gate& gate) {
  VIRGA_ASSIGN(bool enabled, Enabled(gate, bodies_[node.body].package, path.name.span));
  if (!enabled) return {};
  VIRGA_ASSIGN(NodeId needed, Lookup(node.body, path));
  node.needs.push_back(needed);
  return {};
}

Status Resolver::NeedUses(Node& node, const ast::Interface& interface) {
  for (const ast::InterfaceItem& item : interface.items) {
    const ast::Use* use = std::get_if<ast::Use>(&item);
    if (use != nullptr) VIRGA_TRY(NeedPath(node, use->path, use->gate));
  }
  return {};
}

Status Resolver::FindNeeds(Node& node) {
  if (node.interface != nullptr) return NeedUses(node, *node.interface);
  for (const ast::WorldItem& item : node.world->items) {
    if (const auto* use = std::get_if<ast::Use>(&item)) {
      VIRGA_TRY(NeedPath(node, use->path, use->gate));
    } else if (const auto* include = std::get_if<ast::Include>(&item)) {
      VIRGA_TRY(NeedPath(node, include->path, include->gate));
    } else if (const auto* external = std::get_if<ast::Extern>(&item)) {
      VIRGA_ASSIGN(bool enabled,
                   Enabled(external->gate, bodies_[node.body].package, node.world->id.span));
      if (!enabled) continue;
      if (const auto* path = std::get_if<ast::UsePath>(&external->what)) {
        VIRGA_TRY(NeedPath(node, *path, {}));
      } else if (const auto* interface = std::get_if<ast::Interface>(&external->what)) {
        VIRGA_TRY(NeedUses(node, *interface));
      }
    }
  }
  return {};
}

// Every node after those it needs, else in the order of the text.
Result<std::vector<Resolver::NodeId>> Resolver::OrderNodes() {
  std::vector<uint32_t> missing(nodes_.size());
  std::vector<std::vector<NodeId>> needed_by(nodes_.size());
  std::set<NodeId> ready;
  for (NodeId id = 0; id < nodes_.size(); ++id) {
    std::vector<NodeId>& needs = nodes_[id].needs;
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
    missing[id] = static_cast<uint32_t>(needs.size());
    for (NodeId needed : needs) needed_by[needed].push_back(id);
    if (needs.empty()) ready.insert(id);
  }
  std::vector<NodeId> order;
  while (!ready.empty()) {
    NodeId id = *ready.begin();
    ready.erase(ready.begin());
    order.push_back(id);
    for (NodeId waiting : needed_by[id]) {
      if (--missing[waiting] == 0) ready.insert(waiting);
    }
  }
  if (order.size() != nodes_.size()) return CycleError(missing);
  return order;
}

// Follows needs that were never met until one repeats: that one is on a cycle.
Error Resolver::CycleError(const std::vector<uint32_t>& missing) const {
  NodeId at = static_cast<NodeId>(
      std::find_if(missing.begin(), missing.end(), [](uint32_t n) { return n != 0; }) -
      missing.begin());
  std::vector<bool> seen(nodes_.size());
  while (!seen[at]) {
    seen[at] = true;
    at = *std::find_if(nodes_[at].needs.begin(), nodes_[at].needs.end(),
                       [&](NodeId need) { return missing[need] != 0; });
  }
  const ast::Id& name = NodeName(nodes_[at]);
  return ErrorAt(name.span, "`" + name.name + "` depends on itself");
}

}  // namespace virga::wit
