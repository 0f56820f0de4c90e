// A table of references of a store. spec: exec/runtime (table instances).

#ifndef VIRGA_TABLE_H_
#define VIRGA_TABLE_H_

#include <cstdint>

#include "virga/error.h"
#include "virga/export.h"
#include "virga/handle.h"
#include "virga/store.h"
#include "virga/types.h"
#include "virga/val.h"

namespace virga {

namespace wasm {
class TableInstance;
}  // namespace wasm

// Errors of all members: kUsage when the table, or a reference given to it, is not of `store`, or
// when a value does not match the element type.
class VIRGA_API Table : public internal::Handle<wasm::TableInstance> {
 public:
  // All elements are `init`. Errors: kLimit (max-table-entries), kOutOfMemory.
  static Result<Table> Create(Store& store, const TableType& type, const Val& init);

  // The present size is the type's minimum.
  Result<TableType> type(const Store& store) const;
  Result<uint64_t> size(const Store& store) const;
  // Errors: the trap "out of bounds table access".
  Result<Val> Get(const Store& store, uint64_t index) const;
  Status Set(Store& store, uint64_t index, const Val& value) const;
  // Returns the old size. Error: kLimit.
  Result<uint64_t> Grow(Store& store, uint64_t delta, const Val& init) const;
};

}  // namespace virga

#endif  // VIRGA_TABLE_H_
