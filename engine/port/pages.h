// Memory for guests: runs of bytes that read as zero until they are written.
//
// What a platform supplies. pages_mmap.cc takes address space from the operating system and pays
// for a page when it is touched; pages_calloc.cc is for devices without virtual memory and for
// sanitizer builds, where a separate heap block for each memory makes every stray access visible.
// Used by runtime/memory. Thread-safe.

#ifndef ENGINE_PORT_PAGES_H_
#define ENGINE_PORT_PAGES_H_

#include <cstddef>
#include <cstdint>

namespace virga::port {

// `bytes` of zeroes, aligned to 16 at least; nullptr when there is no memory. REQUIRES: bytes > 0.
uint8_t* AllocatePages(size_t bytes);

// Makes a run longer, in place where that is possible; the new bytes are zero. On nullptr the old
// run is untouched. REQUIRES: `base` is a run of `old_bytes`, new_bytes > old_bytes.
uint8_t* GrowPages(uint8_t* base, size_t old_bytes, size_t new_bytes);

void FreePages(uint8_t* base, size_t bytes);

}  // namespace virga::port

#endif  // ENGINE_PORT_PAGES_H_
