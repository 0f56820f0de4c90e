// Calls and tail calls. spec: valid/instructions (control).

#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

namespace {

const FuncType* ReadCallee(BodyValidator& v) {
  const Module& module = v.module();
  uint32_t function = 0;
  if (!v.ReadU32(&function, "function")) return nullptr;
  if (function < module.functions.size()) return &module.TypeOfFunction(function);
  v.Invalid("unknown function %u: the module has %llu", function,
            static_cast<unsigned long long>(module.functions.size()));
  return nullptr;
}

// The type of a call through a table, with the index taken off the stack.
const FuncType* ReadIndirectCallee(BodyValidator& v) {
  uint32_t index = 0;
  const FuncType* const type = v.ReadFuncType(&index);
  if (type == nullptr) return nullptr;
  if (!v.features().Has(Feature::kReferenceTypes) && v.reader().Peek() > 0) {
    v.Malformed("zero byte expected: another table needs the feature reference-types");
    return nullptr;
  }
  const TableType* const table = v.ReadTable();
  if (table == nullptr) return nullptr;
  if (!v.types().Matches(table->element, ValType::FuncRef())) {
    v.Invalid("type mismatch: %s expected a table of functions, got one of %s", v.name(),
              TextOf(table->element).c_str());
    return nullptr;
  }
  return v.Pop(table->limits.address_type()) ? type : nullptr;
}

}  // namespace

bool CheckCallOf(BodyValidator& v, const FuncType* type) {
  return type != nullptr && v.PopAll(type->params) && v.PushAll(type->results);
}

bool CheckReturnCallOf(BodyValidator& v, const FuncType* type) {
  if (type == nullptr) return false;
  const std::span<const ValType> results = v.outermost().label();
  if (!v.types().Matches(type->results, results)) {
    return v.Invalid("type mismatch: the callee of %s returns %s, the function %s", v.name(),
                     TextOf(type->results).c_str(), TextOf(results).c_str());
  }
  if (!v.PopAll(type->params)) return false;
  v.SetUnreachable();
  return true;
}

bool CheckCall(BodyValidator& v) { return CheckCallOf(v, ReadCallee(v)); }

bool CheckCallIndirect(BodyValidator& v) { return CheckCallOf(v, ReadIndirectCallee(v)); }

bool CheckReturnCall(BodyValidator& v) { return CheckReturnCallOf(v, ReadCallee(v)); }

bool CheckReturnCallIndirect(BodyValidator& v) {
  return CheckReturnCallOf(v, ReadIndirectCallee(v));
}

}  // namespace virga::wasm
