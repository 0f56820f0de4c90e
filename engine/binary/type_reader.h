// Value, reference and heap types from bytes. spec: binary/types.
//
// Shared by the module decoder and the body validator (block types, locals, typed select, casts).
// Checks the encoding and that the types' features are enabled; whether an index names a type is
// for the validator.

#ifndef ENGINE_BINARY_TYPE_READER_H_
#define ENGINE_BINARY_TYPE_READER_H_

#include "engine/support/reader.h"
#include "engine/types/composite_type.h"
#include "virga/error.h"
#include "virga/features.h"

namespace virga::wasm {

Result<ValType> ReadValType(ByteReader& reader, const Features& features);
Result<ValType> ReadRefType(ByteReader& reader, const Features& features);
Result<HeapType> ReadHeapType(ByteReader& reader, const Features& features);

// The number type of a one-byte code, or bottom for every other byte.
constexpr ValType NumberTypeOfByte(uint8_t byte) {
  switch (byte) {
    case 0x7f:
      return ValType::I32();
    case 0x7e:
      return ValType::I64();
    case 0x7d:
      return ValType::F32();
    case 0x7c:
      return ValType::F64();
    default:
      return ValType::Bottom();
  }
}

}  // namespace virga::wasm

#endif  // ENGINE_BINARY_TYPE_READER_H_
