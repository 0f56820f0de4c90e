// The type section. spec: binary/types.

#include "engine/binary/module_decoder.h"
#include "engine/binary/type_reader.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

constexpr uint8_t kRec = 0x4e;
constexpr uint8_t kSubFinal = 0x4f;
constexpr uint8_t kSub = 0x50;
constexpr uint8_t kCont = 0x5d;
constexpr uint8_t kArray = 0x5e;
constexpr uint8_t kStruct = 0x5f;
constexpr uint8_t kFunc = 0x60;

Result<FieldType> ReadField(ByteReader& reader, const Features& features) {
  FieldType field;
  const int byte = reader.Peek();
  if (byte == 0x78 || byte == 0x77) {
    field.packed = byte == 0x78 ? PackedKind::kI8 : PackedKind::kI16;
    (void)reader.Skip(1);
  } else {
    VIRGA_ASSIGN(field.type, ReadValType(reader, features));
  }
  uint8_t mutability = 0;
  if (!reader.ReadByte(&mutability)) return reader.TakeError("mutability");
  if (mutability > 1) {
    return Error::At(ErrorKind::kMalformed, reader.offset() - 1, "malformed mutability: 0x%02x",
                     mutability);
  }
  field.is_mutable = mutability == 1;
  return field;
}

}  // namespace

Status ModuleDecoder::TypeSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "types", 0, limits_.types, 2, &count));
  if (!types_.Reserve(count) || !rec_groups_.Reserve(count)) return Error::OutOfMemory();
  for (uint32_t i = 0; i < count; ++i) VIRGA_TRY(ReadRecGroup(reader));
  return {};
}

Status ModuleDecoder::ReadRecGroup(ByteReader& reader) {
  const uint32_t first = static_cast<uint32_t>(types_.size());
  uint32_t count = 1;
  if (reader.Peek() == kRec) {
    VIRGA_TRY(NeedFeature(Feature::kGc, reader.offset(), "a recursive type group"));
    (void)reader.Skip(1);
    const uint64_t offset = reader.offset();
    VIRGA_TRY(ReadCount(reader, "types", first, limits_.types, 2, &count));
    if (count > limits_.rec_group_types) {
      return Error::At(ErrorKind::kLimit, offset,
                       "too many types in a recursive group: %u, the limit is %llu", count,
                       static_cast<unsigned long long>(limits_.rec_group_types));
    }
  } else if (first >= limits_.types) {
    return Error::At(ErrorKind::kLimit, reader.offset(), "too many types: the limit is %llu",
                     static_cast<unsigned long long>(limits_.types));
  }
  for (uint32_t i = 0; i < count; ++i) {
    SubType type;
    VIRGA_TRY(ReadSubType(reader, &type));
    if (!types_.Push(type)) return Error::OutOfMemory();
  }
  if (!rec_groups_.Push({first, count})) return Error::OutOfMemory();
  return {};
}

Status ModuleDecoder::ReadSubType(ByteReader& reader, SubType* out) {
  const int byte = reader.Peek();
  if (byte != kSub && byte != kSubFinal) return ReadComposite(reader, out);
  VIRGA_TRY(NeedFeature(Feature::kGc, reader.offset(), "a sub type"));
  (void)reader.Skip(1);
  out->is_final = byte == kSubFinal;
  const uint64_t offset = reader.offset();
  uint32_t supers = 0;
  if (!reader.ReadU32(&supers)) return reader.TakeError("supertypes");
  if (supers > 1) {
    return Error::At(ErrorKind::kInvalid, offset, "sub type: %u supertypes, at most one is allowed",
                     supers);
  }
  if (supers == 1) VIRGA_TRY(ReadIndex(reader, "supertype", &out->supertype));
  if (supers == 1 && out->supertype == kNoType) {
    return Error::At(ErrorKind::kInvalid, offset, "unknown type %u", out->supertype);
  }
  return ReadComposite(reader, out);
}

Status ModuleDecoder::ReadComposite(ByteReader& reader, SubType* out) {
  const uint64_t offset = reader.offset();
  uint8_t form = 0;
  if (!reader.ReadByte(&form)) return reader.TakeError("type");
  switch (form) {
    case kFunc: {
      VIRGA_TRY(ReadValTypes(reader, "parameters", limits_.function_params, &out->func.params));
      VIRGA_TRY(ReadValTypes(reader, "results", limits_.function_results, &out->func.results));
      if (out->func.results.size() <= 1) return {};
      return NeedFeature(Feature::kMultiValue, offset, "a function type with several results");
    }
    case kStruct: {
      VIRGA_TRY(NeedFeature(Feature::kGc, offset, "a struct type"));
      out->kind = CompositeKind::kStruct;
      uint32_t count = 0;
      VIRGA_TRY(ReadCount(reader, "fields", 0, limits_.struct_fields, 2, &count));
      return ReadFields(reader, count, &out->fields);
    }
    case kArray:
      VIRGA_TRY(NeedFeature(Feature::kGc, offset, "an array type"));
      out->kind = CompositeKind::kArray;
      return ReadFields(reader, 1, &out->fields);
    case kCont: {
      VIRGA_TRY(NeedFeature(Feature::kStackSwitching, offset, "a continuation type"));
      out->kind = CompositeKind::kCont;
      VIRGA_ASSIGN(const HeapType heap, ReadHeapType(reader, features_));
      if (!heap.is_concrete()) {
        return Error::At(ErrorKind::kMalformed, offset + 1, "malformed type index");
      }
      out->cont_func = heap.index();
      return {};
    }
    default:
      return Error::At(ErrorKind::kMalformed, offset, "malformed definition type: form 0x%02x",
                       form);
  }
}

Status ModuleDecoder::ReadValTypes(ByteReader& reader, const char* what, uint64_t limit,
                                   std::span<const ValType>* out) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, what, 0, limit, 1, &count));
  std::span<ValType> types;
  VIRGA_TRY(NewArray(count, &types));
  for (ValType& type : types) {
    VIRGA_ASSIGN(type, ReadValType(reader, features_));
  }
  *out = types;
  return {};
}

Status ModuleDecoder::ReadFields(ByteReader& reader, uint32_t count,
                                 std::span<const FieldType>* out) {
  std::span<FieldType> fields;
  VIRGA_TRY(NewArray(count, &fields));
  for (FieldType& field : fields) {
    VIRGA_ASSIGN(field, ReadField(reader, features_));
  }
  *out = fields;
  return {};
}

}  // namespace virga::wasm
