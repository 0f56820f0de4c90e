// Locals, globals, drop and select. spec: valid/instructions (parametric, variable).

#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

namespace {

bool ReadLocal(BodyValidator& v, uint32_t* local, ValType* type) {
  if (!v.ReadU32(local, "local")) return false;
  if (*local >= v.locals().count()) {
    return v.Invalid("unknown local %u: the function has %llu", *local,
                     static_cast<unsigned long long>(v.locals().count()));
  }
  *type = v.locals().TypeOf(*local);
  return true;
}

const GlobalType* ReadGlobal(BodyValidator& v) {
  uint32_t global = 0;
  if (!v.ReadU32(&global, "global")) return nullptr;
  if (global < v.visible_globals()) return &v.module().globals[global].type;
  v.Invalid("unknown global %u: %u are known here", global, v.visible_globals());
  return nullptr;
}

}  // namespace

bool CheckDrop(BodyValidator& v) {
  ValType ignored;
  return v.PopAny(&ignored);
}

bool CheckSelect(BodyValidator& v) {
  ValType second;
  ValType first;
  if (!v.Pop(ValType::I32()) || !v.PopAny(&second) || !v.PopAny(&first)) return false;
  if (first.is_ref() || second.is_ref()) {
    return v.Invalid("type mismatch: select of %s needs its type written down",
                     TextOf(first.is_ref() ? first : second).c_str());
  }
  if (first != second && !first.is_bottom() && !second.is_bottom()) {
    return v.Mismatch(first, second);
  }
  return v.Push(first.is_bottom() ? second : first);
}

bool CheckSelectTyped(BodyValidator& v) {
  uint32_t count = 0;
  if (!v.ReadU32(&count, "select")) return false;
  if (count != 1) return v.Invalid("invalid result arity: select of %u types, expected 1", count);
  ValType type;
  return v.ReadValueType(&type) && v.Pop(ValType::I32()) && v.Pop(type) && v.Pop(type) &&
         v.Push(type);
}

bool CheckLocalSet(BodyValidator& v) {
  uint32_t local = 0;
  ValType type;
  if (!ReadLocal(v, &local, &type) || !v.Pop(type)) return false;
  return v.locals().Set(local) || v.OutOfMemory();
}

bool CheckLocalTee(BodyValidator& v) {
  uint32_t local = 0;
  ValType type;
  if (!ReadLocal(v, &local, &type) || !v.Pop(type)) return false;
  if (!v.locals().Set(local)) return v.OutOfMemory();
  return v.Push(type);
}

bool CheckGlobalGet(BodyValidator& v) {
  const GlobalType* const global = ReadGlobal(v);
  if (global == nullptr) return false;
  if (v.is_constant() && global->is_mutable) {
    return v.Invalid("constant expression required: global.get of a mutable global");
  }
  return v.Push(global->type);
}

bool CheckGlobalSet(BodyValidator& v) {
  const GlobalType* const global = ReadGlobal(v);
  if (global == nullptr) return false;
  if (!global->is_mutable) return v.Invalid("immutable global: global.set");
  return v.Pop(global->type);
}

}  // namespace virga::wasm
