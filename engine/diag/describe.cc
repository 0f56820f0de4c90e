#include "engine/diag/describe.h"

#include <cstdint>
#include <cstdio>

#include "engine/support/utf8.h"

namespace virga {

namespace {

// C0, DEL, C1, and the characters that reorder or hide the text around them.
bool IsUnprintable(uint32_t scalar) {
  return scalar < 0x20 || (scalar >= 0x7f && scalar < 0xa0) ||
         (scalar >= 0x200b && scalar <= 0x200f) || (scalar >= 0x2028 && scalar <= 0x202e) ||
         (scalar >= 0x2060 && scalar <= 0x206f) || scalar == 0xfeff || scalar == 0x061c ||
         (scalar >= 0xfff9 && scalar <= 0xfffb);
}

}  // namespace

void AppendPrintable(std::string_view text, std::string* out) {
  const char* p = text.data();
  const char* const end = p + text.size();
  char escape[16];
  while (p != end) {
    uint32_t scalar = 0;
    const int length = DecodeUtf8(p, end, &scalar);
    if (length == 0) {
      std::snprintf(escape, sizeof(escape), "\\x%02x", static_cast<uint8_t>(*p));
      out->append(escape);
      ++p;
      continue;
    }
    if (IsUnprintable(scalar)) {
      std::snprintf(escape, sizeof(escape), "\\u{%x}", scalar);
      out->append(escape);
    } else {
      out->append(p, static_cast<size_t>(length));
    }
    p += length;
  }
}

std::string Describe(const Error& error, std::string_view file) {
  std::string line;
  AppendPrintable(file, &line);
  if (error.offset().has_value()) {
    char place[32];
    std::snprintf(place, sizeof(place), "%s0x%llx", line.empty() ? "" : ":",
                  static_cast<unsigned long long>(*error.offset()));
    line += place;
  }
  if (!line.empty()) line += ": ";
  AppendPrintable(error.message(), &line);
  return line;
}

}  // namespace virga
