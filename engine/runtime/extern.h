// Extern: one importable or exportable thing of a store. spec: exec/runtime (external values).

#ifndef ENGINE_RUNTIME_EXTERN_H_
#define ENGINE_RUNTIME_EXTERN_H_

#include "engine/module/module.h"
#include "engine/runtime/instance.h"
#include "engine/validate/validated.h"
#include "virga/error.h"

namespace virga::wasm {

struct Extern {
  ExternKind kind = ExternKind::kFunc;
  union {
    Func* func = nullptr;
    TableInstance* table;
    Memory* memory;
    GlobalInstance* global;
    TagInstance* tag;
  };

  static Extern Of(Func* func) { return {ExternKind::kFunc, {.func = func}}; }
  static Extern Of(TableInstance* table) { return {ExternKind::kTable, {.table = table}}; }
  static Extern Of(Memory* memory) { return {ExternKind::kMemory, {.memory = memory}}; }
  static Extern Of(GlobalInstance* global) { return {ExternKind::kGlobal, {.global = global}}; }
  static Extern Of(TagInstance* tag) { return {ExternKind::kTag, {.tag = tag}}; }
};

// Whether `actual` may stand for an import of a validated module. Success, or kUnlinkable with
// "incompatible import type: expected ..., got ...". spec: valid/matching (external types).
Status MatchImport(const ValidatedModule& module, const Import& import, const Extern& actual);

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_EXTERN_H_
