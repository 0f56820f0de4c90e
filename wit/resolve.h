// Resolved WIT: packages, interfaces, worlds and types with every name looked up.
//
// DESCRIPTION: plain tables of plain structs that point at each other by index, so that a Resolve
// can be copied, compared, printed and read without a lookup by name. The resolver (resolver.h)
// makes one from source text; others may make one by hand, for instance `virga inspect` from the
// types of a component.
// INVARIANTS: the first kPrimitiveCount types are the primitives, in order. Every other type comes
// after the types it is made of, so type graphs have no cycles; their depth is at most
// kMaxTypeDepth, which is why walks may recurse. Anonymous types appear once: equal ones share an
// index. Thread-safety: as std::vector.

#ifndef WIT_RESOLVE_H_
#define WIT_RESOLVE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "wit/types.h"

namespace virga::wit {

enum class TypeId : uint32_t {};
enum class InterfaceId : uint32_t {};
enum class WorldId : uint32_t {};
enum class PackageId : uint32_t {};

// Absence, in fields of these types.
constexpr TypeId kNoType{UINT32_MAX};
constexpr InterfaceId kNoInterface{UINT32_MAX};
constexpr WorldId kNoWorld{UINT32_MAX};
constexpr PackageId kNoPackage{UINT32_MAX};

// Depth of a type, through names too.
constexpr uint32_t kMaxTypeDepth = 100;

// A field, case or flag of a declared type, or a parameter.
struct Member {
  std::string name;
  std::string docs;
  TypeId type = kNoType;
};

struct TypeDef {
  TypeKind kind = TypeKind::kBool;
  uint16_t depth = 1;
  bool has_borrow = false;  // somewhere within
  uint32_t size = 0;        // of kFixedList
  // What it is made of: element or payload; key and value of a map; ok and err of a result (each
  // may be kNoType); target of an alias; resource of a handle.
  TypeId first = kNoType;
  TypeId second = kNoType;
  std::vector<Member> members;  // of records, variants, enums, flags; of tuples (without names)

  // Of declared types only: a name, and where it is declared.
  std::string name;
  std::string docs;
  Gate gate;
  InterfaceId interface = kNoInterface;
  WorldId world = kNoWorld;
  std::string external_id;

  bool declared() const { return !name.empty(); }
};

struct Function {
  std::string name;  // without the resource: "read", not "[method]input-stream.read"
  std::string docs;
  Gate gate;
  FuncKind kind = FuncKind::kFree;
  bool is_async = false;
  TypeId resource = kNoType;   // of methods, statics and constructors
  std::vector<Member> params;  // a method's first one is `self: borrow<resource>`
  TypeId result = kNoType;
  std::string external_id;
};

struct Interface {
  std::string name;  // of an inline interface: the plain name it is imported or exported by
  std::string docs;
  Gate gate;
  PackageId package = kNoPackage;
  bool is_inline = false;
  std::vector<TypeId> types;  // in order of declaration, `use`d names among them
  std::vector<Function> functions;
};

struct WorldItem {
  std::string name;  // the plain name; empty for an interface that its path names
  std::string docs;
  Gate gate;
  std::variant<InterfaceId, Function, TypeId> what;
  std::string external_id;
};

struct World {
  std::string name;
  std::string docs;
  Gate gate;
  PackageId package = kNoPackage;
  // Includes are spelled out, and so are the interfaces whose types others here need.
  std::vector<WorldItem> imports;
  std::vector<WorldItem> exports;
};

struct Package {
  std::string space;
  std::string name;
  std::optional<Version> version;
  std::string docs;
  std::vector<InterfaceId> interfaces;
  std::vector<WorldId> worlds;
};

class Resolve {
 public:
  Resolve();  // with the primitive types

  const TypeDef& type(TypeId id) const { return types[static_cast<uint32_t>(id)]; }
  const Interface& interface(InterfaceId id) const { return interfaces[static_cast<uint32_t>(id)]; }
  const World& world(WorldId id) const { return worlds[static_cast<uint32_t>(id)]; }
  const Package& package(PackageId id) const { return packages[static_cast<uint32_t>(id)]; }
  TypeDef& type(TypeId id) { return types[static_cast<uint32_t>(id)]; }
  Interface& interface(InterfaceId id) { return interfaces[static_cast<uint32_t>(id)]; }
  World& world(WorldId id) { return worlds[static_cast<uint32_t>(id)]; }
  Package& package(PackageId id) { return packages[static_cast<uint32_t>(id)]; }

  // The type that an alias (of an alias ...) stands for.
  TypeId Unalias(TypeId id) const;

  // Adds a declared type, whose depth is computed here, or answers kNoType when it is too deep.
  TypeId AddDeclared(TypeDef def);
  // The index of an anonymous type; the one there is, or a new one. kNoType when it is too deep.
  TypeId AddAnonymous(TypeDef def);

  // `version` absent looks for the package without one. Nothing found: kNo...
  PackageId FindPackage(std::string_view space, std::string_view name,
                        const std::optional<Version>& version) const;
  InterfaceId FindInterface(PackageId package, std::string_view name) const;
  WorldId FindWorld(PackageId package, std::string_view name) const;
  TypeId FindType(InterfaceId interface, std::string_view name) const;

  // "wasi:io@0.2.12", "wasi:io/poll@0.2.12"; of an inline interface the plain name.
  std::string PackageName(PackageId id) const;
  std::string InterfaceName(InterfaceId id) const;
  std::string WorldName(WorldId id) const;
  // A declared type's name with its owner's: "wasi:io/poll@0.2.12.pollable".
  std::string QualifiedTypeName(TypeId id) const;
  // As the canonical ABI names it: "read", "[method]input-stream.read", "[constructor]fields".
  std::string FunctionName(const Function& function) const;

  std::vector<TypeDef> types;
  std::vector<Interface> interfaces;
  std::vector<World> worlds;
  std::vector<Package> packages;

 private:
  bool Summarize(TypeDef& def) const;  // depth and has_borrow; false when too deep
  std::unordered_multimap<uint64_t, TypeId> anonymous_;  // by hash: where to look for an equal one
};

}  // namespace virga::wit

#endif  // WIT_RESOLVE_H_
