// A linear memory. spec: exec/runtime (memory instances).
//
// Pages are lazily zero (port/pages). `base` and `bytes` are plain members because the interpreter
// caches them in registers; whoever may have grown a memory (grow, any call, any host call) reloads
// them. Growing may move the memory; `base` is never null. Bytes are charged to the store's
// allocator before they are used. Owned by the store; belongs to one thread at a time.

#ifndef ENGINE_RUNTIME_MEMORY_H_
#define ENGINE_RUNTIME_MEMORY_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/support/allocator.h"
#include "engine/types/composite_type.h"
#include "virga/error.h"

namespace virga::wasm {

class Memory {
 public:
  // Limits.memory_bytes bounds every memory; the smaller of it and the declared maximum is
  // `max_bytes`.
  static Result<std::unique_ptr<Memory>> Create(const MemoryType& type, uint64_t memory_bytes_max,
                                                Allocator* allocator);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // Grows by `delta` pages and returns the old size in pages, or UINT64_MAX when it must not or
  // cannot.
  uint64_t Grow(uint64_t delta);
  uint64_t pages() const { return bytes >> type_.limits.page_shift; }
  // The type with the present size as its minimum, as importing sees it.
  MemoryType type() const;
  std::span<uint8_t> span() { return {base, static_cast<size_t>(bytes)}; }

  uint8_t* base = nullptr;
  uint64_t bytes = 0;

 private:
  Memory(const MemoryType& type, uint64_t max_bytes, Allocator* allocator);
  // Charges and takes what is missing to `new_bytes`; false changes nothing.
  bool Extend(uint64_t new_bytes);

  MemoryType type_;
  uint64_t max_bytes_;
  Allocator* allocator_;
};

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_MEMORY_H_
