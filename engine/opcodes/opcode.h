// Instructions as an enum and their properties, from the one table opcodes.def.
//
// Opcode is dense (the row number); binary codes are found through FindOpcode. The decoder,
// validator, translator, printer, tracer and tests all iterate or index this table.

#ifndef ENGINE_OPCODES_OPCODE_H_
#define ENGINE_OPCODES_OPCODE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "virga/features.h"

namespace virga::wasm {

enum class Opcode : uint16_t {
#define X(name, prefix, code, text, immediate, signature, feature, fuel) k##name,
#include "engine/opcodes/opcodes.def"
#undef X
};

constexpr size_t kOpcodeCount = 0
#define X(...) +1
#include "engine/opcodes/opcodes.def"
#undef X
    ;

// What follows an opcode in the binary format. LEB128 unless said otherwise.
enum class Immediate : uint8_t {
  kNone,
  kBlock,         // block type (s33)
  kTryTable,      // block type, vector of catch clauses
  kLabel,         // label index
  kBrTable,       // vector of labels, default label
  kFunc,          // function index
  kCallIndirect,  // type index, table index
  kType,          // type index
  kTag,           // tag index
  kSelectTypes,   // vector of value types
  kLocal,
  kGlobal,
  kTable,
  kTableTable,  // destination table, source table
  kElemTable,   // element segment, table
  kElem,
  kMemArg,      // alignment exponent with memory flag, [memory], offset
  kMemArgLane,  // memarg, lane byte
  kMemory,
  kMemoryMemory,  // destination memory, source memory
  kDataMemory,    // data segment, memory
  kData,
  kI32,          // s32
  kI64,          // s64
  kF32,          // 4 bytes
  kF64,          // 8 bytes
  kV128,         // 16 bytes
  kLane,         // one byte
  kLanes16,      // 16 bytes
  kHeapType,     // s33
  kTypeField,    // type index, field index
  kTypeCount,    // type index, u32 (array.new_fixed)
  kTypeData,     // type index, data segment
  kTypeElem,     // type index, element segment
  kTypeType,     // destination type, source type
  kBrCast,       // flags byte, label, heap type, heap type
  kAtomicFence,  // one zero byte
  kTypeTag,      // continuation type, tag (suspend-like forms)
  kResume,       // continuation type, vector of handler clauses
  kResumeThrow,  // continuation type, tag, vector of handler clauses
};

struct OpcodeInfo {
  Opcode opcode;
  uint8_t prefix;
  uint32_t code;
  std::string_view text;
  Immediate immediate;
  std::string_view signature;
  std::optional<Feature> feature;  // none: always there
  uint8_t fuel;
};

// REQUIRES: a value of the enum.
const OpcodeInfo& InfoOf(Opcode opcode);

// The instruction with a binary code, or none. `prefix` 0 for one-byte opcodes. Constant time.
std::optional<Opcode> FindOpcode(uint8_t prefix, uint32_t code);

}  // namespace virga::wasm

#endif  // ENGINE_OPCODES_OPCODE_H_
