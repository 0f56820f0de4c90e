// Threat T02: every encoding of up to 11 bytes from a small alphabet, against a plain big-number
// oracle.

#include "engine/support/leb128.h"

#include <gtest/gtest.h>

#include <vector>

namespace virga {
namespace {

using Int128 = __int128;

// What the specification's grammar says of an encoding of an N-bit integer; shaped like the
// grammar, bit by bit.
struct Oracle {
  LebError error;
  Int128 value;
  size_t length;
};

Oracle Decode(const std::vector<uint8_t>& bytes, int bits, bool is_signed) {
  const size_t bytes_max = static_cast<size_t>((bits + 6) / 7);
  Int128 value = 0;
  for (size_t i = 0;; ++i) {
    if (i == bytes.size()) return {LebError::kTruncated, 0, 0};
    const bool more = (bytes[i] & 0x80) != 0;
    value += static_cast<Int128>(bytes[i] & 0x7f) << (7 * i);
    if (i + 1 == bytes_max && more) return {LebError::kTooLong, 0, 0};
    if (more) continue;
    if (is_signed && (bytes[i] & 0x40) != 0) value -= static_cast<Int128>(1) << (7 * (i + 1));
    const Int128 low = is_signed ? -(static_cast<Int128>(1) << (bits - 1)) : 0;
    const Int128 high = (static_cast<Int128>(1) << (is_signed ? bits - 1 : bits)) - 1;
    if (value < low || value > high) return {LebError::kTooLarge, 0, 0};
    return {LebError::kNone, value, i + 1};
  }
}

template <typename T>
void Compare(const std::vector<uint8_t>& bytes, int bits,
             LebResult<T> (*decode)(const uint8_t*, const uint8_t*)) {
  const Oracle expected = Decode(bytes, bits, std::is_signed_v<T>);
  const LebResult<T> actual = decode(bytes.data(), bytes.data() + bytes.size());
  ASSERT_EQ(actual.error, expected.error) << bits << " bits, " << bytes.size() << " bytes";
  if (expected.error != LebError::kNone) return;
  ASSERT_TRUE(static_cast<Int128>(actual.value) == expected.value);
  ASSERT_EQ(actual.next, bytes.data() + expected.length);
}

void CompareAll(const std::vector<uint8_t>& bytes) {
  Compare<uint32_t>(bytes, 32, DecodeU32);
  Compare<uint64_t>(bytes, 64, DecodeU64);
  Compare<int32_t>(bytes, 32, DecodeS32);
  Compare<int64_t>(bytes, 33, DecodeS33);
  Compare<int64_t>(bytes, 64, DecodeS64);
}

TEST(T02Leb128Test, AllOfUpToThreeBytes) {
  CompareAll({});
  for (uint32_t a = 0; a < 256; ++a) {
    CompareAll({static_cast<uint8_t>(a)});
    for (uint32_t b = 0; b < 256; ++b) {
      CompareAll({static_cast<uint8_t>(a), static_cast<uint8_t>(b)});
    }
  }
}

TEST(T02Leb128Test, EveryLastByteAfterEveryLength) {
  for (size_t length = 1; length <= 11; ++length) {
    for (const uint8_t filler : {0x80, 0xff, 0x81, 0xc0, 0xbf}) {
      for (uint32_t last = 0; last < 256; ++last) {
        std::vector<uint8_t> bytes(length, filler);
        bytes.back() = static_cast<uint8_t>(last);
        CompareAll(bytes);
        for (uint32_t before = 0; before < 256 && length > 1; before += 3) {
          bytes[length - 2] = static_cast<uint8_t>(before);
          CompareAll(bytes);
        }
      }
    }
  }
}

TEST(Leb128Test, EncodeRoundTrips) {
  for (int shift = 0; shift < 64; ++shift) {
    for (int64_t delta = -2; delta <= 2; ++delta) {
      const uint64_t value = (uint64_t{1} << shift) + static_cast<uint64_t>(delta);
      uint8_t bytes[10];
      const int unsigned_length = EncodeU64(value, bytes);
      EXPECT_EQ(DecodeU64(bytes, bytes + unsigned_length).value, value);
      const int signed_length = EncodeS64(static_cast<int64_t>(value), bytes);
      EXPECT_EQ(DecodeS64(bytes, bytes + signed_length).value, static_cast<int64_t>(value));
    }
  }
}

}  // namespace
}  // namespace virga
