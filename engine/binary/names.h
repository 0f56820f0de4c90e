// Names of functions and locals from the custom section "name". spec: appendix/custom (names).
//
// For backtraces and listings. Read on demand and in one pass each time: nothing is kept, so a
// module that never traps pays nothing. A malformed section gives fewer names and never an error
// (threat T61).

#ifndef ENGINE_BINARY_NAMES_H_
#define ENGINE_BINARY_NAMES_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/module/module.h"

namespace virga::wasm {

// Empty when the module has none. Views borrow from the module's bytes and are UTF-8.
std::string_view ModuleName(const Module& module);
std::string_view FunctionName(const Module& module, uint32_t function);
std::string_view LocalName(const Module& module, uint32_t function, uint32_t local);

// The names of several functions in one pass: out[i] is that of functions[i], or empty.
// REQUIRES: equal sizes.
void FunctionNames(const Module& module, std::span<const uint32_t> functions,
                   std::span<std::string_view> out);

}  // namespace virga::wasm

#endif  // ENGINE_BINARY_NAMES_H_
