// Values of the installed API to and from the slots of the engine. Checks what the type system of
// C++ cannot: kinds, reference types, stores.

#ifndef ENGINE_API_VALUES_H_
#define ENGINE_API_VALUES_H_

#include <span>

#include "engine/runtime/slot.h"
#include "virga/error.h"
#include "virga/store.h"
#include "virga/val.h"

namespace virga::internal {

uint32_t SlotsOf(std::span<const ValType> types);

// Writes `value` to the slots of a `type` (with TypeIds). kUsage when it does not match, or is a
// function of another store.
Status WriteSlots(const Store& store, const Val& value, ValType type, wasm::Slot* slots);
Status WriteSlots(const Store& store, std::span<const Val> values, std::span<const ValType> types,
                  wasm::Slot* slots);

Val ReadSlots(const Store& store, ValType type, const wasm::Slot* slots);
// REQUIRES: as many values as types.
void ReadSlots(const Store& store, std::span<const ValType> types, const wasm::Slot* slots,
               std::span<Val> values);

}  // namespace virga::internal

#endif  // ENGINE_API_VALUES_H_
