// LEB128 integers. spec: binary/values (integers).
//
// Decoders read at most `end - p` bytes, accept exactly the encodings of the specification (at most
// ceil(N/7) bytes, unused bits of the last byte zero or the sign) and never read past `end`.

#ifndef ENGINE_SUPPORT_LEB128_H_
#define ENGINE_SUPPORT_LEB128_H_

#include <cstdint>

namespace virga {

enum class LebError : uint8_t {
  kNone,
  kTruncated,  // "unexpected end"
  kTooLong,    // "integer representation too long"
  kTooLarge,   // "integer too large"
};

template <typename T>
struct LebResult {
  T value;
  const uint8_t* next;  // after the encoding; unspecified on error
  LebError error;
};

LebResult<uint32_t> DecodeU32Slow(const uint8_t* p, const uint8_t* end);
LebResult<uint64_t> DecodeU64(const uint8_t* p, const uint8_t* end);
LebResult<int32_t> DecodeS32(const uint8_t* p, const uint8_t* end);
LebResult<int64_t> DecodeS33(const uint8_t* p, const uint8_t* end);
LebResult<int64_t> DecodeS64(const uint8_t* p, const uint8_t* end);

// One-byte encodings are nearly all there are, so they stay inline.
inline LebResult<uint32_t> DecodeU32(const uint8_t* p, const uint8_t* end) {
  if (p != end && *p < 0x80) [[likely]]
    return {*p, p + 1, LebError::kNone};
  return DecodeU32Slow(p, end);
}

// Write the shortest encoding to `out` (room for 5 and 10 bytes) and return its length.
int EncodeU64(uint64_t value, uint8_t* out);
int EncodeS64(int64_t value, uint8_t* out);

}  // namespace virga

#endif  // ENGINE_SUPPORT_LEB128_H_
