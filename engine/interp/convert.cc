// Handlers of conversions.

#include "engine/interp/convert_ops.h"
#include "engine/interp/handler.h"

namespace virga::wasm {

#define OP_CONVERT VIRGA_DEFINE_FORMS
#include "engine/compile/op.def"

}  // namespace virga::wasm
