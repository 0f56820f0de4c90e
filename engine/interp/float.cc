// Handlers of f32 and f64 arithmetic.

#include "engine/interp/float_ops.h"
#include "engine/interp/handler.h"

namespace virga::wasm {

#define OP_FLOAT VIRGA_DEFINE_FORMS
#include "engine/compile/op.def"

}  // namespace virga::wasm
