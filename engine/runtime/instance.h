// A module instance: the index spaces of one instantiation. spec: exec/runtime (module instances).
//
// Plain data that the interpreter reads through its instance register. The arrays live in one block
// that the instance owns; what they point at is owned by the store, so instances may refer to each
// other's memories, tables, globals and functions for as long as the store lives.

#ifndef ENGINE_RUNTIME_INSTANCE_H_
#define ENGINE_RUNTIME_INSTANCE_H_

#include <cstdint>

#include "engine/runtime/func.h"
#include "engine/runtime/memory.h"
#include "engine/runtime/slot.h"
#include "engine/runtime/table.h"

namespace virga::wasm {

class InterruptFlag;
class Store;

struct GlobalInstance {
  Slot value[2] = {0, 0};  // first, so that a pointer to the global is a pointer to its value
  GlobalType type;         // with TypeIds
};

struct TagInstance {
  TypeId type = kNoTypeId;
};

struct Instance {
  Memory** memories = nullptr;  // memories[0] is what handlers cache; see `no_memory`
  TableInstance** tables = nullptr;
  GlobalInstance** globals = nullptr;
  Func** imported_functions = nullptr;
  TagInstance** tags = nullptr;
  ModuleCode* code = nullptr;
  Store* store = nullptr;
  InterruptFlag* interrupt = nullptr;  // the store's
  // Bit sets: dropped data and element segments (active ones are dropped once they have been
  // applied).
  uint64_t* dropped_datas = nullptr;
  uint64_t* dropped_elements = nullptr;
  // Funcs of the module's own functions, made when first referred to (GetFunc). The array itself is
  // null until then, and so is each entry.
  Func** own_functions = nullptr;
  // The values of passive element segments, evaluated at their first use (segment.h); the array and
  // its entries are null until then. The values never change in between: only immutable globals and
  // functions can be named.
  Slot** element_values = nullptr;
  // The memory exported as "memory", which host functions of WASI work on; null when there is none.
  Memory* exported_memory = nullptr;
  uint32_t memory_count = 0;

  bool IsDataDropped(uint32_t i) const { return (dropped_datas[i / 64] >> (i % 64) & 1) != 0; }
  bool IsElementDropped(uint32_t i) const {
    return (dropped_elements[i / 64] >> (i % 64) & 1) != 0;
  }
};

// The Func of any function of the instance's index space; nullptr when memory for a new one is
// refused.
Func* GetFunc(Instance& instance, uint32_t function);

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_INSTANCE_H_
