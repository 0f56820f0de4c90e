// A table of references. spec: exec/runtime (table instances). Not called Table, which is the
// declaration in a module (module/module.h). Owned by the store; one thread at a time.

#ifndef ENGINE_RUNTIME_TABLE_H_
#define ENGINE_RUNTIME_TABLE_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/runtime/slot.h"
#include "engine/support/allocator.h"
#include "engine/types/composite_type.h"
#include "virga/error.h"

namespace virga::wasm {

class TableInstance {
 public:
  // All elements are `init`. The element type holds TypeIds.
  static Result<std::unique_ptr<TableInstance>> Create(const TableType& type, Slot init,
                                                       uint64_t entries_max, Allocator* allocator);
  ~TableInstance();
  TableInstance(const TableInstance&) = delete;
  TableInstance& operator=(const TableInstance&) = delete;

  // Returns the old size, or UINT64_MAX when it must not or cannot grow.
  uint64_t Grow(uint64_t delta, Slot init);
  TableType type() const;
  std::span<Slot> span() { return {elements, static_cast<size_t>(size)}; }

  // Read directly by the interpreter.
  Slot* elements = nullptr;
  uint64_t size = 0;

 private:
  TableInstance(const TableType& type, uint64_t max, Allocator* allocator)
      : type_(type), max_(max), allocator_(allocator) {}
  bool Reserve(uint64_t capacity);

  TableType type_;
  uint64_t max_;
  uint64_t capacity_ = 0;
  Allocator* allocator_;
};

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_TABLE_H_
