// Interfaces as a whole, and the functions in them.

#include <utility>

#include "engine/support/try.h"
#include "wit/resolver_impl.h"

namespace virga::wit {

Status Resolver::ResolveInterface(InterfaceId id, const ast::Interface& interface, uint32_t body) {
  Declarations declarations;
  for (const ast::InterfaceItem& item : interface.items) {
    if (const auto* use = std::get_if<ast::Use>(&item)) declarations.uses.push_back(use);
    if (const auto* decl = std::get_if<ast::TypeDecl>(&item)) declarations.types.push_back(decl);
    if (const auto* func = std::get_if<ast::Func>(&item)) declarations.funcs.push_back(func);
  }
  TypeScope scope;
  scope.body = body;
  scope.interface = id;
  VIRGA_ASSIGN(std::vector<TypeId> types, DeclareTypes(declarations, scope));
  std::vector<Function> functions;
  VIRGA_TRY(ResolveFunctions(declarations, scope, &functions));
  resolve_.interface(id).types = std::move(types);
  resolve_.interface(id).functions = std::move(functions);
  interface_types_[static_cast<uint32_t>(id)] = std::move(scope.types);
  interface_disabled_[static_cast<uint32_t>(id)] = std::move(scope.disabled);
  return {};
}

// Those of resources first, then free ones; a name is taken by one type or function only.
Status Resolver::ResolveFunctions(const Declarations& declarations, const TypeScope& scope,
                                  std::vector<Function>* functions) {
  std::set<std::string> names;
  for (const auto& [name, id] : scope.types) names.insert(name);
  auto add = [&](const ast::Func& func, TypeId resource, const std::string& prefix) -> Status {
    VIRGA_ASSIGN(bool enabled, Enabled(func.gate, PackageOf(scope), func.id.span));
    if (!enabled) return {};
    // No identifier contains a period, nor is `constructor` one unless escaped.
    std::string unique = func.kind == FuncKind::kConstructor ? prefix + "." : prefix + func.id.name;
    if (!names.insert(unique).second) {
      return ErrorAt(func.id.span, "`" + func.id.name + "` is defined twice");
    }
    VIRGA_ASSIGN(Function function, ResolveFunction(func, resource, scope));
    functions->push_back(std::move(function));
    return {};
  };
  for (const ast::TypeDecl* decl : declarations.types) {
    auto resource = scope.types.find(decl->id.name);
    if (resource == scope.types.end()) continue;  // behind a feature
    for (const ast::Func& func : decl->functions) {
      VIRGA_TRY(add(func, resource->second, decl->id.name + "."));
    }
  }
  for (const ast::Func* func : declarations.funcs) VIRGA_TRY(add(*func, kNoType, ""));
  return {};
}

Result<Function> Resolver::ResolveFunction(const ast::Func& func, TypeId resource,
                                           const TypeScope& scope) {
  Function function;
  function.name = func.id.name;
  function.docs = func.docs;
  function.gate = func.gate;
  function.kind = func.kind;
  function.is_async = func.is_async;
  function.resource = resource;
  function.external_id = func.external_id;
  std::set<std::string_view> names;
  if (func.kind == FuncKind::kMethod) {
    TypeDef self;
    self.kind = TypeKind::kBorrow;
    self.first = resource;
    VIRGA_ASSIGN(TypeId type, Anonymous(std::move(self), func.id.span));
    function.params.push_back({"self", {}, type});
    names.insert("self");
  }
  for (const ast::Member& param : func.params) {
    if (!names.insert(param.id.name).second) {
      return ErrorAt(param.id.span, "the parameter `" + param.id.name + "` is defined twice");
    }
    VIRGA_ASSIGN(TypeId type, ResolveType(*param.type, scope));
    function.params.push_back({param.id.name, {}, type});
  }
  VIRGA_TRY(ResolveResult(func, scope, &function));
  return function;
}

Status Resolver::ResolveResult(const ast::Func& func, const TypeScope& scope, Function* function) {
  if (func.result) {
    VIRGA_ASSIGN(function->result, ResolveType(*func.result, scope));
    if (resolve_.type(function->result).has_borrow) {
      return ErrorAt(func.result->span, "expected no borrowed handle in a result");
    }
  }
  if (func.kind == FuncKind::kConstructor) VIRGA_TRY(CheckConstructor(func, function));
  return {};
}

// A constructor answers its resource, or a result of it.
Status Resolver::CheckConstructor(const ast::Func& func, Function* function) {
  TypeDef own;
  own.kind = TypeKind::kOwn;
  own.first = function->resource;
  VIRGA_ASSIGN(TypeId self, Anonymous(std::move(own), func.id.span));
  if (function->result == kNoType) {
    function->result = self;
    return {};
  }
  const TypeDef& result = resolve_.type(resolve_.Unalias(function->result));
  bool fallible = result.kind == TypeKind::kResult && result.first == self;
  if (function->result == self || fallible) return {};
  return ErrorAt(func.result->span,
                 "expected a constructor to answer its resource or a result of it");
}

}  // namespace virga::wit
