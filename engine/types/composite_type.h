// Function, struct, array and continuation types, sub types and recursion groups; limits of tables
// and memories. spec: syntax/types. Plain data; the spans are owned by whoever owns the type (a
// module's arena, the registry).

#ifndef ENGINE_TYPES_COMPOSITE_TYPE_H_
#define ENGINE_TYPES_COMPOSITE_TYPE_H_

#include <cstdint>
#include <span>

#include "engine/types/value_type.h"

namespace virga::wasm {

enum class CompositeKind : uint8_t { kFunc, kStruct, kArray, kCont };

constexpr uint32_t kNoType = UINT32_MAX;

// One type definition. Only the members of its kind are meaningful.
struct SubType {
  CompositeKind kind = CompositeKind::kFunc;
  bool is_final = true;
  uint32_t supertype = kNoType;       // type index, or kNoType
  FuncType func;                      // kFunc
  std::span<const FieldType> fields;  // kStruct: the fields; kArray: the one element
  uint32_t cont_func = kNoType;       // kCont: the function type's index
};

struct RecGroup {
  uint32_t first;  // type index of its first type
  uint32_t count;
};

struct TagType {
  uint32_t type_index = 0;  // a function type
};

}  // namespace virga::wasm

#endif  // ENGINE_TYPES_COMPOSITE_TYPE_H_
