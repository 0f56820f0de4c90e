#include "engine/api/values.h"

#include "engine/api/access.h"
#include "engine/support/try.h"
#include "engine/types/type_text.h"

namespace virga {

Val Val::FuncRef(const Func& func) {
  return internal::Access::MakeVal(ValType::FuncRef(),
                                   reinterpret_cast<uintptr_t>(internal::Access::Raw(func)), 0,
                                   internal::Access::StoreId(func));
}

Func Val::func() const {
  if (store_id_ == 0) return {};
  return internal::Access::Make<Func>(store_id_, reinterpret_cast<wasm::Func*>(words_[0]));
}

namespace internal {

namespace {

// The most precise type of a value: a function reference's is its function's, a null's the bottom
// of its hierarchy.
ValType PreciseType(const wasm::TypeRegistry& registry, const Val& value) {
  const ValType type = value.type();
  if (!type.is_ref()) return type;
  const bool is_func = registry.Matches(type.heap(), HeapType::Abstract(AbsHeap::kFunc));
  if (!value.is_null_ref()) {
    if (!is_func || Access::StoreId(value) == 0) return ValType::Ref(type.heap(), false);
    const auto* func = reinterpret_cast<const wasm::Func*>(Access::Words(value)[0]);
    return ValType::Ref(HeapType::Concrete(func->type), false);
  }
  for (const AbsHeap bottom :
       {AbsHeap::kNoFunc, AbsHeap::kNoExtern, AbsHeap::kNoExn, AbsHeap::kNoCont}) {
    if (registry.Matches(HeapType::Abstract(bottom), type.heap()))
      return ValType::Ref(HeapType::Abstract(bottom), true);
  }
  return ValType::Ref(HeapType::Abstract(AbsHeap::kNone), true);
}

}  // namespace

uint32_t SlotsOf(std::span<const ValType> types) {
  uint32_t slots = 0;
  for (const ValType type : types) slots += type.slots();
  return slots;
}

Status WriteSlots(const Store& store, const Val& value, ValType type, wasm::Slot* slots) {
  if (value.type() != type || type.is_ref()) {
    const uint64_t store_id = Access::StoreId(value);
    if (store_id != 0 && store_id != Access::Raw(store).id()) return ForeignHandle("function");
    const wasm::TypeRegistry& registry = Access::Raw(store).registry();
    if (!registry.Matches(PreciseType(registry, value), type)) {
      return Error::Make(ErrorKind::kUsage, "expected a value of type %s, got %s",
                         wasm::TextOf(type).c_str(), wasm::TextOf(value.type()).c_str());
    }
  }
  const uint64_t* words = Access::Words(value);
  slots[0] = words[0];
  if (type.slots() == 2) slots[1] = words[1];
  return {};
}

Status WriteSlots(const Store& store, std::span<const Val> values, std::span<const ValType> types,
                  wasm::Slot* slots) {
  if (values.size() != types.size()) {
    return Error::Make(ErrorKind::kUsage, "expected %zu values, got %zu", types.size(),
                       values.size());
  }
  for (size_t i = 0; i < types.size(); ++i) {
    VIRGA_TRY(WriteSlots(store, values[i], types[i], slots));
    slots += types[i].slots();
  }
  return {};
}

Val ReadSlots(const Store& store, ValType type, const wasm::Slot* slots) {
  uint64_t store_id = 0;
  if (type.is_ref() && slots[0] != 0) {
    const wasm::TypeRegistry& registry = Access::Raw(store).registry();
    if (registry.Matches(type.heap(), HeapType::Abstract(AbsHeap::kFunc)))
      store_id = Access::Raw(store).id();
  }
  return Access::MakeVal(type, slots[0], type.slots() == 2 ? slots[1] : 0, store_id);
}

void ReadSlots(const Store& store, std::span<const ValType> types, const wasm::Slot* slots,
               std::span<Val> values) {
  for (size_t i = 0; i < types.size(); ++i) {
    values[i] = ReadSlots(store, types[i], slots);
    slots += types[i].slots();
  }
}

}  // namespace internal

}  // namespace virga
