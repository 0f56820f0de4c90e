// Bytes to module. spec: binary/modules.
//
// Checks the structure of the whole module except what lies inside function bodies and constant
// expressions' operands, which the validator reads (each check lives in one place). Nothing is
// allocated on the word of the input: every count is first compared with the bytes that are left
// and with its limit.

#ifndef ENGINE_BINARY_DECODER_H_
#define ENGINE_BINARY_DECODER_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/module/module.h"
#include "virga/error.h"
#include "virga/features.h"
#include "virga/limits.h"

namespace virga::wasm {

// Borrows `bytes`, which must outlive the module. `base` is the position of the module in the file
// that the user sees (a module inside a component); offsets in the module and in errors include it.
Result<std::unique_ptr<Module>> DecodeModule(std::span<const uint8_t> bytes,
                                             const Features& features, const Limits& limits,
                                             Allocator* allocator, uint64_t base = 0);

}  // namespace virga::wasm

#endif  // ENGINE_BINARY_DECODER_H_
