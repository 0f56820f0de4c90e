#include "cli/values.h"

#include <charconv>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <limits>

#include "engine/support/try.h"

namespace virga::cli {

namespace {

// A number of `bits` bits that is written as signed or as unsigned.
bool ParseInteger(std::string_view text, int bits, uint64_t* out) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text.remove_prefix(2);
  }
  uint64_t magnitude = 0;
  const auto [next, fault] =
      std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
  if (fault != std::errc() || next != text.data() + text.size()) return false;
  const uint64_t limit = negative     ? uint64_t{1} << (bits - 1)
                         : bits == 64 ? UINT64_MAX
                                      : (uint64_t{1} << bits) - 1;
  if (magnitude > limit) return false;
  *out = negative ? 0 - magnitude : magnitude;
  return true;
}

template <typename T>
bool ParseFloat(std::string_view text, T* out) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  T magnitude = 0;
  if (text == "nan") {
    magnitude = std::numeric_limits<T>::quiet_NaN();
  } else {
    const auto [next, fault] = std::from_chars(text.data(), text.data() + text.size(), magnitude);
    if (fault != std::errc() || next != text.data() + text.size()) return false;
  }
  *out = negative ? -magnitude : magnitude;
  return true;
}

const char* NameOf(ValType type) {
  static constexpr const char* kNames[] = {"i32", "i64", "f32", "f64", "v128", "reference", ""};
  return kNames[static_cast<int>(type.kind())];
}

template <typename T>
std::string FloatText(T value) {
  if (std::isnan(value)) return std::signbit(value) ? "-nan" : "nan";
  char text[64];
  const auto [end, fault] = std::to_chars(text, text + sizeof(text), value);
  return fault == std::errc() ? std::string(text, end) : std::string("?");
}

}  // namespace

Result<Val> ParseValue(ValType type, std::string_view text) {
  uint64_t integer = 0;
  float f32 = 0;
  double f64 = 0;
  if (type == ValType::I32() && ParseInteger(text, 32, &integer))
    return Val::I32(static_cast<int32_t>(integer));
  if (type == ValType::I64() && ParseInteger(text, 64, &integer))
    return Val::I64(static_cast<int64_t>(integer));
  if (type == ValType::F32() && ParseFloat(text, &f32)) return Val::F32(f32);
  if (type == ValType::F64() && ParseFloat(text, &f64)) return Val::F64(f64);
  if (type.is_ref() && type.is_nullable() && text == "null") return Val::Default(type);
  return Error::Make(ErrorKind::kUsage, "expected a value of type %s, got \"%.*s\"", NameOf(type),
                     static_cast<int>(text.size()), text.data());
}

Result<std::vector<Val>> ParseValues(std::span<const ValType> types,
                                     std::span<const std::string> texts) {
  if (types.size() != texts.size()) {
    return Error::Make(ErrorKind::kUsage, "expected %zu arguments, got %zu", types.size(),
                       texts.size());
  }
  std::vector<Val> values;
  for (size_t i = 0; i < types.size(); ++i) {
    VIRGA_ASSIGN(const Val value, ParseValue(types[i], texts[i]));
    values.push_back(value);
  }
  return values;
}

std::string ValueText(const Val& value) {
  switch (value.kind()) {
    case ValKind::kI32:
      return std::to_string(value.i32());
    case ValKind::kI64:
      return std::to_string(value.i64());
    case ValKind::kF32:
      return FloatText(value.f32());
    case ValKind::kF64:
      return FloatText(value.f64());
    case ValKind::kV128: {
      char text[40];
      std::snprintf(text, sizeof(text), "0x%016" PRIx64 "%016" PRIx64, value.v128()[1],
                    value.v128()[0]);
      return text;
    }
    default:
      return value.is_null_ref() ? "null" : "(reference)";
  }
}

}  // namespace virga::cli
