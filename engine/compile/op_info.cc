// The rows of op.def as data.

#include "engine/compile/op.h"

namespace virga::wasm {

const OpInfo& InfoOf(Op op) {
  static constexpr OpInfo kInfos[] = {
#define OP(name, shape, signature, traps, doc) {#name, Shape::k##shape, signature, traps != 0, doc},
#include "engine/compile/op.def"
  };
  return kInfos[static_cast<size_t>(op)];
}

size_t FormsOf(Shape shape) {
  switch (shape) {
    case Shape::kCommutative:
    case Shape::kBranch:
      return 8;
    case Shape::kBinary:
      return 14;
    case Shape::kUnary:
    case Shape::kSelect:
    case Shape::kIndirect:
      return 4;
    case Shape::kNullary:
    case Shape::kBranchAlways:
      return 2;
    case Shape::kLoad:
      return 6;
    case Shape::kStore:
      return 9;
    case Shape::kStoreFloat:
    case Shape::kSource:
      return 3;
    case Shape::kPlain:
      return 1;
  }
  return 0;
}

}  // namespace virga::wasm
