#include "engine/support/utf8.h"

#include <cstring>

namespace virga {

int DecodeUtf8(const char* p, const char* end, uint32_t* scalar) {
  const auto byte = [p](int i) { return static_cast<uint8_t>(p[i]); };
  const auto continues = [&](int i) { return (byte(i) & 0xc0) == 0x80; };
  const uint8_t first = byte(0);
  const ptrdiff_t left = end - p;
  if (first < 0x80) {
    *scalar = first;
    return 1;
  }
  if (first >= 0xc2 && first <= 0xdf && left >= 2 && continues(1)) {
    *scalar = (first & 0x1fu) << 6 | (byte(1) & 0x3fu);
    return 2;
  }
  if ((first & 0xf0) == 0xe0 && left >= 3 && continues(1) && continues(2)) {
    *scalar = (first & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    const bool surrogate = *scalar >= 0xd800 && *scalar <= 0xdfff;
    return *scalar >= 0x800 && !surrogate ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4 && left >= 4 && continues(1) && continues(2) && continues(3)) {
    *scalar = (first & 0x07u) << 18 | (byte(1) & 0x3fu) << 12 | (byte(2) & 0x3fu) << 6 |
              (byte(3) & 0x3fu);
    return *scalar >= 0x10000 && *scalar < 0x110000 ? 4 : 0;
  }
  return 0;
}

bool IsUtf8(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    // Eight ASCII bytes at a time: names and strings are mostly ASCII.
    while (end - p >= 8) {
      uint64_t word;
      std::memcpy(&word, p, 8);
      if ((word & 0x8080808080808080u) != 0) break;
      p += 8;
    }
    if (p == end) break;
    uint32_t scalar;
    const int length = DecodeUtf8(p, end, &scalar);
    if (length == 0) return false;
    p += length;
  }
  return true;
}

int EncodeUtf8(uint32_t scalar, char* out) {
  const auto put = [out](int i, uint32_t bits) { out[i] = static_cast<char>(bits); };
  if (scalar < 0x80) {
    put(0, scalar);
    return 1;
  }
  if (scalar < 0x800) {
    put(0, 0xc0 | scalar >> 6);
    put(1, 0x80 | (scalar & 0x3f));
    return 2;
  }
  if (scalar < 0x10000) {
    put(0, 0xe0 | scalar >> 12);
    put(1, 0x80 | (scalar >> 6 & 0x3f));
    put(2, 0x80 | (scalar & 0x3f));
    return 3;
  }
  put(0, 0xf0 | scalar >> 18);
  put(1, 0x80 | (scalar >> 12 & 0x3f));
  put(2, 0x80 | (scalar >> 6 & 0x3f));
  put(3, 0x80 | (scalar & 0x3f));
  return 4;
}

}  // namespace virga
