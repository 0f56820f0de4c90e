// A 64-bit hash for tables and traces. Not for security: an attacker who chooses keys can make them
// collide, so tables that take guest-chosen keys bound their probes or use ordered maps.

#ifndef ENGINE_SUPPORT_HASH_H_
#define ENGINE_SUPPORT_HASH_H_

#include <cstdint>
#include <string_view>

namespace virga {

constexpr uint64_t HashMix(uint64_t h, uint64_t word) {
  h = (h ^ word) * 0x9e3779b97f4a7c15u;
  return h ^ (h >> 29);
}

constexpr uint64_t HashBytes(std::string_view bytes, uint64_t seed = 0xcbf29ce484222325u) {
  uint64_t h = seed;
  for (const char c : bytes) h = (h ^ static_cast<uint8_t>(c)) * 0x100000001b3u;
  return HashMix(h, bytes.size());
}

}  // namespace virga

#endif  // ENGINE_SUPPORT_HASH_H_
