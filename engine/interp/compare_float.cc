// Handlers of f32 and f64 comparisons and their fused branches.

#include "engine/interp/float_ops.h"
#include "engine/interp/handler.h"

namespace virga::wasm {

#define OP_COMPARE_FLOAT VIRGA_DEFINE_FORMS
#define OP_COMPARE_NOT VIRGA_DEFINE_FORMS
#define OP_BRANCH_FLOAT VIRGA_DEFINE_FORMS
#include "engine/compile/op.def"

}  // namespace virga::wasm
