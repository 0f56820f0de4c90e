// A decoded module as plain data. spec: syntax/modules.
//
// Made by binary/ (later also text/), checked by validate/, instantiated by runtime/. All arrays
// live in the module's arena; byte ranges (bodies, constant expressions, names, segment data)
// borrow from `bytes`, which the owner of the Module keeps alive. Concrete heap types hold module
// type indices. Index spaces list imports first. Nothing here is checked beyond the binary format:
// only a ValidatedModule may be run.

#ifndef ENGINE_MODULE_MODULE_H_
#define ENGINE_MODULE_MODULE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/support/arena.h"
#include "engine/types/composite_type.h"

namespace virga::wasm {

// A range of the input with its position, for messages and backtraces.
struct Code {
  std::span<const uint8_t> bytes;
  uint64_t offset = 0;  // of bytes[0], from the start of the module
};

// A constant expression: its instructions up to and including `end`.
using ConstExpr = Code;

struct Import {
  std::string_view module;
  std::string_view name;
  ExternKind kind = ExternKind::kFunc;
  uint32_t index = 0;   // in the index space of its kind
  uint64_t offset = 0;  // of the import, in the module
};

struct Export {
  std::string_view name;
  ExternKind kind = ExternKind::kFunc;
  uint32_t index = 0;
  uint64_t offset = 0;
};

struct Table {
  TableType type;
  ConstExpr init;  // empty bytes: null elements
};

struct Global {
  GlobalType type;
  ConstExpr init;  // empty bytes: imported
};

enum class SegmentMode : uint8_t { kActive, kPassive, kDeclarative };

struct DataSegment {
  SegmentMode mode = SegmentMode::kPassive;
  uint32_t memory = 0;
  ConstExpr offset;  // kActive
  std::span<const uint8_t> bytes;
};

struct ElementSegment {
  SegmentMode mode = SegmentMode::kPassive;
  ValType type;
  uint32_t table = 0;
  ConstExpr offset;  // kActive
  uint32_t count = 0;
  bool is_expressions = false;
  // Function indices (count LEB128 numbers) or constant expressions (each ended by `end`), as they
  // stand in the input: segments are read once per instantiation, decoding them ahead would only
  // cost memory. Structure already checked.
  Code items;
};

struct Body {
  Code code;  // local declarations and instructions, up to and including the final `end`
};

struct CustomSection {
  std::string_view name;
  std::span<const uint8_t> bytes;
  uint64_t offset = 0;        // of bytes[0]
  uint8_t after_section = 0;  // id of the last known section before it
};

constexpr uint32_t kNoIndex = UINT32_MAX;

struct Module {
  explicit Module(Allocator* allocator) : arena(allocator) {}

  Arena arena;
  std::span<const uint8_t> bytes;  // the whole input, borrowed

  std::span<const SubType> types;
  std::span<const RecGroup> rec_groups;
  std::span<const Import> imports;
  std::span<const uint32_t> functions;  // type index of each function, imports included
  std::span<const Table> tables;
  std::span<const MemoryType> memories;
  std::span<const Global> globals;
  std::span<const TagType> tags;
  std::span<const Export> exports;
  uint32_t start = kNoIndex;
  std::span<const ElementSegment> elements;
  std::span<const DataSegment> datas;
  std::span<const Body> bodies;  // of the functions that are not imported
  std::span<const CustomSection> customs;
  bool has_data_count = false;
  // Where the contents of each known section start, by section id; 0 for those that are absent.
  uint64_t section_offsets[14] = {};

  uint32_t imported_functions = 0;
  uint32_t imported_tables = 0;
  uint32_t imported_memories = 0;
  uint32_t imported_globals = 0;
  uint32_t imported_tags = 0;

  // The function type of a function. REQUIRES: validated.
  const FuncType& TypeOfFunction(uint32_t function) const {
    return types[functions[function]].func;
  }
};

}  // namespace virga::wasm

#endif  // ENGINE_MODULE_MODULE_H_
