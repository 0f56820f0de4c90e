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

struct FuncType {
  std::span<const ValType> params;
  std::span<const ValType> results;
};

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

// Limits of a table (elements) or memory (pages). spec: syntax/types (limits, address types).
struct SizeLimits {
  uint64_t min = 0;
  uint64_t max = UINT64_MAX;
  bool has_max = false;
  bool is_64 = false;       // address type i64
  bool is_shared = false;   // threads
  uint8_t page_shift = 16;  // memories: log2 of the page size (custom-page-sizes: 0 or 16)

  constexpr ValType address_type() const { return is_64 ? ValType::I64() : ValType::I32(); }
};

struct TableType {
  ValType element;
  SizeLimits limits;
};

struct MemoryType {
  SizeLimits limits;
};

struct GlobalType {
  ValType type;
  bool is_mutable = false;
};

struct TagType {
  uint32_t type_index = 0;  // a function type
};

enum class ExternKind : uint8_t { kFunc = 0, kTable = 1, kMemory = 2, kGlobal = 3, kTag = 4 };

}  // namespace virga::wasm

#endif  // ENGINE_TYPES_COMPOSITE_TYPE_H_
