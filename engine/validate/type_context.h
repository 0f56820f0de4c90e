// Matching of types in terms of one module's type indices. spec: valid/matching.
//
// Most comparisons end at equal representations; the rest go through the registry by canonical ids.

#ifndef ENGINE_VALIDATE_TYPE_CONTEXT_H_
#define ENGINE_VALIDATE_TYPE_CONTEXT_H_

#include <cstring>
#include <span>

#include "engine/types/registry.h"

namespace virga::wasm {

class TypeContext {
 public:
  TypeContext(const TypeRegistry& registry, std::span<const TypeId> ids)
      : registry_(registry), ids_(ids) {}

  HeapType Canonical(HeapType heap) const {
    if (!heap.is_concrete()) return heap;
    VIRGA_CHECK(heap.index() < ids_.size());
    return HeapType::Concrete(ids_[heap.index()]);
  }
  ValType Canonical(ValType type) const {
    if (!type.is_ref() || !type.heap().is_concrete()) return type;
    return ValType::Ref(Canonical(type.heap()), type.is_nullable());
  }

  bool Matches(HeapType sub, HeapType super) const {
    return sub == super || registry_.Matches(Canonical(sub), Canonical(super));
  }
  bool Matches(ValType sub, ValType super) const {
    if (sub == super) return true;
    if (!sub.is_ref() || !super.is_ref()) return sub.is_bottom();
    return registry_.Matches(Canonical(sub), Canonical(super));
  }
  bool Matches(std::span<const ValType> sub, std::span<const ValType> super) const {
    if (sub.size() != super.size()) return false;
    if (!sub.empty() && std::memcmp(sub.data(), super.data(), sub.size_bytes()) == 0) return true;
    for (size_t i = 0; i < sub.size(); ++i) {
      if (!Matches(sub[i], super[i])) return false;
    }
    return true;
  }

 private:
  const TypeRegistry& registry_;
  std::span<const TypeId> ids_;
};

}  // namespace virga::wasm

#endif  // ENGINE_VALIDATE_TYPE_CONTEXT_H_
