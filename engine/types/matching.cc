// Matching of heap and value types. spec: valid/matching.

#include "engine/types/registry.h"

namespace virga::wasm {

namespace {

// The hierarchy of abstract heap types as a table: bit `super` of row `sub`.
constexpr uint16_t Bit(AbsHeap heap) { return static_cast<uint16_t>(1u << static_cast<int>(heap)); }

constexpr uint16_t kAnyEq = Bit(AbsHeap::kAny) | Bit(AbsHeap::kEq);

constexpr uint16_t kSupers[] = {
    /* any      */ Bit(AbsHeap::kAny),
    /* eq       */ kAnyEq,
    /* i31      */ kAnyEq | Bit(AbsHeap::kI31),
    /* struct   */ kAnyEq | Bit(AbsHeap::kStruct),
    /* array    */ kAnyEq | Bit(AbsHeap::kArray),
    /* none     */ kAnyEq | Bit(AbsHeap::kI31) | Bit(AbsHeap::kStruct) | Bit(AbsHeap::kArray) |
        Bit(AbsHeap::kNone),
    /* func     */ Bit(AbsHeap::kFunc),
    /* nofunc   */ Bit(AbsHeap::kFunc) | Bit(AbsHeap::kNoFunc),
    /* extern   */ Bit(AbsHeap::kExtern),
    /* noextern */ Bit(AbsHeap::kExtern) | Bit(AbsHeap::kNoExtern),
    /* exn      */ Bit(AbsHeap::kExn),
    /* noexn    */ Bit(AbsHeap::kExn) | Bit(AbsHeap::kNoExn),
    /* cont     */ Bit(AbsHeap::kCont),
    /* nocont   */ Bit(AbsHeap::kCont) | Bit(AbsHeap::kNoCont),
};
static_assert(sizeof(kSupers) / sizeof(kSupers[0]) == static_cast<int>(AbsHeap::kNoCont) + 1);

struct Bounds {
  AbsHeap above;   // the abstract type just over the concrete types of a kind
  AbsHeap bottom;  // below them all
};

constexpr Bounds BoundsOf(CompositeKind kind) {
  switch (kind) {
    case CompositeKind::kFunc:
      return {AbsHeap::kFunc, AbsHeap::kNoFunc};
    case CompositeKind::kStruct:
      return {AbsHeap::kStruct, AbsHeap::kNone};
    case CompositeKind::kArray:
      return {AbsHeap::kArray, AbsHeap::kNone};
    case CompositeKind::kCont:
      break;
  }
  return {AbsHeap::kCont, AbsHeap::kNoCont};
}

bool AbstractMatches(AbsHeap sub, AbsHeap super) {
  return (kSupers[static_cast<int>(sub)] & Bit(super)) != 0;
}

}  // namespace

bool TypeRegistry::Matches(HeapType sub, HeapType super) const {
  if (sub.is_concrete() && super.is_concrete()) return IsSubtype(sub.index(), super.index());
  if (sub.is_concrete()) {
    return AbstractMatches(BoundsOf(Get(sub.index()).kind).above, super.abstract());
  }
  if (super.is_concrete()) return sub.abstract() == BoundsOf(Get(super.index()).kind).bottom;
  return AbstractMatches(sub.abstract(), super.abstract());
}

bool TypeRegistry::Matches(ValType sub, ValType super) const {
  if (sub == super || sub.is_bottom()) return true;
  if (!sub.is_ref() || !super.is_ref()) return false;
  if (sub.is_nullable() && !super.is_nullable()) return false;
  return Matches(sub.heap(), super.heap());
}

}  // namespace virga::wasm
