// Calls of typed function references. spec: valid/instructions (control).

#include "engine/validate/body_validator.h"

namespace virga::wasm {

namespace {

// The type of a call of a reference, with the reference taken off the stack.
const FuncType* ReadReferencedCallee(BodyValidator& v) {
  uint32_t index = 0;
  const FuncType* const type = v.ReadFuncType(&index);
  if (type == nullptr) return nullptr;
  return v.Pop(ValType::Ref(HeapType::Concrete(index), true)) ? type : nullptr;
}

}  // namespace

bool CheckCallRef(BodyValidator& v) { return CheckCallOf(v, ReadReferencedCallee(v)); }

bool CheckReturnCallRef(BodyValidator& v) { return CheckReturnCallOf(v, ReadReferencedCallee(v)); }

}  // namespace virga::wasm
