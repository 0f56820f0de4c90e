// Data and element segments at run time. spec: exec/instructions (memory.init, table.init,
// data.drop, elem.drop).
//
// Used by instantiation for active segments and by the interpreter's bulk handlers. Bounds are
// checked before anything is written, so a failing call writes nothing. A dropped segment has
// length 0. The caller charges fuel first.

#ifndef ENGINE_RUNTIME_SEGMENT_H_
#define ENGINE_RUNTIME_SEGMENT_H_

#include <cstdint>

#include "engine/runtime/instance.h"
#include "virga/error.h"

namespace virga::wasm {

// Copies `count` bytes of data segment `segment` from `source` to `destination`. Error: a trap (out
// of bounds memory access).
Status InitMemory(Instance& instance, Memory& memory, uint32_t segment, uint64_t destination,
                  uint64_t source, uint64_t count);

// Copies `count` references of an element segment. Errors: a trap (out of bounds table access, out
// of memory when the segment's values do not fit the store).
Status InitTable(Instance& instance, TableInstance& table, uint32_t segment, uint64_t destination,
                 uint64_t source, uint64_t count);

void DropData(Instance& instance, uint32_t segment);
void DropElement(Instance& instance, uint32_t segment);

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_SEGMENT_H_
