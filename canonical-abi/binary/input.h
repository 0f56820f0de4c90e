// Input: reading of one component's bytes with errors that name what was expected. Shared by the
// parts of the component decoder; not used outside this room.

#ifndef CANONICAL_ABI_BINARY_INPUT_H_
#define CANONICAL_ABI_BINARY_INPUT_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "canonical-abi/types/component.h"
#include "engine/support/arena.h"
#include "engine/support/reader.h"
#include "virga/error.h"
#include "virga/limits.h"

namespace virga::cabi {

class Input {
 public:
  Input(ByteReader reader, Arena* arena, const Limits* limits)
      : reader_(reader), arena_(arena), limits_(limits) {}

  ByteReader& reader() { return reader_; }
  uint64_t offset() const { return reader_.offset(); }
  const Limits& limits() const { return *limits_; }

  Result<uint8_t> Byte(const char* what);
  Result<uint32_t> U32(const char* what);
  // A byte that must be 0 or 1.
  Result<bool> Flag(const char* what);
  // A byte of one value only.
  Status Expect(uint8_t byte, const char* what);
  // A vector's length: at most the bytes left (each item takes at least one) and
  // Limits.component_items.
  Result<uint32_t> Count(const char* what);
  // A length-prefixed UTF-8 string of at most Limits.name_bytes, borrowed.
  Result<std::string_view> Name(const char* what);
  Result<NameSyntax> AttributedName(const char* what);
  Result<Sort> ReadSort();
  Result<Sort> ReadCoreSort();
  Result<SortIndex> ReadSortIndex();
  Result<SortIndex> ReadCoreSortIndex();
  Result<ValueSyntax> Value(const char* what);
  Result<ValueSyntax> OptionalValue(const char* what);
  Result<wasm::ValType> CoreValType();
  Result<ExternSyntax> Extern();
  Result<CanonOptions> Options();

  template <typename T>
  Result<std::span<T>> NewArray(uint32_t count) {
    std::span<T> array = arena_->NewArray<T>(count);
    if (array.data() == nullptr) return Error::OutOfMemory();
    return array;
  }
  template <typename T>
  Result<T*> New() {
    std::span<T> array = arena_->NewArray<T>(1);
    if (array.data() == nullptr) return Error::OutOfMemory();
    return array.data();
  }

  // "WHAT: expected EXPECTED, found 0xBYTE" at `offset`.
  static Error Unexpected(uint64_t offset, const char* what, const char* expected, uint32_t found);

 private:
  Result<std::span<const AttributeSyntax>> Attributes();

  ByteReader reader_;
  Arena* arena_;
  const Limits* limits_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_BINARY_INPUT_H_
