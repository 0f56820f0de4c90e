// Element and data segments, and function bodies as byte ranges. spec: binary/modules.

#include "engine/binary/instruction_reader.h"
#include "engine/binary/module_decoder.h"
#include "engine/binary/type_reader.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

enum ElementFlags : uint32_t {
  kNotActive = 1,    // passive, or declarative with kExplicit
  kExplicit = 2,     // an active segment names its table
  kExpressions = 4,  // items are constant expressions
};

constexpr ValType kFuncNonNull = ValType::Ref(HeapType::Abstract(AbsHeap::kFunc), false);

}  // namespace

Status ModuleDecoder::ElementSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "element segments", 0, limits_.element_segments, 3, &count));
  std::span<ElementSegment> elements;
  VIRGA_TRY(NewArray(count, &elements));
  for (ElementSegment& element : elements) VIRGA_TRY(ReadElement(reader, &element));
  module_->elements = elements;
  return {};
}

Status ModuleDecoder::ReadElement(ByteReader& reader, ElementSegment* out) {
  const uint64_t offset = reader.offset();
  uint32_t flags = 0;
  if (!reader.ReadU32(&flags)) return reader.TakeError("element segment");
  if (flags > 7) {
    return Error::At(ErrorKind::kMalformed, offset, "malformed elements segment kind: flags 0x%x",
                     flags);
  }
  if (flags != 0) VIRGA_TRY(NeedFeature(Feature::kBulkMemory, offset, "this element segment"));
  const bool is_explicit = (flags & kExplicit) != 0;
  if ((flags & kNotActive) != 0) {
    out->mode = is_explicit ? SegmentMode::kDeclarative : SegmentMode::kPassive;
  } else {
    out->mode = SegmentMode::kActive;
    if (is_explicit) VIRGA_TRY(ReadIndex(reader, "element table", &out->table));
    VIRGA_TRY(ReadConstExpr(reader, &out->offset));
  }
  out->is_expressions = (flags & kExpressions) != 0;
  // The short forms (active, table 0) leave out what the segment holds.
  const bool has_type = (flags & (kNotActive | kExplicit)) != 0;
  if (out->is_expressions) {
    out->type = ValType::FuncRef();
    if (has_type) {
      VIRGA_ASSIGN(out->type, ReadRefType(reader, features_));
    }
    return ReadElementItems(reader, out);
  }
  out->type = kFuncNonNull;
  if (has_type) {
    uint8_t kind = 0;
    if (!reader.ReadByte(&kind)) return reader.TakeError("element kind");
    if (kind != 0) {
      return Error::At(ErrorKind::kMalformed, reader.offset() - 1, "malformed element kind: 0x%02x",
                       kind);
    }
  }
  return ReadElementItems(reader, out);
}

Status ModuleDecoder::ReadElementItems(ByteReader& reader, ElementSegment* out) {
  VIRGA_TRY(ReadCount(reader, "elements of a segment", 0, limits_.segment_elements,
                      out->is_expressions ? 2 : 1, &out->count));
  const uint8_t* const start = reader.position();
  out->items.offset = reader.offset();
  for (uint32_t i = 0; i < out->count; ++i) {
    if (out->is_expressions) {
      VIRGA_TRY(SkipExpression(reader));
      continue;
    }
    uint32_t function = 0;
    VIRGA_TRY(ReadIndex(reader, "element", &function));
  }
  out->items.bytes = {start, static_cast<size_t>(reader.position() - start)};
  return {};
}

Status ModuleDecoder::DataCountSection(ByteReader& reader) {
  VIRGA_TRY(NeedFeature(Feature::kBulkMemory, reader.offset(), "a data count section"));
  module_->has_data_count = true;
  return ReadIndex(reader, "data count", &data_count_);
}

Status ModuleDecoder::DataSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "data segments", 0, limits_.data_segments, 2, &count));
  std::span<DataSegment> datas;
  VIRGA_TRY(NewArray(count, &datas));
  for (DataSegment& data : datas) VIRGA_TRY(ReadData(reader, &data));
  module_->datas = datas;
  return {};
}

Status ModuleDecoder::ReadData(ByteReader& reader, DataSegment* out) {
  const uint64_t offset = reader.offset();
  uint32_t flags = 0;
  if (!reader.ReadU32(&flags)) return reader.TakeError("data segment");
  if (flags > 2) {
    return Error::At(ErrorKind::kMalformed, offset, "malformed data segment kind: flags 0x%x",
                     flags);
  }
  if (flags != 0) VIRGA_TRY(NeedFeature(Feature::kBulkMemory, offset, "this data segment"));
  out->mode = flags == 1 ? SegmentMode::kPassive : SegmentMode::kActive;
  if (flags == 2) VIRGA_TRY(ReadIndex(reader, "data memory", &out->memory));
  if (flags != 1) VIRGA_TRY(ReadConstExpr(reader, &out->offset));
  const uint64_t at = reader.offset();
  uint32_t length = 0;
  VIRGA_TRY(ReadIndex(reader, "data length", &length));
  if (!reader.ReadBytes(length, &out->bytes)) {
    return Error::At(ErrorKind::kMalformed, at,
                     "unexpected end: length out of bounds: %u bytes of data, %llu are left",
                     length, static_cast<unsigned long long>(reader.remaining()));
  }
  return {};
}

Status ModuleDecoder::CodeSection(ByteReader& reader) {
  const uint64_t offset = reader.offset();
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "function bodies", 0, limits_.functions, 1, &count));
  const uint64_t declared = functions_.size() - module_->imported_functions;
  if (count != declared) {
    return Error::At(ErrorKind::kMalformed, offset,
                     "function and code section have inconsistent lengths: %llu functions, %u "
                     "bodies",
                     static_cast<unsigned long long>(declared), count);
  }
  std::span<Body> bodies;
  VIRGA_TRY(NewArray(count, &bodies));
  for (Body& body : bodies) {
    const uint64_t at = reader.offset();
    uint32_t size = 0;
    VIRGA_TRY(ReadIndex(reader, "size of a function body", &size));
    body.code.offset = reader.offset();
    if (!reader.ReadBytes(size, &body.code.bytes)) {
      return Error::At(ErrorKind::kMalformed, at,
                       "unexpected end: length out of bounds: body of %u bytes, %llu are left",
                       size, static_cast<unsigned long long>(reader.remaining()));
    }
    if (size > limits_.function_bytes) {
      return Error::At(ErrorKind::kLimit, at, "function body of %u bytes, the limit is %llu", size,
                       static_cast<unsigned long long>(limits_.function_bytes));
    }
  }
  module_->bodies = bodies;
  return {};
}

}  // namespace virga::wasm
