#include "canonical-abi/binary/input.h"

#include "engine/support/try.h"
#include "engine/support/utf8.h"

namespace virga::cabi {
namespace {

// Codes of primitive value types in the binary format.
bool IsPrimitiveCode(uint32_t code) { return (code >= 0x73 && code <= 0x7f) || code == 0x64; }

}  // namespace

Error Input::Unexpected(uint64_t offset, const char* what, const char* expected, uint32_t found) {
  return Error::At(ErrorKind::kMalformed, offset, "%s: expected %s, found 0x%02x", what, expected,
                   found);
}

Result<uint8_t> Input::Byte(const char* what) {
  uint8_t byte;
  if (!reader_.ReadByte(&byte)) return reader_.TakeError(what);
  return byte;
}

Result<uint32_t> Input::U32(const char* what) {
  uint32_t value;
  if (!reader_.ReadU32(&value)) return reader_.TakeError(what);
  return value;
}

Result<bool> Input::Flag(const char* what) {
  const uint64_t at = offset();
  VIRGA_ASSIGN(const uint8_t byte, Byte(what));
  if (byte > 1) return Unexpected(at, what, "0x00 or 0x01", byte);
  return byte == 1;
}

Status Input::Expect(uint8_t byte, const char* what) {
  const uint64_t at = offset();
  VIRGA_ASSIGN(const uint8_t found, Byte(what));
  if (found == byte) return {};
  return Error::At(ErrorKind::kMalformed, at, "%s: expected 0x%02x, found 0x%02x", what, byte,
                   found);
}

Result<uint32_t> Input::Count(const char* what) {
  const uint64_t at = offset();
  VIRGA_ASSIGN(const uint32_t count, U32(what));
  if (count > reader_.remaining())
    return Error::At(ErrorKind::kMalformed, at,
                     "%s: expected at most %llu items in the bytes that are left, found %u", what,
                     static_cast<unsigned long long>(reader_.remaining()), count);
  if (count > limits_->component_items)
    return Error::At(ErrorKind::kLimit, at, "%s: %u items are over the limit max-component-items",
                     what, count);
  return count;
}

Result<std::string_view> Input::Name(const char* what) {
  const uint64_t at = offset();
  VIRGA_ASSIGN(const uint32_t size, U32(what));
  if (size > limits_->name_bytes)
    return Error::At(ErrorKind::kLimit, at, "%s: %u bytes are over the limit max-name-bytes", what,
                     size);
  std::span<const uint8_t> bytes;
  if (!reader_.ReadBytes(size, &bytes)) return reader_.TakeError(what);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!IsUtf8(text))
    return Error::At(ErrorKind::kMalformed, at, "%s: expected UTF-8, found other bytes", what);
  return text;
}

Result<std::span<const AttributeSyntax>> Input::Attributes() {
  VIRGA_ASSIGN(const uint32_t count, Count("name attributes"));
  VIRGA_ASSIGN(const std::span<AttributeSyntax> attributes, NewArray<AttributeSyntax>(count));
  for (AttributeSyntax& attribute : attributes) {
    const uint64_t at = offset();
    VIRGA_ASSIGN(const uint8_t code, Byte("name attribute"));
    if (code > 2) return Unexpected(at, "name attribute", "0x00, 0x01 or 0x02", code);
    attribute.kind = static_cast<AttributeSyntax::Kind>(code);
    for (const AttributeSyntax* other = attributes.data(); other != &attribute; ++other) {
      if (other->kind == attribute.kind)
        return Error::At(ErrorKind::kMalformed, at,
                         "name attribute: expected each kind once, found 0x%02x again", code);
    }
    VIRGA_ASSIGN(attribute.text, Name("name attribute"));
  }
  return std::span<const AttributeSyntax>(attributes);
}

Result<NameSyntax> Input::AttributedName(const char* what) {
  NameSyntax result;
  result.offset = offset();
  VIRGA_ASSIGN(const uint8_t form, Byte(what));
  if (form > 2) return Unexpected(result.offset, what, "0x00, 0x01 or 0x02", form);
  VIRGA_ASSIGN(result.name, Name(what));
  if (form == 2) {
    VIRGA_ASSIGN(result.attributes, Attributes());
  }
  return result;
}

Result<Sort> Input::ReadCoreSort() {
  const uint64_t at = offset();
  VIRGA_ASSIGN(const uint8_t code, Byte("core sort"));
  const std::optional<Sort> sort = FindSort(true, code);
  if (!sort) return Unexpected(at, "core sort", "0x00 to 0x04 or 0x10 to 0x12", code);
  return *sort;
}

Result<Sort> Input::ReadSort() {
  const uint64_t at = offset();
  VIRGA_ASSIGN(const uint8_t code, Byte("sort"));
  if (code == 0) return ReadCoreSort();
  const std::optional<Sort> sort = FindSort(false, code);
  if (!sort) return Unexpected(at, "sort", "0x00 to 0x05", code);
  if (*sort == Sort::kValue)
    return Error::At(ErrorKind::kUnsupported, at, "values in components are not supported");
  return *sort;
}

