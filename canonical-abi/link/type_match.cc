#include "canonical-abi/link/type_match.h"

namespace virga::cabi {

bool TypeMatch::Equal(FuncTypeId a, FuncTypeId b) {
  const FuncType& x = a_.func(a);
  const FuncType& y = b_.func(b);
  return x.is_async == y.is_async && EqualFields(a_.params(x), b_.params(y)) &&
         Equal(x.result, y.result);
}

bool TypeMatch::Equal(ValueType a, ValueType b) {
  if (a == kNoType || b == kNoType) return a == b;
  if (IsPrimitive(a_.node(a).kind)) return a_.node(a).kind == b_.node(b).kind;
  if (const uint32_t* known = known_.Find(a.index)) return *known == b.index;
  if (!EqualNodes(a_.node(a), b_.node(b))) return false;
  return known_.Put(a.index, b.index);  // no memory, no proof
}

// Recursion is as deep as the types, which their tables bound.
bool TypeMatch::EqualNodes(const TypeNode& a, const TypeNode& b) {
  if (a.kind != b.kind || a.field_count != b.field_count || a.length != b.length) return false;
  if (a.kind == TypeKind::kOwn || a.kind == TypeKind::kBorrow)
    return resources_.Same(a.resource, b.resource);
  return Equal(a.element, b.element) && EqualFields(a_.fields(a), b_.fields(b));
}

bool TypeMatch::EqualFields(std::span<const Field> a, std::span<const Field> b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i].label != b[i].label || !Equal(a[i].type, b[i].type)) return false;
  }
  return true;
}

}  // namespace virga::cabi
