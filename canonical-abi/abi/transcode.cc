#include "canonical-abi/abi/transcode.h"

#include <cstring>

#include "canonical-abi/abi/guest_memory.h"
#include "engine/support/utf8.h"

namespace virga::cabi {

namespace {

using Units = StringRef::Units;

constexpr bool IsHighSurrogate(uint32_t unit) { return (unit & 0xfc00) == 0xd800; }
constexpr bool IsLowSurrogate(uint32_t unit) { return (unit & 0xfc00) == 0xdc00; }

uint32_t Unit16(const uint8_t* data, uint64_t i) { return LoadLe<uint16_t>(data + 2 * i); }

// Decodes the scalar at unit `at` < units and returns how many units it takes, 0 when malformed.
uint32_t DecodeUtf16(const uint8_t* data, uint64_t at, uint64_t units, uint32_t* scalar) {
  const uint32_t first = Unit16(data, at);
  *scalar = first;
  if ((first & 0xf800) != 0xd800) return 1;
  if (!IsHighSurrogate(first) || units - at < 2) return 0;
  const uint32_t second = Unit16(data, at + 1);
  if (!IsLowSurrogate(second)) return 0;
  *scalar = 0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff));
  return 2;
}

uint32_t Decode(const Text& text, uint64_t at, uint32_t* scalar) {
  switch (text.encoding) {
    case Units::kUtf8: {
      const char* p = reinterpret_cast<const char*>(text.data);
      return static_cast<uint32_t>(DecodeUtf8(p + at, p + text.units, scalar));
    }
    case Units::kUtf16:
      return DecodeUtf16(text.data, at, text.units, scalar);
    case Units::kLatin1:
      *scalar = text.data[at];
      return 1;
  }
  return 0;
}

bool IsUtf16(const uint8_t* data, uint64_t units) {
  for (uint64_t i = 0; i < units;) {
    uint32_t scalar;
    const uint32_t taken = DecodeUtf16(data, i, units, &scalar);
    if (taken == 0) return false;
    i += taken;
  }
  return true;
}

uint32_t Utf8Length(uint32_t scalar) {
  return scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
}

}  // namespace

bool IsWellFormed(const Text& text) {
  switch (text.encoding) {
    case Units::kUtf8:
      return IsUtf8({reinterpret_cast<const char*>(text.data), static_cast<size_t>(text.units)});
    case Units::kUtf16:
      return IsUtf16(text.data, text.units);
    case Units::kLatin1:
      return true;
  }
  return false;
}

uint64_t PrefixBelow(const Text& text, uint32_t bound) {
  uint64_t i = 0;
  if (text.encoding == Units::kUtf16) {
    while (i < text.units && Unit16(text.data, i) < bound) ++i;
  } else {
    while (i < text.units && text.data[i] < bound) ++i;
  }
  return i;
}

uint64_t Utf8Bytes(const Text& text) {
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < text.units;) {
    uint32_t scalar;
    const uint32_t taken = Decode(text, i, &scalar);
    if (taken == 0) break;
    bytes += Utf8Length(scalar);
    i += taken;
  }
  return bytes;
}

uint64_t WriteUtf8(const Text& text, uint64_t from, uint8_t* out, uint64_t capacity) {
  uint64_t written = 0;
  for (uint64_t i = from; i < text.units;) {
    uint32_t scalar;
    const uint32_t taken = Decode(text, i, &scalar);
    if (taken == 0 || Utf8Length(scalar) > capacity - written) return kBadText;
    written += static_cast<uint64_t>(EncodeUtf8(scalar, reinterpret_cast<char*>(out) + written));
    i += taken;
  }
  return written;
}

uint64_t WriteUtf16(const Text& text, uint64_t from, uint8_t* out, uint64_t capacity) {
  uint64_t written = 0;
  for (uint64_t i = from; i < text.units;) {
    uint32_t scalar;
    const uint32_t taken = Decode(text, i, &scalar);
    const uint32_t bytes = scalar < 0x10000 ? 2 : 4;
    if (taken == 0 || bytes > capacity - written) return kBadText;
    if (bytes == 2) {
      StoreLe(out + written, static_cast<uint16_t>(scalar));
    } else {
      const uint32_t rest = scalar - 0x10000;
      StoreLe(out + written, static_cast<uint16_t>(0xd800 | rest >> 10));
      StoreLe(out + written + 2, static_cast<uint16_t>(0xdc00 | (rest & 0x3ff)));
    }
    written += bytes;
    i += taken;
  }
  return written;
}

uint64_t WriteLatin1(const Text& text, uint8_t* out, uint64_t capacity, uint64_t* consumed) {
  uint64_t written = 0;
  uint64_t i = 0;
  while (i < text.units) {
    uint32_t scalar;
    const uint32_t taken = Decode(text, i, &scalar);
    if (taken == 0) return kBadText;
    if (scalar >= 0x100) break;
    if (written == capacity) return kBadText;
    out[written++] = static_cast<uint8_t>(scalar);
    i += taken;
  }
  *consumed = i;
  return written;
}

}  // namespace virga::cabi
