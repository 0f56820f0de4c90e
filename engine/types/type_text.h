// The text form of types, for messages. spec: text/types.
//
// Fixed buffers, no allocation: used on error paths of every room of the engine, and by inspect.

#ifndef ENGINE_TYPES_TYPE_TEXT_H_
#define ENGINE_TYPES_TYPE_TEXT_H_

#include <cstddef>
#include <span>

#include "engine/types/composite_type.h"

namespace virga::wasm {

// A short text by value; print it with "%s" and c_str().
template <size_t kBytes>
class FixedText {
 public:
  const char* c_str() const { return bytes; }
  char bytes[kBytes] = {};
};

// "i32", "funcref", "(ref null 7)"; "any value" for the bottom type.
FixedText<32> TextOf(ValType type);
FixedText<32> TextOf(HeapType type);
// "[i32 i64]", cut short with " ..." when it is long.
FixedText<128> TextOf(std::span<const ValType> types);
// "function", "table", "memory", "global", "tag".
const char* TextOf(ExternKind kind);

}  // namespace virga::wasm

#endif  // ENGINE_TYPES_TYPE_TEXT_H_
