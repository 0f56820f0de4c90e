// References. spec: valid/instructions (reference).

#include "engine/binary/type_reader.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

bool CheckRefNull(BodyValidator& v) {
  Result<HeapType> heap = ReadHeapType(v.reader(), v.features());
  if (!heap.ok()) return v.Fail(std::move(heap).error());
  const ValType type = ValType::Ref(*heap, true);
  return v.CheckType(type) && v.Push(type);
}

bool CheckRefIsNull(BodyValidator& v) {
  ValType ignored;
  return v.PopRef(&ignored) && v.Push(ValType::I32());
}

bool CheckRefFunc(BodyValidator& v) {
  const Module& module = v.module();
  uint32_t function = 0;
  if (!v.ReadU32(&function, "function")) return false;
  if (function >= module.functions.size()) {
    return v.Invalid("unknown function %u: the module has %llu", function,
                     static_cast<unsigned long long>(module.functions.size()));
  }
  if (v.is_constant()) {
    v.DeclareFunction(function);
  } else if (!v.IsDeclared(function)) {
    return v.Invalid("undeclared function reference %u", function);
  }
  return v.Push(ValType::Ref(HeapType::Concrete(module.functions[function]), false));
}

}  // namespace virga::wasm
