// Handlers of i64 arithmetic.

#include "engine/interp/handler.h"
#include "engine/interp/integer_ops.h"

namespace virga::wasm {

#define OP_NUMERIC_I64 VIRGA_DEFINE_FORMS
#include "engine/compile/op.def"

}  // namespace virga::wasm
