#include "cli/sanitize.h"

#include <cstdint>
#include <cstdio>

#include "engine/support/utf8.h"

namespace virga::cli {

namespace {

bool IsHarmful(uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) ||                           // control characters
         c == 0x061c || c == 0x200e || c == 0x200f ||                     // marks of direction
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||  // and their ranges
         c == 0x2028 || c == 0x2029 || (c >= 0x200b && c <= 0x200d) || c == 0xfeff;
}

}  // namespace

std::string Sanitized(std::string_view text, bool keep_lines) {
  std::string safe;
  const char* p = text.data();
  const char* const end = p + text.size();
  char escape[16];
  while (p != end) {
    uint32_t scalar = 0;
    const int length = DecodeUtf8(p, end, &scalar);
    if (length == 0) {
      std::snprintf(escape, sizeof(escape), "\\x%02x", static_cast<unsigned char>(*p++));
      safe += escape;
      continue;
    }
    if (IsHarmful(scalar) && !(keep_lines && (scalar == '\n' || scalar == '\t'))) {
      std::snprintf(escape, sizeof(escape), "\\u{%x}", static_cast<unsigned>(scalar));
      safe += escape;
    } else {
      safe.append(p, static_cast<size_t>(length));
    }
    p += length;
  }
  return safe;
}

}  // namespace virga::cli
