// A linear memory of a store. spec: exec/runtime (memory instances).

#ifndef VIRGA_MEMORY_H_
#define VIRGA_MEMORY_H_

#include <cstdint>
#include <span>

#include "virga/error.h"
#include "virga/export.h"
#include "virga/handle.h"
#include "virga/store.h"
#include "virga/types.h"

namespace virga {

namespace wasm {
class Memory;
}  // namespace wasm

// Errors of all members: kUsage when the memory is not of `store`.
class VIRGA_API Memory : public internal::Handle<wasm::Memory> {
 public:
  // Errors: kLimit (max-memory), kOutOfMemory.
  static Result<Memory> Create(Store& store, const MemoryType& type);

  // The present size is the type's minimum.
  Result<MemoryType> type(const Store& store) const;
  // All bytes. Valid until the memory grows or guest code runs, which may grow it.
  Result<std::span<uint8_t>> data(Store& store) const;
  Result<uint64_t> pages(const Store& store) const;
  // Grows by `delta` pages and returns the old size in pages. Error: kLimit.
  Result<uint64_t> Grow(Store& store, uint64_t delta) const;
};

}  // namespace virga

#endif  // VIRGA_MEMORY_H_
