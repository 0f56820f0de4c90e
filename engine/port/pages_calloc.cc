#include <cstdlib>
#include <cstring>

#include "engine/port/pages.h"

namespace virga::port {

uint8_t* AllocatePages(size_t bytes) { return static_cast<uint8_t*>(std::calloc(bytes, 1)); }

// Always moves: that is what the heap of a small device mostly does, and it shows every pointer
// that was kept too long.
uint8_t* GrowPages(uint8_t* base, size_t old_bytes, size_t new_bytes) {
  uint8_t* grown = AllocatePages(new_bytes);
  if (grown == nullptr) return nullptr;
  std::memcpy(grown, base, old_bytes);
  std::free(base);
  return grown;
}

void FreePages(uint8_t* base, size_t) { std::free(base); }

}  // namespace virga::port
