#include "hostfuncs/keyvalue/cursor.h"

#include "engine/support/hash.h"

namespace virga::host::keyvalue {
namespace {

constexpr std::string_view kPrefix = "k1.";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string EncodeCursor(std::string_view last_key) {
  std::string text(kPrefix);
  uint32_t bits = 0;
  int count = 0;
  for (const char c : last_key) {
    bits = bits << 8 | static_cast<uint8_t>(c);
    for (count += 8; count >= 6; count -= 6) text += kAlphabet[bits >> (count - 6) & 63];
  }
  if (count > 0) text += kAlphabet[bits << (6 - count) & 63];
  return text;
}

std::optional<std::string> DecodeCursor(std::string_view cursor) {
  if (!cursor.starts_with(kPrefix)) return std::nullopt;
  std::string key;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : cursor.substr(kPrefix.size())) {
    const size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      key += static_cast<char>(bits >> count & 0xff);
    }
  }
  // Only what the encoder makes: no digit too many, no bits set in the rest.
  if (count >= 6 || (bits & ((1u << count) - 1)) != 0) return std::nullopt;
  return key;
}

uint64_t CursorHash(std::string_view key) {
  const uint64_t h = HashMix(HashBytes(key), 0x6b65792d68617368u);
  return h ^ (h >> 32);
}

}  // namespace virga::host::keyvalue
