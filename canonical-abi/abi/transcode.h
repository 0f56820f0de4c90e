// Checking and converting strings between the encodings of the canonical ABI.
//
// Every writer is bounded by its output and survives malformed input (answering kBadText), so that
// even text which changed after it was checked cannot do harm. Byte-wise access only: neither side
// need be aligned, UTF-16 is little-endian. spec: CanonicalABI (load_string_from_range,
// store_string_into_range).

#ifndef CANONICAL_ABI_ABI_TRANSCODE_H_
#define CANONICAL_ABI_ABI_TRANSCODE_H_

#include <cstdint>

#include "canonical-abi/abi/call_context.h"

namespace virga::cabi {

struct Text {
  StringRef::Units encoding;
  const uint8_t* data;
  uint64_t units;
};

constexpr uint64_t kBadText = UINT64_MAX;

// Whether every code unit belongs to a Unicode scalar value.
bool IsWellFormed(const Text& text);

// Units at the start that are below `bound` (0x80 or 0x100) and stand alone: that many scalars in
// UTF-16 and Latin-1, and in UTF-8 for bound 0x80.
uint64_t PrefixBelow(const Text& text, uint32_t bound);

// Bytes of the text in UTF-8. REQUIRES: well-formed.
uint64_t Utf8Bytes(const Text& text);

// Each writes the text from unit `from` on, `capacity` bytes at most, and returns the bytes
// written, or kBadText when it is malformed or does not fit.
uint64_t WriteUtf8(const Text& text, uint64_t from, uint8_t* out, uint64_t capacity);
uint64_t WriteUtf16(const Text& text, uint64_t from, uint8_t* out, uint64_t capacity);

// Writes scalars below 0x100 as Latin-1 until one is not, or the text ends; *consumed is the number
// of units they took. Returns the bytes written, or kBadText.
uint64_t WriteLatin1(const Text& text, uint8_t* out, uint64_t capacity, uint64_t* consumed);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_TRANSCODE_H_
