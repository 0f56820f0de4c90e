// What interfaces and worlds declare: types, each after those it is made of.

#include <algorithm>
#include <utility>

#include "engine/support/try.h"
#include "wit/resolver_impl.h"

namespace virga::wit {
namespace {

// Flags are one bit each of at most one i32. spec: Explainer.md, type checking of `flags`.
constexpr size_t kMaxFlags = 32;

// The names a type mentions. Recursion is bounded by the parser's kMaxTypeNesting.
void CollectNames(const ast::Type& type, std::vector<const ast::Type*>* names) {
  if (!type.name.empty()) names->push_back(&type);
  for (const ast::Type& arg : type.args) CollectNames(arg, names);
}

std::vector<const ast::Type*> NamesIn(const ast::TypeDecl& decl) {
  std::vector<const ast::Type*> names;
  if (decl.target) CollectNames(*decl.target, &names);
  for (const ast::Member& member : decl.members) {
    if (member.type) CollectNames(*member.type, &names);
  }
  return names;
}

}  // namespace

// Uses, then declared types; answers them in the order of the text.
Result<std::vector<TypeId>> Resolver::DeclareTypes(const Declarations& declarations,
                                                   TypeScope& scope) {
  std::vector<TypeId> order;
  for (const ast::Use* use : declarations.uses) VIRGA_TRY(DeclareUse(*use, scope, &order));
  std::vector<const ast::TypeDecl*> enabled_types;
  for (const ast::TypeDecl* decl : declarations.types) {
    VIRGA_ASSIGN(bool enabled, Enabled(decl->gate, PackageOf(scope), decl->id.span));
    if (enabled) {
      enabled_types.push_back(decl);
    } else {
      scope.disabled.emplace(decl->id.name, decl->gate.feature);
    }
  }
  VIRGA_ASSIGN(std::vector<uint32_t> by_need, OrderTypes(enabled_types, scope));
  for (uint32_t index : by_need) VIRGA_TRY(DeclareType(*enabled_types[index], scope));
  for (const ast::TypeDecl* decl : enabled_types) order.push_back(scope.types[decl->id.name]);
  return order;
}

Status Resolver::DeclareUse(const ast::Use& use, TypeScope& scope, std::vector<TypeId>* order) {
  VIRGA_ASSIGN(bool enabled, Enabled(use.gate, PackageOf(scope), use.path.name.span));
  for (const ast::UseName& name : use.names) {
    const ast::Id& local = name.as ? *name.as : name.id;
    if (!enabled) {
      scope.disabled.emplace(local.name, use.gate.feature);
      continue;
    }
    VIRGA_ASSIGN(InterfaceId from, LookupInterface(scope.body, use.path));
    auto& types = interface_types_[static_cast<uint32_t>(from)];
    auto found = types.find(name.id.name);
    if (found == types.end()) {
      std::string message =
          "`" + name.id.name + "` is not a type of `" + resolve_.InterfaceName(from) + "`";
      auto& disabled = interface_disabled_[static_cast<uint32_t>(from)];
      auto hidden = disabled.find(name.id.name);
      if (hidden != disabled.end()) {
        message += ": it needs the feature `" + hidden->second + "`, which is not enabled";
      }
      return ErrorAt(name.id.span, message);
    }
    TypeDef def;
    def.kind = TypeKind::kAlias;
    def.first = found->second;
    def.name = local.name;
    def.gate = use.gate;
    def.interface = scope.interface;
    def.world = scope.world;
    TypeId id = resolve_.AddDeclared(std::move(def));
    if (id == kNoType) return ErrorAt(local.span, "the type `" + local.name + "` is too deep");
    if (!scope.types.emplace(local.name, id).second) {
      return ErrorAt(local.span, "`" + local.name + "` is defined twice");
    }
    order->push_back(id);
  }
  return {};
}

// A depth-first walk with a stack of its own: chains of names may be as long as the input.
Result<std::vector<uint32_t>> Resolver::OrderTypes(const std::vector<const ast::TypeDecl*>& types,
                                                   const TypeScope& scope) const {
  enum class Mark : uint8_t { kNew, kOpen, kDone };
  struct Visit {
    uint32_t index;
    size_t next = 0;
    std::vector<const ast::Type*> names;
  };
  std::unordered_map<std::string_view, uint32_t> by_name;
  for (uint32_t i = 0; i < types.size(); ++i) {
    const ast::Id& id = types[i]->id;
    if (scope.types.contains(id.name) || !by_name.emplace(id.name, i).second) {
      return ErrorAt(id.span, "`" + id.name + "` is defined twice");
    }
  }
  std::vector<Mark> marks(types.size(), Mark::kNew);
  std::vector<uint32_t> order;
  std::vector<Visit> stack;
  for (uint32_t root = 0; root < types.size(); ++root) {
    if (marks[root] != Mark::kNew) continue;
    marks[root] = Mark::kOpen;
    stack.push_back({root, 0, NamesIn(*types[root])});
    while (!stack.empty()) {
      Visit& top = stack.back();
      if (top.next == top.names.size()) {
        marks[top.index] = Mark::kDone;
        order.push_back(top.index);
        stack.pop_back();
        continue;
      }
      const ast::Type& name = *top.names[top.next++];
      auto found = by_name.find(name.name);
      if (found == by_name.end() || marks[found->second] == Mark::kDone) continue;
      if (marks[found->second] == Mark::kOpen) {
        return ErrorAt(name.span, "the type `" + name.name + "` contains itself");
      }
      marks[found->second] = Mark::kOpen;
      stack.push_back({found->second, 0, NamesIn(*types[found->second])});
    }
  }
  return order;
}

Status Resolver::DeclareType(const ast::TypeDecl& decl, TypeScope& scope) {
  TypeDef def;
  def.kind = decl.kind;
  def.name = decl.id.name;
  def.docs = decl.docs;
  def.gate = decl.gate;
  def.external_id = decl.external_id;
  def.interface = scope.interface;
  def.world = scope.world;
  if (decl.kind == TypeKind::kAlias) {
    VIRGA_ASSIGN(def.first, ResolveType(*decl.target, scope));
    // `type a = b;` of a resource b names the resource itself, not a handle to it.
    const TypeDef& target = resolve_.type(def.first);
    if (target.kind == TypeKind::kOwn && decl.target->kind == TypeKind::kName) {
      def.first = target.first;
    }
  } else if (decl.kind != TypeKind::kResource) {
    VIRGA_TRY(FillMembers(decl, scope, &def));
  }
  TypeId id = resolve_.AddDeclared(std::move(def));
  if (id == kNoType) {
    return ErrorAt(decl.id.span, "expected types of at most " + std::to_string(kMaxTypeDepth) +
                                     " levels, found a deeper one in `" + decl.id.name + "`");
  }
  scope.types.emplace(decl.id.name, id);
  return {};
}

Status Resolver::FillMembers(const ast::TypeDecl& decl, const TypeScope& scope, TypeDef* def) {
  std::string_view kind = TypeKindName(decl.kind);
  if (decl.members.empty()) {
    return ErrorAt(decl.id.span, "expected at least one member in " + std::string(kind) + " `" +
                                     decl.id.name + "`");
  }
  if (decl.kind == TypeKind::kFlags && decl.members.size() > kMaxFlags) {
    return ErrorAt(decl.id.span,
                   "expected at most 32 flags, found " + std::to_string(decl.members.size()));
  }
  std::set<std::string_view> names;
  for (const ast::Member& member : decl.members) {
    if (!names.insert(member.id.name).second) {
      return ErrorAt(member.id.span, "`" + member.id.name + "` is defined twice in " +
                                         std::string(kind) + " `" + decl.id.name + "`");
    }
    Member resolved{member.id.name, member.docs, kNoType};
    if (member.type) {
      VIRGA_ASSIGN(resolved.type, ResolveType(*member.type, scope));
    }
    def->members.push_back(std::move(resolved));
  }
  return {};
}

Result<TypeId> Resolver::Anonymous(TypeDef def, Span span) {
  TypeId id = resolve_.AddAnonymous(std::move(def));
  if (id != kNoType) return id;
  return ErrorAt(span, "expected types of at most " + std::to_string(kMaxTypeDepth) +
                           " levels, found a deeper one");
}

// Recursion is bounded by the parser's kMaxTypeNesting.
Result<TypeId> Resolver::ResolveType(const ast::Type& type, const TypeScope& scope) {
  if (IsPrimitive(type.kind)) return static_cast<TypeId>(type.kind);
  if (type.kind == TypeKind::kName) return ResolveName(type, scope);
  if (type.kind == TypeKind::kOwn || type.kind == TypeKind::kBorrow) {
    return ResolveHandle(type, scope);
  }
  TypeDef def;
  def.kind = type.kind;
  def.size = type.size;
  for (size_t i = 0; i < type.args.size(); ++i) {
    TypeId arg = kNoType;
    if (type.args[i].present()) {
      VIRGA_ASSIGN(arg, ResolveType(type.args[i], scope));
    }
    if (type.kind == TypeKind::kTuple) {
      def.members.push_back({{}, {}, arg});
    } else {
      (i == 0 ? def.first : def.second) = arg;
    }
  }
  VIRGA_ASSIGN(TypeId id, Anonymous(std::move(def), type.span));
  bool travels = type.kind == TypeKind::kFuture || type.kind == TypeKind::kStream;
  if (travels && resolve_.type(id).has_borrow) {
    return ErrorAt(type.span, "expected no borrowed handle within a future or stream");
  }
  return id;
}

Result<TypeId> Resolver::LookupType(const ast::Type& type, const TypeScope& scope) const {
  auto found = scope.types.find(type.name);
  if (found != scope.types.end()) return found->second;
  std::string message = "`" + type.name + "` is not a known type";
  auto disabled = scope.disabled.find(type.name);
  if (disabled != scope.disabled.end()) {
    message += ": it needs the feature `" + disabled->second + "`, which is not enabled";
  }
  return ErrorAt(type.span, message);
}

Result<TypeId> Resolver::ResolveName(const ast::Type& type, const TypeScope& scope) {
  if (!scope.types.contains(type.name)) {
    if (type.name == "float32") return static_cast<TypeId>(TypeKind::kF32);
    if (type.name == "float64") return static_cast<TypeId>(TypeKind::kF64);
  }
  VIRGA_ASSIGN(TypeId id, LookupType(type, scope));
  if (resolve_.type(resolve_.Unalias(id)).kind != TypeKind::kResource) return id;
  TypeDef handle;
  handle.kind = TypeKind::kOwn;
  handle.first = id;
  return Anonymous(std::move(handle), type.span);
}

Result<TypeId> Resolver::ResolveHandle(const ast::Type& type, const TypeScope& scope) {
  TypeDef handle;
  handle.kind = type.kind;
  VIRGA_ASSIGN(handle.first, LookupType(type, scope));
  TypeKind target = resolve_.type(resolve_.Unalias(handle.first)).kind;
  if (target != TypeKind::kResource) {
    return ErrorAt(type.span, "expected a resource in " + std::string(TypeKindName(type.kind)) +
                                  "<...>, found " + std::string(TypeKindName(target)) + " `" +
                                  type.name + "`");
  }
  return Anonymous(std::move(handle), type.span);
}

}  // namespace virga::wit
