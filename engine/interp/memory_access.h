// Bounds-checked access to linear memory. spec: exec/instructions (memory instructions).
//
// The effective address is a 64-bit sum of the zero-extended 32-bit operand and a 32-bit offset, so
// that it cannot wrap. Memory is little-endian whatever the host is.

#ifndef ENGINE_INTERP_MEMORY_ACCESS_H_
#define ENGINE_INTERP_MEMORY_ACCESS_H_

#include <bit>
#include <cstdint>
#include <cstring>

#include "engine/port/dispatch.h"

namespace virga::wasm {

template <typename M>
VIRGA_INLINE M LittleEndian(M value) {
  if constexpr (std::endian::native == std::endian::little || sizeof(M) == 1) {
    return value;
  } else if constexpr (sizeof(M) == 2) {
    return static_cast<M>(__builtin_bswap16(static_cast<uint16_t>(value)));
  } else if constexpr (sizeof(M) == 4) {
    return std::bit_cast<M>(__builtin_bswap32(std::bit_cast<uint32_t>(value)));
  } else {
    return std::bit_cast<M>(__builtin_bswap64(std::bit_cast<uint64_t>(value)));
  }
}

template <typename M>
VIRGA_INLINE M LoadFrom(const uint8_t* address) {
  M value;
  std::memcpy(&value, address, sizeof(M));
  return LittleEndian(value);
}

template <typename M>
VIRGA_INLINE void StoreTo(uint8_t* address, M value) {
  value = LittleEndian(value);
  std::memcpy(address, &value, sizeof(M));
}

// Whether `bytes` bytes at `address` leave a memory. REQUIRES: address < 2^63.
VIRGA_INLINE bool OutOfBounds(uint64_t address, uint64_t bytes, uint64_t memory_bytes) {
  return __builtin_expect(address + bytes > memory_bytes, 0);
}

}  // namespace virga::wasm

#endif  // ENGINE_INTERP_MEMORY_ACCESS_H_
