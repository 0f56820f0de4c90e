// The translator of a module: validated bodies to threaded code. See translation.h for the work.
//
// Used by ModuleCode, which serialises the calls. Each function's code is one block: header, cells,
// table of places; it lives as long as the translator.

#ifndef ENGINE_COMPILE_TRANSLATOR_H_
#define ENGINE_COMPILE_TRANSLATOR_H_

#include <memory>

#include "engine/runtime/module_code.h"
#include "engine/support/allocator.h"

namespace virga::wasm {

// All memory is charged to `allocator`. nullptr when there is none.
std::unique_ptr<Translator> NewTranslator(Allocator* allocator);

}  // namespace virga::wasm

#endif  // ENGINE_COMPILE_TRANSLATOR_H_
