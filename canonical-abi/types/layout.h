// Layout of value types in memory and as core values. Called by TypeTable when it adds a type.
// spec: CanonicalABI (alignment, elem_size, flattening).

#ifndef CANONICAL_ABI_TYPES_LAYOUT_H_
#define CANONICAL_ABI_TYPES_LAYOUT_H_

#include <span>

#include "canonical-abi/types/value_type.h"

namespace virga::cabi {

TypeNode PrimitiveNode(TypeKind kind);

// Works out everything of `node` that follows from its kind, element, length and `fields`, and the
// fields' offsets. Sizes saturate above kByteLengthMax: TypeTable then refuses the type.
void LayOut(const TypeTable& table, std::span<Field> fields, TypeNode* node);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_LAYOUT_H_
