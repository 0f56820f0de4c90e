#include "engine/compile/code_buffer.h"

#include <cstring>

#include "engine/support/check.h"

namespace virga::wasm {

bool CodeBuffer::Start(uint64_t first_offset) {
  cells_.Clear();
  places_.Start(first_offset);
  place_ = first_offset;
  Barrier();
  ok_ = cells_.Reserve(64);
  return ok_;
}

uint32_t CodeBuffer::Append(const Cell& cell) {
  if (!cells_.Push(cell)) {
    ok_ = false;
    cells_.back() = cell;  // Start made room for some: there is a last one to overwrite
  }
  return size() - 1;
}

uint32_t CodeBuffer::Emit(Op op, uint32_t form, uint16_t dst, uint16_t a, int32_t b) {
  VIRGA_DCHECK(form < FormsOf(InfoOf(op).shape));
  Cell cell;
  cell.key = {op, static_cast<uint16_t>(form), 1};
  cell.dst = dst;
  cell.a = a;
  cell.b = b;
  before_last_ = last_;
  last_ = Append(cell);
  if (InfoOf(op).traps && !places_.Add(last_, place_)) ok_ = false;
  return last_;
}

uint32_t CodeBuffer::EmitWithData(Op op, uint32_t form, uint16_t dst, uint16_t a, int32_t b,
                                  uint64_t data) {
  const uint32_t cell = Emit(op, form, dst, a, b);
  ExtendLast().data = data;
  return cell;
}

uint32_t CodeBuffer::EmitTargets(uint32_t count) {
  const uint32_t operation = last_;
  const uint32_t first = size();
  for (uint32_t cells = (count + 3) / 4; cells > 0 && ok_; --cells) Append(Cell{});
  if (ok_) key(operation).cells = 1 + size() - first;
  Barrier();
  return first * 4;
}

void CodeBuffer::RemoveLast() {
  VIRGA_DCHECK(last_ != kNoCell);
  if (ok_) cells_.Truncate(last_);
  last_ = before_last_;
  before_last_ = kNoCell;
}

Cell& CodeBuffer::ExtendLast() {
  VIRGA_DCHECK(last_ != kNoCell);
  const uint32_t data = Append(Cell{});
  if (ok_) ++key(last_).cells;
  return cells_[data];
}

void CodeBuffer::Refer(LabelRefs* label, uint32_t word) {
  if (!ok_) return;
  Word(word) = label->head;
  label->head = static_cast<int32_t>(word);
}

void CodeBuffer::SetTarget(uint32_t word, uint32_t cell) {
  if (!ok_) return;
  Word(word) = static_cast<int32_t>(cell) - static_cast<int32_t>(word / 4);
}

void CodeBuffer::Place(LabelRefs* label) {
  if (!ok_) return;
  for (int32_t word = label->head; word >= 0;) {
    const int32_t next = Word(static_cast<uint32_t>(word));
    SetTarget(static_cast<uint32_t>(word), size());
    word = next;
  }
  label->head = -1;
  Barrier();
}

void CodeBuffer::Finish(Cell* out) const {
  VIRGA_DCHECK(ok_);
  std::memcpy(out, cells_.data(), cells_.size() * sizeof(Cell));
  for (uint32_t i = 0; i < size();) {
    const CellKey key = cells_[i].key;
    out[i].handler = kHandlers[static_cast<size_t>(key.op)][key.form];
    VIRGA_DCHECK(out[i].handler != nullptr);
    i += key.cells;
  }
}

}  // namespace virga::wasm
