// UTF-8 as WebAssembly and the component model define it: Unicode scalar values only, shortest
// forms only. spec: binary/values (names).

#ifndef ENGINE_SUPPORT_UTF8_H_
#define ENGINE_SUPPORT_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace virga {

// Whether all of `text` is well-formed.
bool IsUtf8(std::string_view text);

// Decodes one scalar value at `p` < `end`; returns its length in bytes, or 0 when malformed or cut
// off.
int DecodeUtf8(const char* p, const char* end, uint32_t* scalar);

// Writes the encoding of a scalar value (1 to 4 bytes) and returns its length.
// REQUIRES: scalar < 0x110000 and not a surrogate.
int EncodeUtf8(uint32_t scalar, char* out);

}  // namespace virga

#endif  // ENGINE_SUPPORT_UTF8_H_
