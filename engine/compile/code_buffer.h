// The cells of the function that is being translated.
//
// While a function is open its cells carry their keys (operation, form, length), so that a producer
// can still change its form or its destination; Finish puts the handlers in. Branches to labels
// that are not placed yet are chained through their target words. Out of memory is remembered, not
// returned: emitting goes on harmlessly, and the caller asks ok() once per instruction.

#ifndef ENGINE_COMPILE_CODE_BUFFER_H_
#define ENGINE_COMPILE_CODE_BUFFER_H_

#include <cstdint>
#include <span>

#include "engine/compile/op.h"
#include "engine/compile/places.h"
#include "engine/support/vec.h"

namespace virga::wasm {

constexpr uint32_t kNoCell = UINT32_MAX;

// The forward references to one label: the newest target word, which links to the next older.
struct LabelRefs {
  int32_t head = -1;
  bool empty() const { return head < 0; }
};

class CodeBuffer {
 public:
  explicit CodeBuffer(Allocator* allocator) : cells_(allocator), places_(allocator) {}

  // Forgets the last function. False: out of memory.
  [[nodiscard]] bool Start(uint64_t first_offset);
  bool ok() const { return ok_; }
  uint32_t size() const { return static_cast<uint32_t>(cells_.size()); }

  // The place in the module that operations from now on come from.
  void SetPlace(uint64_t offset) { place_ = offset; }

  // Appends an operation of one cell, or with one data cell. Returns its index.
  uint32_t Emit(Op op, uint32_t form, uint16_t dst, uint16_t a, int32_t b);
  uint32_t EmitWithData(Op op, uint32_t form, uint16_t dst, uint16_t a, int32_t b, uint64_t data);
  // Appends the data cells of a table of `count` targets to the operation just emitted; returns the
  // word of the first.
  uint32_t EmitTargets(uint32_t count);

  Cell& at(uint32_t cell) { return cells_[cell]; }
  CellKey& key(uint32_t cell) { return cells_[cell].key; }

  // The last operation emitted, while nothing may jump between it and what comes next; kNoCell
  // otherwise.
  uint32_t last() const { return last_; }
  // Takes the last operation back; last() is then the one before it, if nothing may jump between
  // them. REQUIRES: last() != kNoCell.
  void RemoveLast();
  // Appends a data cell to the last operation. REQUIRES: last() != kNoCell.
  Cell& ExtendLast();

  // Targets. A target word is the b of a branch (cell * 4 + 3) or a word of a target table.
  static uint32_t TargetOf(uint32_t cell) { return cell * 4 + 3; }
  void Refer(LabelRefs* label, uint32_t word);
  void SetTarget(uint32_t word, uint32_t cell);
  // Places a label here: all references lead to the next cell.
  void Place(LabelRefs* label);
  // Something may jump here.
  void Barrier() { last_ = before_last_ = kNoCell; }

  std::span<const uint8_t> places() const { return places_.bytes(); }
  // Writes size() cells with their handlers to `out`.
  void Finish(Cell* out) const;

 private:
  uint32_t Append(const Cell& cell);
  int32_t& Word(uint32_t word) { return reinterpret_cast<int32_t*>(cells_.data())[word]; }

  Vec<Cell> cells_;
  PlaceWriter places_;
  uint64_t place_ = 0;
  uint32_t last_ = kNoCell;
  uint32_t before_last_ = kNoCell;
  bool ok_ = true;
};

}  // namespace virga::wasm

#endif  // ENGINE_COMPILE_CODE_BUFFER_H_
