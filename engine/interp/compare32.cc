// Handlers of i32 comparisons and their fused branches.

#include "engine/interp/handler.h"
#include "engine/interp/integer_ops.h"

namespace virga::wasm {

#define OP_COMPARE_I32 VIRGA_DEFINE_FORMS
#define OP_BRANCH_I32 VIRGA_DEFINE_FORMS
#include "engine/compile/op.def"

}  // namespace virga::wasm
