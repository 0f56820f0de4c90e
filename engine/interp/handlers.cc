// kHandlers: the handlers of all operations, from the families' files.

#include "engine/compile/op.h"

namespace virga::wasm {

#define OP(name, ...) extern const Handler kHandlersOf##name[];
#include "engine/compile/op.def"

const Handler* const kHandlers[kOpCount] = {
#define OP(name, ...) kHandlersOf##name,
#include "engine/compile/op.def"
};

}  // namespace virga::wasm
