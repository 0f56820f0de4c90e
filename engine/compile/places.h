// Where cells came from: a compact table of (cell, place in the module) for backtraces.
//
// One entry for each operation that can trap, call or stop, delta-encoded as two LEB128 numbers:
// how many cells after the entry before, how many bytes further in the module (signed: an operation
// may be emitted later than one that follows it). The translator writes it, Locate reads it; it
// stands right behind the cells. About two bytes an entry.

#ifndef ENGINE_COMPILE_PLACES_H_
#define ENGINE_COMPILE_PLACES_H_

#include <cstdint>
#include <span>

#include "engine/support/vec.h"

namespace virga::wasm {

class PlaceWriter {
 public:
  explicit PlaceWriter(Allocator* allocator) : bytes_(allocator) {}

  void Start(uint64_t first_offset);
  // REQUIRES: `cell` is not before the one of the last call. False: out of memory.
  [[nodiscard]] bool Add(uint32_t cell, uint64_t offset);
  std::span<const uint8_t> bytes() const { return bytes_.span(); }

 private:
  Vec<uint8_t> bytes_;
  uint32_t cell_ = 0;
  uint64_t offset_ = 0;
};

// The place of the last entry at or before `cell`; `first_offset` when there is none.
uint64_t FindPlace(std::span<const uint8_t> bytes, uint64_t first_offset, uint32_t cell);

}  // namespace virga::wasm

#endif  // ENGINE_COMPILE_PLACES_H_
