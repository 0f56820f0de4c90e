// Evaluates constant expressions. spec: valid/instructions (constant expressions).
//
// A small stack machine over the bytes that the validator accepted: literals, global.get, ref.null,
// ref.func and the integer arithmetic of extended-const. Linear in the expression's length, no
// recursion, operands on a Vec that is charged to the store.

#ifndef ENGINE_RUNTIME_CONST_EVAL_H_
#define ENGINE_RUNTIME_CONST_EVAL_H_

#include "engine/module/module.h"
#include "engine/runtime/instance.h"
#include "engine/runtime/slot.h"
#include "engine/support/reader.h"
#include "virga/error.h"

namespace virga::wasm {

// Up to two slots: a v128 takes both.
struct ConstValue {
  Slot low = 0;
  Slot high = 0;
};

// REQUIRES: `expr` was validated in the instance's module; the globals it names are initialised.
// Fails only for want of memory.
Result<ConstValue> EvalConst(Instance& instance, const ConstExpr& expr);

// The same for one expression of several that follow each other (element segments): reads through
// the final `end`.
Result<ConstValue> EvalConst(Instance& instance, ByteReader& reader);

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_CONST_EVAL_H_
