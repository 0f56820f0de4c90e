#include <bit>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "canonical-abi/values/wave.h"
#include "canonical-abi/values/wave_words.h"
#include "engine/support/utf8.h"

namespace virga::cabi {

namespace {

class Printer {
 public:
  Printer(const TypeTable& table, Vec<char>* out) : table_(table), out_(*out) {}

  void Print(ValueType type, const Val& value) {
    const TypeNode& node = table_.node(type);
    switch (node.kind) {
      case TypeKind::kString:
        return PrintString(value.string());
      case TypeKind::kRecord:
        return PrintRecord(node, value);
      case TypeKind::kTuple:
      case TypeKind::kList:
      case TypeKind::kFixedList:
      case TypeKind::kMap:
        return PrintSequence(node, value);
      case TypeKind::kVariant:
      case TypeKind::kOption:
      case TypeKind::kResult:
        return PrintCase(node, value);
      case TypeKind::kFlags:
        return PrintFlags(node, value);
      case TypeKind::kEnum:
        return PrintLabel(table_.fields(node)[value.bits()].label);
      case TypeKind::kOwn:
      case TypeKind::kBorrow:
        Put(TypeKindName(node.kind));
        Put("(");
        PrintNumber(uint64_t{value.rep()});
        return Put(")");
      default:
        return PrintScalar(value);
    }
  }
  bool failed() const { return failed_; }

 private:
  void Put(std::string_view text) {
    if (!out_.Append({text.data(), text.size()})) failed_ = true;
  }
  template <typename T>
  void PrintNumber(T number) {
    char text[64];
    const auto result = std::to_chars(text, text + sizeof(text), number);
    Put({text, static_cast<size_t>(result.ptr - text)});
  }
  template <typename T>
  void PrintFloat(T number) {
    if (std::isnan(number)) return Put("nan");
    if (std::isinf(number)) return Put(number < 0 ? "-inf" : "inf");
    PrintNumber(number);
  }

  void PrintScalar(const Val& value) {
    switch (value.kind()) {
      case TypeKind::kBool:
        return Put(value.bits() != 0 ? "true" : "false");
      case TypeKind::kF32:
        return PrintFloat(std::bit_cast<float>(static_cast<uint32_t>(value.bits())));
      case TypeKind::kF64:
        return PrintFloat(std::bit_cast<double>(value.bits()));
      case TypeKind::kChar:
        Put("'");
        PrintChar(static_cast<uint32_t>(value.bits()), '\'');
        return Put("'");
      default:
        if (IsSigned(value.kind())) return PrintNumber(static_cast<int64_t>(value.bits()));
        return PrintNumber(value.bits());
    }
  }

  void PrintChar(uint32_t scalar, char quote) {
    const auto escape = [&](char c) {
      const char text[] = {'\\', c};
      Put({text, 2});
    };
    if (scalar == '\n') return escape('n');
    if (scalar == '\r') return escape('r');
    if (scalar == '\t') return escape('t');
    if (scalar == '\\') return escape('\\');
    if (scalar == static_cast<uint32_t>(quote)) return escape(quote);
    char text[16];
    if (scalar < 0x20 || (scalar >= 0x7f && scalar < 0xa0)) {
      const int length = std::snprintf(text, sizeof(text), "\\u{%x}", scalar);
      return Put({text, static_cast<size_t>(length)});
    }
    Put({text, static_cast<size_t>(EncodeUtf8(scalar, text))});
  }

  void PrintString(std::string_view text) {
    Put("\"");
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
      uint32_t scalar;
      const int taken = DecodeUtf8(p, end, &scalar);
      if (taken == 0) break;
      PrintChar(scalar, '"');
      p += taken;
    }
    Put("\"");
  }

  void PrintLabel(std::string_view label) {
    if (IsWaveWord(label)) Put("%");
    Put(label);
  }

  void PrintRecord(const TypeNode& node, const Val& value) {
    const auto fields = table_.fields(node);
    Put("{");
    for (size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) Put(", ");
      Put(fields[i].label);
      Put(": ");
      Print(fields[i].type, value.items()[i]);
    }
    Put("}");
  }

  void PrintSequence(const TypeNode& node, const Val& value) {
    const bool is_tuple = node.kind == TypeKind::kTuple;
    Put(is_tuple ? "(" : "[");
    for (size_t i = 0; i < value.size(); ++i) {
      if (i > 0) Put(", ");
      const ValueType part = is_tuple ? table_.fields(node)[i].type : node.element;
      if (value.is_packed()) {
        PrintScalar(value.PackedAt(i));
      } else {
        Print(part, value.items()[i]);
      }
    }
    Put(is_tuple ? ")" : "]");
  }

  void PrintCase(const TypeNode& node, const Val& value) {
    const Field& field = table_.fields(node)[value.case_index()];
    if (node.kind == TypeKind::kVariant) {
      PrintLabel(field.label);
    } else {
      Put(field.label == "error" ? "err" : field.label);
    }
    if (field.type == kNoType) return;
    Put("(");
    Print(field.type, value.items()[0]);
    Put(")");
  }

  void PrintFlags(const TypeNode& node, const Val& value) {
    const auto fields = table_.fields(node);
    bool first = true;
    Put("{");
    for (size_t i = 0; i < fields.size(); ++i) {
      if ((value.bits() >> i & 1) == 0) continue;
      if (!first) Put(", ");
      first = false;
      Put(fields[i].label);
    }
    Put("}");
  }

  const TypeTable& table_;
  Vec<char>& out_;
  bool failed_ = false;
};

}  // namespace

Status PrintWave(const TypeTable& table, ValueType type, const Val& value, Vec<char>* out) {
  Printer printer(table, out);
  printer.Print(type, value);
  if (printer.failed()) return Error::OutOfMemory();
  return {};
}

}  // namespace virga::cabi
