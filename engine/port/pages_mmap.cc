#include <sys/mman.h>

#include "engine/port/pages.h"

namespace virga::port {

uint8_t* AllocatePages(size_t bytes) {
  void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return base == MAP_FAILED ? nullptr : static_cast<uint8_t*>(base);
}

// The bytes between the end of a run and the end of its last page are zero as well, since nothing
// can write there, so lengths need not be multiples of the page size.
uint8_t* GrowPages(uint8_t* base, size_t old_bytes, size_t new_bytes) {
  void* grown = mremap(base, old_bytes, new_bytes, MREMAP_MAYMOVE);
  return grown == MAP_FAILED ? nullptr : static_cast<uint8_t*>(grown);
}

void FreePages(uint8_t* base, size_t bytes) { munmap(base, bytes); }

}  // namespace virga::port
