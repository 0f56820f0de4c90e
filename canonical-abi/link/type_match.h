// Structural equality of types of two tables: what a component imports against what the host
// offers. spec: Explainer (type checking: type equality).
//
// Types of one table are equal when their indices are, so each type of the guest has at most one
// equal of the host's: pairs once found are remembered, and types that share their parts cost their
// distinct nodes.

#ifndef CANONICAL_ABI_LINK_TYPE_MATCH_H_
#define CANONICAL_ABI_LINK_TYPE_MATCH_H_

#include "canonical-abi/types/value_type.h"
#include "engine/support/u32_map.h"

namespace virga::cabi {

class TypeMatch {
 public:
  // Whether a resource of the first table is the same as one of the second.
  class Resources {
   public:
    virtual ~Resources() = default;
    virtual bool Same(ResourceId a, ResourceId b) const = 0;
  };

  TypeMatch(const TypeTable& a, const TypeTable& b, const Resources& resources)
      : a_(a), b_(b), resources_(resources) {}

  bool Equal(FuncTypeId a, FuncTypeId b);
  bool Equal(ValueType a, ValueType b);

 private:
  bool EqualNodes(const TypeNode& a, const TypeNode& b);
  bool EqualFields(std::span<const Field> a, std::span<const Field> b);

  const TypeTable& a_;
  const TypeTable& b_;
  const Resources& resources_;
  U32Map known_;  // types of `a` to their equals of `b`
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_TYPE_MATCH_H_
