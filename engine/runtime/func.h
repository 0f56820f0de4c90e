// Functions at run time: FuncCode, shared by all instances of a module, and Func, what a funcref
// points at. spec: exec/runtime (function instances).
//
// A call cell for a function of the same module points at its FuncCode: the instance does not
// change. Imports, tables and references go through a Func, which names the instance to switch to.
//
//   FuncCode.entry --> cells of the body, or a stub: "translate me" (module functions at first),
//                      "call the host".
//
// The cells are preceded by a header with what a call needs to know (compile/op.h, CodeHeader). The
// entry word is published by one release store once the translation is complete, so threads that
// share a module see the stub or the whole code, never half of it; no call cell is ever patched.
// Everything else in a FuncCode is immutable once its module or linker is made.

#ifndef ENGINE_RUNTIME_FUNC_H_
#define ENGINE_RUNTIME_FUNC_H_

#include <atomic>
#include <cstdint>

#include "engine/runtime/slot.h"
#include "engine/types/registry.h"

namespace virga::wasm {

struct Cell;  // compile/op.h
struct Instance;
struct FuncCode;
class ModuleCode;
class HostFunction;

// The stubs that an entry word first holds. Defined by interp/.
const Cell* TranslateEntry();  // of a module's function
const Cell* HostEntry();       // of a host function

struct FuncCode {
  std::atomic<const Cell*> entry{nullptr};
  uint32_t param_slots = 0;
  uint32_t result_slots = 0;
  uint32_t function = 0;         // index in the module; meaningless for a host function
  ModuleCode* module = nullptr;  // null for a host function
  HostFunction* host = nullptr;  // null for a module's function
};

struct Func {
  FuncCode* code;
  Instance* instance;  // whose state the code uses; null for a host function
  TypeId type;
};

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_FUNC_H_
