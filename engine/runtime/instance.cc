#include "engine/runtime/instance.h"

#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"

namespace virga::wasm {

Func* GetFunc(Instance& instance, uint32_t function) {
  const ValidatedModule& validated = instance.code->validated();
  const Module& module = validated.module();
  if (function < module.imported_functions) return instance.imported_functions[function];
  if (instance.own_functions == nullptr) {
    instance.own_functions =
        static_cast<Func**>(instance.store->NewBlock(module.bodies.size() * sizeof(Func*)));
    if (instance.own_functions == nullptr) return nullptr;
  }
  Func*& func = instance.own_functions[function - module.imported_functions];
  if (func == nullptr) {
    Func* made = instance.store->NewFunc();
    if (made == nullptr) return nullptr;
    *made = {&instance.code->record(function), &instance, validated.function_type_id(function)};
    func = made;
  }
  return func;
}

}  // namespace virga::wasm
