#include "engine/compile/places.h"

#include "engine/support/check.h"
#include "engine/support/leb128.h"

namespace virga::wasm {

void PlaceWriter::Start(uint64_t first_offset) {
  bytes_.Clear();
  cell_ = 0;
  offset_ = first_offset;
}

bool PlaceWriter::Add(uint32_t cell, uint64_t offset) {
  VIRGA_DCHECK(cell >= cell_);
  uint8_t buffer[20];
  int length = EncodeU64(cell - cell_, buffer);
  length += EncodeS64(static_cast<int64_t>(offset - offset_), buffer + length);
  cell_ = cell;
  offset_ = offset;
  return bytes_.Append({buffer, static_cast<size_t>(length)});
}

uint64_t FindPlace(std::span<const uint8_t> bytes, uint64_t first_offset, uint32_t cell) {
  const uint8_t* p = bytes.data();
  const uint8_t* const end = p + bytes.size();
  uint64_t at = 0;
  uint64_t offset = first_offset;
  while (p != end) {
    const LebResult<uint64_t> cells = DecodeU64(p, end);
    const LebResult<int64_t> delta = DecodeS64(cells.next, end);
    VIRGA_DCHECK(cells.error == LebError::kNone && delta.error == LebError::kNone);
    at += cells.value;
    if (at > cell) break;
    offset += static_cast<uint64_t>(delta.value);
    p = delta.next;
  }
  return offset;
}

}  // namespace virga::wasm
