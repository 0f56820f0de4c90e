// The syntax tree of a WIT file: what was written, names not yet looked up.
//
// Made by the parser, read by the resolver. Types are the only nested part, and the parser bounds
// their depth, so walking or destroying a tree never recurses further than that.

#ifndef WIT_AST_H_
#define WIT_AST_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wit/source.h"
#include "wit/types.h"

namespace virga::wit::ast {

struct Id {
  std::string name;
  Span span;
};

// `namespace:name@version`.
struct PackageName {
  Id space;
  Id name;
  std::optional<Version> version;
};

// `poll` or `wasi:io/poll@0.2.12`.
struct UsePath {
  std::optional<PackageName> package;
  Id name;
};

struct Type {
  TypeKind kind = TypeKind::kName;
  Span span;
  std::string name;  // of kName, kOwn and kBorrow
  // Element, payload, key and value, or tuple members. A result has two, which may be absent (kName
  // with an empty name); a future or stream without payload has none.
  std::vector<Type> args;
  uint32_t size = 0;  // of kFixedList

  bool present() const { return kind != TypeKind::kName || !name.empty(); }
};

// A field, case, flag or parameter. Cases without payload, enum cases and flags have no type.
struct Member {
  Id id;
  std::string docs;
  std::optional<Type> type;
};

struct Func {
  Id id;
  std::string docs;
  Gate gate;
  FuncKind kind = FuncKind::kFree;
  bool is_async = false;
  std::vector<Member> params;
  std::optional<Type> result;
  std::string external_id;
};

struct TypeDecl {
  Id id;
  std::string docs;
  Gate gate;
  TypeKind kind = TypeKind::kAlias;
  std::vector<Member> members;  // of records, variants, enums, flags
  std::optional<Type> target;   // of kAlias
  std::vector<Func> functions;  // of resources
  std::string external_id;
};

struct UseName {
  Id id;
  std::optional<Id> as;
};

struct Use {
  Gate gate;
  UsePath path;
  std::vector<UseName> names;
};

using InterfaceItem = std::variant<Use, TypeDecl, Func>;

struct Interface {
  Id id;  // of an inline interface: the name it is imported or exported by
  std::string docs;
  Gate gate;
  std::vector<InterfaceItem> items;
};

// `import` or `export` of a function, an interface written in place, or an interface by path.
struct Extern {
  bool is_import = true;
  std::string docs;
  Gate gate;
  std::string external_id;
  std::optional<Id> id;  // absent: the path alone names it
  std::variant<Func, Interface, UsePath> what;
};

struct Include {
  Gate gate;
  UsePath path;
  std::vector<std::pair<Id, Id>> renames;  // `with { from as to }`
};

using WorldItem = std::variant<Use, TypeDecl, Extern, Include>;

struct World {
  Id id;
  std::string docs;
  Gate gate;
  std::vector<WorldItem> items;
};

// `use a:b/c as d;` outside of any interface: a name for this file only.
struct FileUse {
  UsePath path;
  std::optional<Id> as;
};

// The items of a file outside of nested packages, or of one nested package.
struct Body {
  Span span;
  std::optional<PackageName> package;  // absent: another file of the same folder says it
  std::string docs;
  std::vector<FileUse> uses;
  std::vector<Interface> interfaces;
  std::vector<World> worlds;
};

struct File {
  Body main;
  std::vector<Body> nested;
};

}  // namespace virga::wit::ast

#endif  // WIT_AST_H_
