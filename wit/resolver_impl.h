// The resolver's state. Its steps, one file each:
//   resolver.cc         gathers packages and orders interfaces and worlds so that each comes after
//                       those it names
//   resolver_names.cc   gates, and paths to interfaces and worlds
//   resolver_types.cc   declared types, in order of need
//   resolver_funcs.cc   interfaces and their functions
//   resolver_worlds.cc  imports, exports, includes, and the imports that follow from them

#ifndef WIT_RESOLVER_IMPL_H_
#define WIT_RESOLVER_IMPL_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wit/ast.h"
#include "wit/resolve.h"
#include "wit/resolver.h"

namespace virga::wit {

class Resolver {
 public:
  Resolver(const SourceSet& sources, const ResolveOptions& options)
      : sources_(sources), options_(options) {}

  Status AddGroup(const SourceGroup& group);
  Result<Resolve> Finish();

 private:
  using NodeId = uint32_t;
  static constexpr NodeId kNoNode = UINT32_MAX;

  // The text that one package's names are looked up from: a file's `use`s are its own.
  struct BodyScope {
    PackageId package = kNoPackage;
    std::map<std::string, const ast::UsePath*, std::less<>> uses;
  };

  // An interface or world, before and while it is resolved.
  struct Node {
    const ast::Interface* interface = nullptr;
    const ast::World* world = nullptr;
    uint32_t body = 0;
    InterfaceId interface_id = kNoInterface;
    WorldId world_id = kNoWorld;
    std::vector<NodeId> needs;
  };

  struct PackageScope {
    std::map<std::string, NodeId, std::less<>> items;
    std::map<std::string, std::string, std::less<>> disabled;  // name -> the feature it waits for
  };

  // Names of types while an interface or world is resolved.
  struct TypeScope {
    std::unordered_map<std::string, TypeId> types;
    std::map<std::string, std::string, std::less<>> disabled;
    uint32_t body = 0;
    InterfaceId interface = kNoInterface;
    WorldId world = kNoWorld;
  };

  struct Declarations {
    std::vector<const ast::Use*> uses;
    std::vector<const ast::TypeDecl*> types;
    std::vector<const ast::Func*> funcs;
  };

  // A world's imports or exports while they grow.
  struct ItemList {
    std::vector<WorldItem> items;
    std::unordered_map<std::string, size_t> by_key;
  };
  struct WorldItems {
    ItemList imports;
    ItemList exports;
  };
  static constexpr size_t kMaxWorldItems = 50000;

  // resolver.cc
  Status AddPackage(std::vector<const ast::Body*> bodies);
  Status AddBody(const ast::Body& body, PackageId package);
  Status AddNode(const ast::Body& body, const ast::Id& id, const Gate& gate, Node node);
  Status FindNeeds(Node& node);
  Status NeedUses(Node& node, const ast::Interface& interface);
  Status NeedPath(Node& node, const ast::UsePath& path, const Gate& gate);
  Result<std::vector<NodeId>> OrderNodes();
  Error CycleError(const std::vector<uint32_t>& missing) const;
  const ast::Id& NodeName(const Node& node) const;

  // resolver_names.cc
  Error ErrorAt(Span span, const std::string& message) const {
    return sources_.MakeError(ErrorKind::kInvalid, span, message);
  }
  Result<bool> Enabled(const Gate& gate, PackageId package, Span span) const;
  Result<NodeId> Lookup(uint32_t body, const ast::UsePath& path) const;
  Result<NodeId> LookupIn(PackageId package, const ast::Id& name) const;
  Error NoPackage(const ast::PackageName& name) const;
  Result<InterfaceId> LookupInterface(uint32_t body, const ast::UsePath& path) const;
  Result<WorldId> LookupWorld(uint32_t body, const ast::UsePath& path) const;
  PackageId PackageOf(const TypeScope& scope) const { return bodies_[scope.body].package; }

  // resolver_types.cc
  Result<std::vector<TypeId>> DeclareTypes(const Declarations& declarations, TypeScope& scope);
  Status DeclareUse(const ast::Use& use, TypeScope& scope, std::vector<TypeId>* order);
  Result<std::vector<uint32_t>> OrderTypes(const std::vector<const ast::TypeDecl*>& types,
                                           const TypeScope& scope) const;
  Status DeclareType(const ast::TypeDecl& decl, TypeScope& scope);
  Status FillMembers(const ast::TypeDecl& decl, const TypeScope& scope, TypeDef* def);
  Result<TypeId> ResolveType(const ast::Type& type, const TypeScope& scope);
  Result<TypeId> ResolveName(const ast::Type& type, const TypeScope& scope);
  Result<TypeId> ResolveHandle(const ast::Type& type, const TypeScope& scope);
  Result<TypeId> LookupType(const ast::Type& type, const TypeScope& scope) const;
  Result<TypeId> Anonymous(TypeDef def, Span span);

  // resolver_funcs.cc
  Status ResolveInterface(InterfaceId id, const ast::Interface& interface, uint32_t body);
  Status ResolveFunctions(const Declarations& declarations, const TypeScope& scope,
                          std::vector<Function>* functions);
  Result<Function> ResolveFunction(const ast::Func& func, TypeId resource, const TypeScope& scope);
  Status ResolveResult(const ast::Func& func, const TypeScope& scope, Function* function);
  Status CheckConstructor(const ast::Func& func, Function* function);

  // resolver_worlds.cc
  Status ResolveWorld(WorldId id, const ast::World& world, uint32_t body);
  Status AddTypeItems(const std::vector<TypeId>& types, Span span, WorldItems* world);
  Status AddExtern(const ast::Extern& item, const TypeScope& scope, WorldItems* world);
  Status AddInclude(const ast::Include& include, const TypeScope& scope, WorldItems* world);
  Status AddItem(WorldItem item, Span span, bool included, ItemList* list);
  Status CountItems(Span span, size_t more);
  Status MergeItems(const ast::Include& include, const std::vector<WorldItem>& from,
                    std::set<std::string>* used, ItemList* to);
  Status Elaborate(Span span, WorldItems* world);
  std::vector<InterfaceId> Dependencies(const WorldItem& item) const;

  const SourceSet& sources_;
  const ResolveOptions& options_;
  std::vector<ast::File> files_;               // all of them; nodes point into them
  std::vector<std::vector<uint32_t>> groups_;  // of files_
  Resolve resolve_;
  std::vector<BodyScope> bodies_;
  std::vector<PackageScope> packages_;  // by PackageId
  std::vector<Node> nodes_;
  std::unordered_map<std::string, PackageId> packages_by_name_;
  std::vector<std::unordered_map<std::string, TypeId>> interface_types_;  // by InterfaceId
  std::vector<std::map<std::string, std::string, std::less<>>> interface_disabled_;
  std::vector<uint32_t> rank_;  // by InterfaceId: its place in the order of need
  uint32_t current_node_ = 0;
  size_t world_items_ = 0;
};

}  // namespace virga::wit

#endif  // WIT_RESOLVER_IMPL_H_
