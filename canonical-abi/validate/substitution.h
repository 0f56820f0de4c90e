// Substitution: replaces resource ids in types. spec: Explainer (type checking: substitution of
// type imports, fresh abstract types).
//
// DESCRIPTION: made when a bound resource of a component or instance type becomes an actual or a
// fresh one. Results are interned like any type, so substituted types compare by index. Memoised a
// substitution at a time, so types that share their parts cost their distinct nodes. Every node
// visited is charged to the component's work budget (kLimit), which bounds what nesting can
// multiply. Recursion is bounded by the depth limits that the tables enforce.

#ifndef CANONICAL_ABI_VALIDATE_SUBSTITUTION_H_
#define CANONICAL_ABI_VALIDATE_SUBSTITUTION_H_

#include <cstdint>

#include "canonical-abi/types/entity_type.h"
#include "engine/support/u32_map.h"

namespace virga::cabi {

// What is left of a component's budget for walking its types.
class WorkBudget {
 public:
  explicit WorkBudget(uint64_t steps) : left_(steps) {}
  Status Take(uint64_t steps) {
    if (steps > left_)
      return Error::Make(ErrorKind::kLimit, "the component's types need too much work to check");
    left_ -= steps;
    return {};
  }

 private:
  uint64_t left_;
};

class Substitution {
 public:
  Substitution(EntityTable* table, WorkBudget* budget)
      : table_(table),
        budget_(budget),
        resources_(table->allocator()),
        values_(table->allocator()),
        funcs_(table->allocator()),
        instances_(table->allocator()),
        components_(table->allocator()) {}

  Status Bind(ResourceId from, ResourceId to);
  bool IsBound(ResourceId id) const { return resources_.Find(id) != nullptr; }

  // The type with every bound id replaced. Bound lists of the type itself are kept, but for ids
  // that are substituted: those leave the list (the type is opened).
  Result<AnyType> Apply(AnyType type);
  Result<EntityType> Apply(EntityType type);

 private:
  ResourceId Map(ResourceId id) const {
    const uint32_t* to = resources_.Find(id);
    return to == nullptr ? id : *to;
  }
  Result<ValueType> Value(ValueType type);
  Result<ValueType> MakeValue(ValueType type);
  Result<ValueType> MakeCompound(const TypeNode& node);
  Result<FuncTypeId> Func(FuncTypeId type);
  Result<uint32_t> Instance(uint32_t index);
  Result<uint32_t> Component(uint32_t index);
  Status List(const EntityList& list, Vec<NamedEntity>* out);
  Status Unbound(std::span<const ResourceId> ids, Vec<ResourceId>* out);

  EntityTable* table_;
  WorkBudget* budget_;
  U32Map resources_;
  U32Map values_;
  U32Map funcs_;
  U32Map instances_;
  U32Map components_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_VALIDATE_SUBSTITUTION_H_
