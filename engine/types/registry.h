// Canonical identity of types across the modules of an engine. spec: valid/conventions (rolled-up
// and closed types).
//
// DESCRIPTION: interns whole recursion groups. Two types of any two modules of one engine are equal
// exactly when their TypeIds are. A registered type is self-contained: the concrete heap types
// inside it are TypeIds, not module indices. IMPLEMENTATION: a hash table over the encoded group,
// in which references into the group are relative and references out of it are TypeIds; groups are
// never removed while the engine lives, so ids stay valid without locks. Thread-safety: Intern
// locks; Get, IsSubtype and the rest take no lock and may run concurrently with it, on ids that
// reached their thread by any proper means (a module, a lock).

#ifndef ENGINE_TYPES_REGISTRY_H_
#define ENGINE_TYPES_REGISTRY_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/support/allocator.h"
#include "engine/types/composite_type.h"
#include "virga/error.h"

namespace virga::wasm {

// A canonical type. 0 is never a type.
using TypeId = uint32_t;
constexpr TypeId kNoTypeId = 0;

// Ids fit the index of a ValType. The supertype chains of a display are bounded; modules meet their
// own, lower limit (Limits::subtype_depth) first.
constexpr uint32_t kTypeIdsMax = (1u << 21) - 1;
constexpr uint32_t kSubtypeDepthMax = 63;

class TypeRegistry {
 public:
  explicit TypeRegistry(Allocator* allocator, uint32_t types_max = kTypeIdsMax);
  ~TypeRegistry();

  // Interns the group `types[group.first .. +count)` of a module. `ids` are the canonical ids of
  // all types of the module before the group, indexed by module type index; references to them and
  // into the group itself are allowed. Writes the ids of the group's types to `out` (group.count
  // entries). Fails only for want of memory or over the limit of types per engine
  // (ErrorKind::kLimit).
  Status Intern(std::span<const SubType> types, RecGroup group, std::span<const TypeId> ids,
                std::span<TypeId> out);

  // A function type made by the host: a final type without supertype in a group of its own.
  // Concrete heap types in `type` are TypeIds already.
  Result<TypeId> InternFunc(const FuncType& type);

  // The type behind an id; concrete heap types inside, and `supertype`, are TypeIds. Valid while
  // the registry lives.
  const SubType& Get(TypeId id) const;

  // spec: matching. `sub == super` or super is on sub's supertype chain. Constant time (a display
  // of ancestors).
  bool IsSubtype(TypeId sub, TypeId super) const;

  // Matching of heap and value types whose concrete indices are TypeIds.
  bool Matches(HeapType sub, HeapType super) const;
  bool Matches(ValType sub, ValType super) const;

  // Types registered so far; ids are 1 .. size().
  uint32_t size() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace virga::wasm

#endif  // ENGINE_TYPES_REGISTRY_H_
