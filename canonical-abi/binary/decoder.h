// Bytes to component. spec: component-model Binary.
//
// Checks the structure of the whole component and nothing of its types; embedded core modules are
// left to engine/. Nothing is allocated on the word of the input: every count is first
// compared with the bytes that are left and with its limit. Nested components and types are decoded
// with an explicit stack of at most Limits.component_depth entries. Async built-ins and types are
// decoded like all others; value definitions and start functions are refused as unsupported.

#ifndef CANONICAL_ABI_BINARY_DECODER_H_
#define CANONICAL_ABI_BINARY_DECODER_H_

#include <cstdint>
#include <memory>
#include <span>

#include "canonical-abi/types/component.h"
#include "virga/error.h"
#include "virga/limits.h"

namespace virga::cabi {

// Whether the bytes start like a component (as opposed to a core module or anything else).
bool IsComponent(std::span<const uint8_t> bytes);

// Borrows `bytes`, which must outlive the result.
Result<std::unique_ptr<DecodedComponent>> DecodeComponent(std::span<const uint8_t> bytes,
                                                          const Limits& limits,
                                                          Allocator* allocator);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_BINARY_DECODER_H_
