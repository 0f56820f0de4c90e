// What all sections are made of: counts, indices, names, constant expressions.

#include "engine/binary/instruction_reader.h"
#include "engine/binary/module_decoder.h"
#include "engine/diag/feature_error.h"
#include "engine/support/try.h"
#include "engine/support/utf8.h"

namespace virga::wasm {

Status ModuleDecoder::ReadCount(ByteReader& reader, const char* what, uint64_t already,
                                uint64_t limit, uint64_t bytes_each, uint32_t* out) {
  const uint64_t offset = reader.offset();
  if (!reader.ReadU32(out)) return reader.TakeError(what);
  if (*out > reader.remaining() / bytes_each) {
    return Error::At(ErrorKind::kMalformed, offset, "length out of bounds: %u %s in %llu bytes",
                     *out, what, static_cast<unsigned long long>(reader.remaining()));
  }
  if (already > limit || *out > limit - already) {
    return Error::At(ErrorKind::kLimit, offset, "too many %s: %llu, the limit is %llu", what,
                     static_cast<unsigned long long>(already + *out),
                     static_cast<unsigned long long>(limit));
  }
  return {};
}

Status ModuleDecoder::ReadIndex(ByteReader& reader, const char* what, uint32_t* out) {
  if (!reader.ReadU32(out)) return reader.TakeError(what);
  return {};
}

Status ModuleDecoder::ReadName(ByteReader& reader, const char* what, std::string_view* out) {
  const uint64_t offset = reader.offset();
  uint32_t length = 0;
  if (!reader.ReadU32(&length)) return reader.TakeError(what);
  std::span<const uint8_t> bytes;
  if (!reader.ReadBytes(length, &bytes)) {
    return Error::At(ErrorKind::kMalformed, offset,
                     "unexpected end: length out of bounds: %s of %u bytes, %llu are left", what,
                     length, static_cast<unsigned long long>(reader.remaining()));
  }
  if (length > limits_.name_bytes) {
    return Error::At(ErrorKind::kLimit, offset, "%s of %u bytes, the limit is %llu", what, length,
                     static_cast<unsigned long long>(limits_.name_bytes));
  }
  *out = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  if (!IsUtf8(*out)) {
    return Error::At(ErrorKind::kMalformed, offset, "malformed UTF-8 encoding: %s", what);
  }
  return {};
}

Status ModuleDecoder::ReadConstExpr(ByteReader& reader, ConstExpr* out) {
  const uint8_t* const start = reader.position();
  out->offset = reader.offset();
  VIRGA_TRY(SkipExpression(reader));
  out->bytes = {start, static_cast<size_t>(reader.position() - start)};
  return {};
}

Status ModuleDecoder::NeedFeature(Feature feature, uint64_t offset, const char* what) const {
  if (features_.Has(feature)) return {};
  return FeatureError(offset, what, feature);
}

}  // namespace virga::wasm