Result<SortIndex> Input::ReadSortIndex() {
  SortIndex result;
  VIRGA_ASSIGN(result.sort, ReadSort());
  VIRGA_ASSIGN(result.index, U32("index"));
  return result;
}

Result<SortIndex> Input::ReadCoreSortIndex() {
  SortIndex result;
  VIRGA_ASSIGN(result.sort, ReadCoreSort());
  VIRGA_ASSIGN(result.index, U32("core index"));
  return result;
}

Result<ValueSyntax> Input::Value(const char* what) {
  const uint64_t at = offset();
  int64_t code;
  if (!reader_.ReadS33(&code)) return reader_.TakeError(what);
  if (code >= 0) return ValueSyntax{ValueSyntax::Kind::kIndex, static_cast<uint32_t>(code)};
  const uint32_t byte = static_cast<uint32_t>(code + 0x80);
  if (code < -0x40 || !IsPrimitiveCode(byte))
    return Unexpected(at, what, "a primitive type or a type index", byte & 0xff);
  return ValueSyntax{ValueSyntax::Kind::kPrimitive, byte};
}

Result<ValueSyntax> Input::OptionalValue(const char* what) {
  VIRGA_ASSIGN(const bool present, Flag(what));
  if (!present) return ValueSyntax{};
  return Value(what);
}

Result<wasm::ValType> Input::CoreValType() {
  const uint64_t at = offset();
  VIRGA_ASSIGN(const uint8_t code, Byte("core value type"));
  switch (code) {
    case 0x7f:
      return wasm::ValType::I32();
    case 0x7e:
      return wasm::ValType::I64();
    case 0x7d:
      return wasm::ValType::F32();
    case 0x7c:
      return wasm::ValType::F64();
    case 0x7b:
      return wasm::ValType::V128();
    case 0x70:
      return wasm::ValType::FuncRef();
    case 0x6f:
      return wasm::ValType::ExternRef();
    default:
      break;
  }
  if (code >= 0x63 && code <= 0x74)
    return Error::At(ErrorKind::kUnsupported, at,
                     "reference types of the GC proposal are not supported in a component's types");
  return Unexpected(at, "core value type", "0x6f, 0x70 or 0x7b to 0x7f", code);
}

Result<ExternSyntax> Input::Extern() {
  const uint64_t at = offset();
  ExternSyntax result;
  VIRGA_ASSIGN(const uint8_t code, Byte("extern type"));
  switch (code) {
    case 0x00:
      VIRGA_TRY(Expect(0x11, "extern type: core sort"));
      result.sort = Sort::kCoreModule;
      break;
    case 0x01:
      result.sort = Sort::kFunc;
      break;
    case 0x02:
      return Error::At(ErrorKind::kUnsupported, at, "values in components are not supported");
    case 0x03: {
      result.sort = Sort::kType;
      VIRGA_ASSIGN(const bool abstract, Flag("type bound"));
      result.bound = abstract ? ExternSyntax::Bound::kSubResource : ExternSyntax::Bound::kEqual;
      if (abstract) return result;
      break;
    }
    case 0x04:
      result.sort = Sort::kComponent;
      break;
    case 0x05:
      result.sort = Sort::kInstance;
      break;
    default:
      return Unexpected(at, "extern type", "0x00 to 0x05", code);
  }
  VIRGA_ASSIGN(result.index, U32("type index"));
  return result;
}

Result<CanonOptions> Input::Options() {
  CanonOptions options;
  VIRGA_ASSIGN(const uint32_t count, Count("canonical options"));
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t at = offset();
    VIRGA_ASSIGN(const uint8_t code, Byte("canonical option"));
    bool repeated = false;
    const auto read_index = [&](uint32_t* field) -> Status {
      repeated = *field != kNoCanonIndex;
      VIRGA_ASSIGN(*field, U32("canonical option"));
      return {};
    };
    switch (code) {
      case 0x00:
      case 0x01:
      case 0x02:
        repeated = options.encoding != StringEncodingOption::kNone;
        options.encoding = static_cast<StringEncodingOption>(code + 1);
        break;
      case 0x03:
        VIRGA_TRY(read_index(&options.memory));
        break;
      case 0x04:
        VIRGA_TRY(read_index(&options.realloc));
        break;
      case 0x05:
        VIRGA_TRY(read_index(&options.post_return));
        break;
      case 0x06:
        repeated = options.is_async;
        options.is_async = true;
        break;
      case 0x07:
        VIRGA_TRY(read_index(&options.callback));
        break;
      default:
        return Unexpected(at, "canonical option", "0x00 to 0x07", code);
    }
    if (repeated)
      return Error::At(ErrorKind::kInvalid, at,
                       "canonical option: expected each option once, found 0x%02x again", code);
  }
  return options;
}

}  // namespace virga::cabi
