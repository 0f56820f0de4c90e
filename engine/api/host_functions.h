// Host functions as the engine sees them, around the callables of the installed API.

#ifndef ENGINE_API_HOST_FUNCTIONS_H_
#define ENGINE_API_HOST_FUNCTIONS_H_

#include <memory>

#include "engine/runtime/fiber.h"
#include "virga/host.h"
#include "virga/linker.h"

namespace virga::internal {

// Both own the callable's state from the start; nullptr (and the state destroyed) without memory.
std::unique_ptr<wasm::HostFunction> WrapCallable(const HostCallable& callable);
std::unique_ptr<wasm::HostFunction> WrapCallable(const DynamicCallable& callable);

}  // namespace virga::internal

#endif  // ENGINE_API_HOST_FUNCTIONS_H_
