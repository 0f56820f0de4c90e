// Matcher: whether one entity may stand where a type is expected. spec: Explainer (type checking,
// subtyping).
//
// DESCRIPTION: instances and components match by width (more exports, fewer imports), everything
// else by equality. The expected type's bound resources are first bound to the actual resources of
// the same place and name, then the types are compared as they are. The first difference is kept
// as text for the error. Used for instantiation arguments and ascribed exports of a component, and
// by link/ for components given to components.

#ifndef CANONICAL_ABI_VALIDATE_MATCHER_H_
#define CANONICAL_ABI_VALIDATE_MATCHER_H_

#include <string_view>

#include "canonical-abi/types/entity_type.h"
#include "canonical-abi/validate/substitution.h"

namespace virga::cabi {

class Matcher {
 public:
  Matcher(EntityTable* table, WorkBudget* budget) : table_(table), budget_(budget) {}

  // Success or kInvalid with the place and the difference; kLimit and kOutOfMemory too.
  // REQUIRES: resources that `expected` leaves open were bound with BindResources.
  Status Match(const EntityType& actual, const EntityType& expected);

  // Binds those of `open` that `expected` introduces to the resources that `actual` has in their
  // places.
  Status BindResources(const EntityType& actual, const EntityType& expected,
                       std::span<const ResourceId> open, Substitution* substitution);

 private:
  Status MatchType(const AnyType& actual, const AnyType& expected);
  Status MatchInstance(uint32_t actual, uint32_t expected);
  Status MatchComponent(uint32_t actual, uint32_t expected);
  Status MatchModule(uint32_t actual, uint32_t expected);
  Status MatchExports(const EntityList& actual, const EntityList& expected);

  EntityTable* table_;
  WorkBudget* budget_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_VALIDATE_MATCHER_H_
