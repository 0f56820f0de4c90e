#include "engine/support/leb128.h"

namespace virga {

namespace {

template <int kBits>
LebResult<uint64_t> DecodeUnsigned(const uint8_t* p, const uint8_t* end) {
  constexpr int kBytesMax = (kBits + 6) / 7;
  constexpr int kLastBits = kBits - 7 * (kBytesMax - 1);
  uint64_t value = 0;
  for (int i = 0; i < kBytesMax; ++i) {
    if (p == end) return {0, p, LebError::kTruncated};
    const uint8_t byte = *p++;
    value |= uint64_t{byte & 0x7fu} << (7 * i);
    if (i == kBytesMax - 1) {
      if (byte & 0x80) return {0, p, LebError::kTooLong};
      if (byte >> kLastBits != 0) return {0, p, LebError::kTooLarge};
    }
    if (!(byte & 0x80)) break;
  }
  return {value, p, LebError::kNone};
}

template <int kBits>
LebResult<int64_t> DecodeSigned(const uint8_t* p, const uint8_t* end) {
  constexpr int kBytesMax = (kBits + 6) / 7;
  constexpr int kLastBits =
      kBits - 7 * (kBytesMax - 1);  // value bits in the last byte, sign included
  uint64_t value = 0;
  int shift = 0;
  for (int i = 0; i < kBytesMax; ++i) {
    if (p == end) return {0, p, LebError::kTruncated};
    const uint8_t byte = *p++;
    value |= uint64_t{byte & 0x7fu} << (7 * i);
    shift = 7 * (i + 1);
    if (i == kBytesMax - 1) {
      if (byte & 0x80) return {0, p, LebError::kTooLong};
      // The bits above the sign must repeat it.
      const int rest = (byte & 0x7f) >> (kLastBits - 1);
      if (rest != 0 && rest != (0x7f >> (kLastBits - 1))) return {0, p, LebError::kTooLarge};
    }
    if (!(byte & 0x80)) break;
  }
  if (shift < 64 && (value >> (shift - 1) & 1) != 0) value |= ~uint64_t{0} << shift;
  return {static_cast<int64_t>(value), p, LebError::kNone};
}

}  // namespace

LebResult<uint32_t> DecodeU32Slow(const uint8_t* p, const uint8_t* end) {
  const LebResult<uint64_t> wide = DecodeUnsigned<32>(p, end);
  return {static_cast<uint32_t>(wide.value), wide.next, wide.error};
}

LebResult<uint64_t> DecodeU64(const uint8_t* p, const uint8_t* end) {
  return DecodeUnsigned<64>(p, end);
}

LebResult<int32_t> DecodeS32(const uint8_t* p, const uint8_t* end) {
  const LebResult<int64_t> wide = DecodeSigned<32>(p, end);
  return {static_cast<int32_t>(wide.value), wide.next, wide.error};
}

LebResult<int64_t> DecodeS33(const uint8_t* p, const uint8_t* end) {
  return DecodeSigned<33>(p, end);
}

LebResult<int64_t> DecodeS64(const uint8_t* p, const uint8_t* end) {
  return DecodeSigned<64>(p, end);
}

int EncodeU64(uint64_t value, uint8_t* out) {
  int length = 0;
  while (value >= 0x80) {
    out[length++] = static_cast<uint8_t>(value | 0x80);
    value >>= 7;
  }
  out[length++] = static_cast<uint8_t>(value);
  return length;
}

int EncodeS64(int64_t value, uint8_t* out) {
  int length = 0;
  while (value < -64 || value > 63) {
    out[length++] = static_cast<uint8_t>(value | 0x80);
    value >>= 7;
  }
  out[length++] = static_cast<uint8_t>(value & 0x7f);
  return length;
}

}  // namespace virga
