// Worlds: what they import and export, spelled out.

#include <algorithm>
#include <utility>

#include "engine/support/try.h"
#include "wit/resolver_impl.h"

namespace virga::wit {
namespace {

bool SameItem(const WorldItem& a, const WorldItem& b) {
  if (a.name != b.name || a.what.index() != b.what.index()) return false;
  if (const auto* interface = std::get_if<InterfaceId>(&a.what)) {
    return *interface == std::get<InterfaceId>(b.what);
  }
  if (const auto* type = std::get_if<TypeId>(&a.what)) return *type == std::get<TypeId>(b.what);
  return false;  // functions of one name do not merge
}

// What tells an item from the others of its list: its plain name, else the interface.
std::string KeyOf(const WorldItem& item) {
  if (!item.name.empty()) return item.name;
  return "#" + std::to_string(static_cast<uint32_t>(std::get<InterfaceId>(item.what)));
}

}  // namespace

Status Resolver::ResolveWorld(WorldId id, const ast::World& tree, uint32_t body) {
  Declarations declarations;
  for (const ast::WorldItem& item : tree.items) {
    if (const auto* use = std::get_if<ast::Use>(&item)) declarations.uses.push_back(use);
    if (const auto* decl = std::get_if<ast::TypeDecl>(&item)) declarations.types.push_back(decl);
  }
  TypeScope scope;
  scope.body = body;
  scope.world = id;
  VIRGA_ASSIGN(std::vector<TypeId> types, DeclareTypes(declarations, scope));
  WorldItems world;
  VIRGA_TRY(AddTypeItems(types, tree.id.span, &world));
  std::vector<Function> methods;
  VIRGA_TRY(ResolveFunctions(declarations, scope, &methods));
  for (Function& method : methods) {
    WorldItem item;
    item.name = resolve_.FunctionName(method);
    item.what = std::move(method);
    VIRGA_TRY(AddItem(std::move(item), tree.id.span, false, &world.imports));
  }
  for (const ast::WorldItem& item : tree.items) {
    if (const auto* external = std::get_if<ast::Extern>(&item)) {
      VIRGA_TRY(AddExtern(*external, scope, &world));
    }
  }
  for (const ast::WorldItem& item : tree.items) {
    if (const auto* include = std::get_if<ast::Include>(&item)) {
      VIRGA_TRY(AddInclude(*include, scope, &world));
    }
  }
  VIRGA_TRY(Elaborate(tree.id.span, &world));
  resolve_.world(id).imports = std::move(world.imports.items);
  resolve_.world(id).exports = std::move(world.exports.items);
  return {};
}

Status Resolver::AddTypeItems(const std::vector<TypeId>& types, Span span, WorldItems* world) {
  for (TypeId type : types) {
    WorldItem item;
    item.name = resolve_.type(type).name;
    item.gate = resolve_.type(type).gate;
    item.what = type;
    VIRGA_TRY(AddItem(std::move(item), span, false, &world->imports));
  }
  return {};
}

Status Resolver::AddExtern(const ast::Extern& external, const TypeScope& scope, WorldItems* world) {
  Span span = external.id ? external.id->span : std::get<ast::UsePath>(external.what).name.span;
  VIRGA_ASSIGN(bool enabled, Enabled(external.gate, PackageOf(scope), span));
  if (!enabled) return {};
  WorldItem item;
  if (external.id) item.name = external.id->name;
  item.docs = external.docs;
  item.gate = external.gate;
  item.external_id = external.external_id;
  if (const auto* func = std::get_if<ast::Func>(&external.what)) {
    VIRGA_ASSIGN(Function function, ResolveFunction(*func, kNoType, scope));
    item.what = std::move(function);
  } else if (const auto* path = std::get_if<ast::UsePath>(&external.what)) {
    VIRGA_ASSIGN(item.what, LookupInterface(scope.body, *path));
  } else {
    const auto& tree = std::get<ast::Interface>(external.what);
    InterfaceId id = static_cast<InterfaceId>(resolve_.interfaces.size());
    Interface& interface = resolve_.interfaces.emplace_back();
    interface.name = tree.id.name;
    interface.package = PackageOf(scope);
    interface.is_inline = true;
    rank_.push_back(current_node_);
    interface_types_.emplace_back();
    interface_disabled_.emplace_back();
    VIRGA_TRY(ResolveInterface(id, tree, scope.body));
    item.what = id;
  }
  return AddItem(std::move(item), span, false,
                 external.is_import ? &world->imports : &world->exports);
}

// What an include brings may be there already; what the world itself says may not.
Status Resolver::AddItem(WorldItem item, Span span, bool included, ItemList* list) {
  auto [entry, is_new] = list->by_key.emplace(KeyOf(item), list->items.size());
  if (!is_new) {
    if (included && SameItem(list->items[entry->second], item)) return {};
    std::string name =
        item.name.empty() ? resolve_.InterfaceName(std::get<InterfaceId>(item.what)) : item.name;
    return ErrorAt(span, "`" + name + "` is imported or exported twice");
  }
  list->items.push_back(std::move(item));
  return CountItems(span, 1);
}

// Includes can multiply what a short text says; this keeps them in bounds.
Status Resolver::CountItems(Span span, size_t more) {
  world_items_ += more;
  if (world_items_ <= kMaxWorldItems) return {};
  return sources_.MakeError(ErrorKind::kLimit, span,
                            "expected at most " + std::to_string(kMaxWorldItems) +
                                " imports and exports in all worlds together");
}

Status Resolver::AddInclude(const ast::Include& include, const TypeScope& scope,
                            WorldItems* world) {
  VIRGA_ASSIGN(bool enabled, Enabled(include.gate, PackageOf(scope), include.path.name.span));
  if (!enabled) return {};
  VIRGA_ASSIGN(WorldId from, LookupWorld(scope.body, include.path));
  const World& other = resolve_.world(from);
  std::set<std::string> used;
  VIRGA_TRY(MergeItems(include, other.imports, &used, &world->imports));
  VIRGA_TRY(MergeItems(include, other.exports, &used, &world->exports));
  for (const auto& [name, to] : include.renames) {
    if (!used.contains(name.name)) {
      return ErrorAt(name.span, "`" + name.name + "` is not a plain name in world `" +
                                    include.path.name.name + "`");
    }
  }
  return {};
}

Status Resolver::MergeItems(const ast::Include& include, const std::vector<WorldItem>& from,
                            std::set<std::string>* used, ItemList* to) {
  for (WorldItem item : from) {
    // Versions in the other world's gates are those of its package, not of this one.
    std::string feature = std::move(item.gate.feature);
    item.gate = include.gate;
    if (!feature.empty()) item.gate = Gate{std::nullopt, std::nullopt, std::move(feature)};
    for (const auto& [name, new_name] : include.renames) {
      if (item.name.empty() || name.name != item.name) continue;
      used->insert(name.name);
      item.name = new_name.name;
      break;
    }
    VIRGA_TRY(AddItem(std::move(item), include.path.name.span, true, to));
  }
  return {};
}

// The interfaces that an item's types come from.
std::vector<InterfaceId> Resolver::Dependencies(const WorldItem& item) const {
  std::vector<InterfaceId> result;
  auto add = [&](TypeId id) {
    const TypeDef& def = resolve_.type(id);
    if (def.kind != TypeKind::kAlias) return;
    const TypeDef& target = resolve_.type(def.first);
    if (target.interface != kNoInterface && target.interface != def.interface) {
      result.push_back(target.interface);
    }
  };
  if (const auto* type = std::get_if<TypeId>(&item.what)) add(*type);
  if (const auto* interface = std::get_if<InterfaceId>(&item.what)) {
    for (TypeId type : resolve_.interface(*interface).types) add(type);
  }
  return result;
}

// Adds imports for the interfaces whose types others use, those that are needed first, first. An
// export's are satisfied by the other exports where they can be.
Status Resolver::Elaborate(Span span, WorldItems* world) {
  std::set<InterfaceId> imported;
  std::set<InterfaceId> exported;
  std::vector<InterfaceId> missing;
  auto note = [](const std::vector<WorldItem>& items, std::set<InterfaceId>* ids) {
    for (const WorldItem& item : items) {
      const auto* id = std::get_if<InterfaceId>(&item.what);
      if (id != nullptr && item.name.empty()) ids->insert(*id);
    }
  };
  note(world->imports.items, &imported);
  note(world->exports.items, &exported);
  auto need = [&](InterfaceId id) {
    if (imported.insert(id).second) missing.push_back(id);
  };
  for (const WorldItem& item : world->imports.items) {
    for (InterfaceId id : Dependencies(item)) need(id);
  }
  for (const WorldItem& item : world->exports.items) {
    for (InterfaceId id : Dependencies(item)) {
      if (!exported.contains(id)) need(id);
    }
  }
  for (size_t i = 0; i < missing.size(); ++i) {
    WorldItem item;
    item.what = missing[i];
    for (InterfaceId id : Dependencies(item)) need(id);
  }
  VIRGA_TRY(CountItems(span, missing.size()));
  std::sort(missing.begin(), missing.end(), [this](InterfaceId a, InterfaceId b) {
    return rank_[static_cast<uint32_t>(a)] < rank_[static_cast<uint32_t>(b)];
  });
  std::vector<WorldItem> imports;
  for (InterfaceId id : missing) {
    WorldItem item;
    item.what = id;
    imports.push_back(std::move(item));
  }
  for (WorldItem& item : world->imports.items) imports.push_back(std::move(item));
  world->imports.items = std::move(imports);
  return {};
}

}  // namespace virga::wit
