#include <bit>
#include <cerrno>
#include <charconv>
#include <initializer_list>

#include "canonical-abi/values/wave.h"
#include "canonical-abi/values/wave_words.h"
#include "engine/support/try.h"
#include "engine/support/utf8.h"

namespace virga::cabi {

namespace {

constexpr bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '-' || c == '_';
}

class Parser {
 public:
  Parser(const TypeTable& table, std::string_view text, Allocator* allocator)
      : table_(table), text_(text), allocator_(allocator) {}

  Result<Val> Parse(ValueType type) {
    const TypeNode& node = table_.node(type);
    switch (node.kind) {
      case TypeKind::kBool:
        return ParseBool();
      case TypeKind::kF32:
      case TypeKind::kF64:
        return ParseFloat(node.kind);
      case TypeKind::kChar:
        return ParseChar();
      case TypeKind::kString:
        return ParseString();
      case TypeKind::kRecord:
        return ParseRecord(node);
      case TypeKind::kTuple:
        return ParseTuple(node);
      case TypeKind::kList:
      case TypeKind::kFixedList:
      case TypeKind::kMap:
        return ParseList(node);
      case TypeKind::kEnum:
      case TypeKind::kVariant:
        return ParseVariant(node);
      case TypeKind::kOption:
        return ParseOption(node);
      case TypeKind::kResult:
        return ParseResult(node);
      case TypeKind::kFlags:
        return ParseFlags(node);
      default:
        if (NumberBytes(node.kind) != 0) return ParseInteger(node.kind);
        return Expected(TypeKindName(node.kind).data());  // handles have no text
    }
  }

  Status ExpectEnd() {
    SkipSpace();
    if (at_ != text_.size()) return Expected("the end");
    return {};
  }

  // Arguments without their parentheses.
  Result<Val> ParseArguments(std::span<const Field> params) {
    Vec<Val> items(allocator_);
    for (size_t i = 0; i < params.size(); ++i) {
      SkipSpace();
      if (at_ == text_.size()) {
        VIRGA_TRY(AddNone(params[i], &items));
        continue;
      }
      VIRGA_TRY(Add(params[i].type, &items));
      if (!Take(',')) VIRGA_TRY(ExpectEnd());
    }
    VIRGA_TRY(ExpectEnd());
    return Val::Compound(TypeKind::kTuple, std::move(items));
  }

 private:
  void SkipSpace() {
    while (at_ < text_.size()) {
      if (IsSpace(text_[at_])) {
        ++at_;
      } else if (text_.substr(at_, 2) == "//") {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else {
        return;
      }
    }
  }
  bool Take(char c) {
    SkipSpace();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool PeekIs(char c) {
    SkipSpace();
    return at_ < text_.size() && text_[at_] == c;
  }
  // The word at this place, without taking it.
  std::string_view PeekWord() {
    SkipSpace();
    size_t end = at_;
    while (end < text_.size() && IsWordChar(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  bool TakeWord(std::string_view word) {
    if (PeekWord() != word) return false;
    at_ += word.size();
    return true;
  }

  Error Expected(const char* what) {
    SkipSpace();
    if (at_ == text_.size())
      return Error::At(ErrorKind::kUsage, at_, "expected %s, found the end", what);
    std::string_view found = PeekWord();
    if (found.empty()) found = text_.substr(at_, 1);
    return Error::At(ErrorKind::kUsage, at_, "expected %s, found \"%.*s\"", what,
                     static_cast<int>(found.size()), found.data());
  }

  Status Add(ValueType type, Vec<Val>* items) {
    VIRGA_ASSIGN(Val value, Parse(type));
    if (!items->Push(std::move(value))) return Error::OutOfMemory();
    return {};
  }
  // A field or argument that is not there: only an option can be.
  Status AddNone(const Field& field, Vec<Val>* items) {
    if (table_.node(field.type).kind != TypeKind::kOption) {
      return Error::At(ErrorKind::kUsage, at_, "expected a value for \"%.*s\", found none",
                       static_cast<int>(field.label.size()), field.label.data());
    }
    if (!items->Push(Val::Case(TypeKind::kOption, 0, Vec<Val>(allocator_))))
      return Error::OutOfMemory();
    return {};
  }

  Result<Val> ParseBool() {
    if (TakeWord("true")) return Val::Bool(true);
    if (TakeWord("false")) return Val::Bool(false);
    return Expected("true or false");
  }

  Result<Val> ParseInteger(TypeKind kind) {
    SkipSpace();
    const char* const begin = text_.data() + at_;
    const char* const end = text_.data() + text_.size();
    const uint32_t bits = 8 * NumberBytes(kind);
    uint64_t value = 0;
    std::from_chars_result result;
    bool fits;
    if (IsSigned(kind)) {
      int64_t number = 0;
      result = std::from_chars(begin, end, number);
      value = static_cast<uint64_t>(number);
      fits = Extend(value, bits / 8, true) == value;
    } else {
      result = std::from_chars(begin, end, value);
      fits = Extend(value, bits / 8, false) == value;
    }
    const bool whole = result.ptr == end || !IsWordChar(*result.ptr);
    if (result.ec != std::errc() || !fits || !whole || (result.ptr != end && *result.ptr == '.'))
      return Expected(TypeKindName(kind).data());
    at_ += static_cast<size_t>(result.ptr - begin);
    return Val::Scalar(kind, value);
  }

  template <typename Float>
  bool TakeFloat(Float* value) {
    const char* const begin = text_.data() + at_;
    const char* const end = text_.data() + text_.size();
    const char first = begin == end ? '\0' : *begin;
    if (!IsDigit(first) && first != '-') return false;
    const auto result = std::from_chars(begin, end, *value);
    if (result.ec != std::errc() || (result.ptr != end && IsWordChar(*result.ptr))) return false;
    at_ += static_cast<size_t>(result.ptr - begin);
    return true;
  }
  Result<Val> ParseFloat(TypeKind kind) {
    const bool narrow = kind == TypeKind::kF32;
    SkipSpace();
    for (const auto& [word, bits32, bits64] : {Special{"nan", 0x7fc00000, 0x7ff8000000000000},
                                               Special{"inf", 0x7f800000, 0x7ff0000000000000},
                                               Special{"-inf", 0xff800000, 0xfff0000000000000}}) {
      if (TakeWord(word)) return Val::Scalar(kind, narrow ? bits32 : bits64);
    }
    float f32;
    double f64;
    if (narrow && TakeFloat(&f32)) return Val::Scalar(kind, std::bit_cast<uint32_t>(f32));
    if (!narrow && TakeFloat(&f64)) return Val::Scalar(kind, std::bit_cast<uint64_t>(f64));
    return Expected(TypeKindName(kind).data());
  }
  struct Special {
    std::string_view word;
    uint64_t bits32;
    uint64_t bits64;
  };

  // One character of a quoted text.
  Status ReadChar(uint32_t* scalar) {
    const char* const p = text_.data() + at_;
    const char* const end = text_.data() + text_.size();
    if (p == end) return Expected("a closing quote");
    const int taken = DecodeUtf8(p, end, scalar);
    if (taken == 0) return Expected("UTF-8");
    at_ += static_cast<size_t>(taken);
    return *scalar == '\\' ? ReadEscape(scalar) : Status();
  }
  Status ReadEscape(uint32_t* scalar) {
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    ++at_;
    switch (c) {
      case 'n':
        return *scalar = '\n', Status();
      case 'r':
        return *scalar = '\r', Status();
      case 't':
        return *scalar = '\t', Status();
      case '\\':
      case '\'':
      case '"':
        return *scalar = static_cast<uint32_t>(c), Status();
      case 'u':
        return ReadUnicode(scalar);
      default:
        at_ -= at_ > text_.size() ? 1 : 0;
        return Error::At(ErrorKind::kUsage, at_, "unknown escape in a quoted text");
    }
  }
  Status ReadUnicode(uint32_t* scalar) {
    const size_t close = text_.find('}', at_);
    const bool braced = at_ < text_.size() && text_[at_] == '{' && close != text_.npos;
    const char* const begin = text_.data() + at_ + 1;
    const char* const end = text_.data() + close;
    if (!braced) return Expected("\\u{...}");
    const auto result = std::from_chars(begin, end, *scalar, 16);
    const bool surrogate = *scalar >= 0xd800 && *scalar < 0xe000;
    if (result.ec != std::errc() || result.ptr != end || *scalar >= 0x110000 || surrogate)
      return Expected("a Unicode scalar value");
    at_ = close + 1;
    return {};
  }

  Result<Val> ParseChar() {
    if (!Take('\'')) return Expected("a char in single quotes");
    if (at_ < text_.size() && text_[at_] == '\'') return Expected("a char");
    uint32_t scalar;
    VIRGA_TRY(ReadChar(&scalar));
    if (at_ == text_.size() || text_[at_] != '\'') return Expected("a closing single quote");
    ++at_;
    return Val::Scalar(TypeKind::kChar, scalar);
  }

  Result<Val> ParseString() {
    if (!Take('"')) return Expected("a string in double quotes");
    Vec<uint8_t> bytes(allocator_);
    while (at_ == text_.size() || text_[at_] != '"') {
      uint32_t scalar;
      VIRGA_TRY(ReadChar(&scalar));
      char encoded[4];
      const int length = EncodeUtf8(scalar, encoded);
      for (int i = 0; i < length; ++i)
        if (!bytes.Push(static_cast<uint8_t>(encoded[i]))) return Error::OutOfMemory();
    }
    ++at_;
    return Val::StringOf(std::move(bytes));
  }

  Result<Val> ParseTuple(const TypeNode& node) {
    if (!Take('(')) return Expected("a tuple in parentheses");
    Vec<Val> items(allocator_);
    const auto fields = table_.fields(node);
    for (size_t i = 0; i < fields.size(); ++i) {
      VIRGA_TRY(Add(fields[i].type, &items));
      if (!Take(',') && i + 1 < fields.size()) return Expected("a comma");
    }
    if (!Take(')')) return Expected("the end of the tuple");
    return Val::Compound(node.kind, std::move(items));
  }

  Result<Val> ParseList(const TypeNode& node) {
    if (!Take('[')) return Expected("a list in brackets");
    Vec<Val> items(allocator_);
    while (!PeekIs(']')) {
      VIRGA_TRY(Add(node.element, &items));
      if (!Take(',') && !PeekIs(']')) return Expected("a comma or a closing bracket");
    }
    ++at_;
    if (node.kind == TypeKind::kFixedList && items.size() != node.length) {
      return Error::At(ErrorKind::kUsage, at_, "expected a list of %u elements, found %zu",
                       node.length, items.size());
    }
    return Val::Compound(node.kind, std::move(items));
  }

  // A label of `fields`, with its % if it has one.
  Result<uint32_t> ParseLabel(std::span<const Field> fields, const char* what) {
    const size_t start = at_;
    Take('%');
    const std::string_view word = PeekWord();
    for (uint32_t i = 0; i < fields.size(); ++i) {
      if (word.empty() || fields[i].label != word) continue;
      at_ += word.size();
      return i;
    }
    at_ = start;
    return Expected(what);
  }

  Result<Val> ParseRecord(const TypeNode& node) {
    if (!Take('{')) return Expected("a record in braces");
    const auto fields = table_.fields(node);
    Vec<Val> items(allocator_);
    Vec<bool> seen(allocator_);
    if (!items.Resize(fields.size()) || !seen.Resize(fields.size())) return Error::OutOfMemory();
    Take(':');  // `{:}` is the record with no field given
    while (!PeekIs('}')) {
      VIRGA_ASSIGN(const uint32_t i, ParseLabel(fields, "a field of the record"));
      if (seen[i]) return Error::At(ErrorKind::kUsage, at_, "a field is given twice");
      if (!Take(':')) return Expected("a colon");
      VIRGA_ASSIGN(items[i], Parse(fields[i].type));
      seen[i] = true;
      if (!Take(',') && !PeekIs('}')) return Expected("a comma or a closing brace");
    }
    ++at_;
    for (size_t i = 0; i < fields.size(); ++i) {
      if (seen[i]) continue;
      Vec<Val> none(allocator_);
      VIRGA_TRY(AddNone(fields[i], &none));
      items[i] = std::move(none[0]);
    }
    return Val::Compound(node.kind, std::move(items));
  }

  Result<Val> ParseFlags(const TypeNode& node) {
    if (!Take('{')) return Expected("flags in braces");
    uint32_t bits = 0;
    while (!PeekIs('}')) {
      VIRGA_ASSIGN(const uint32_t i, ParseLabel(table_.fields(node), "a flag"));
      bits |= uint32_t{1} << i;
      if (!Take(',') && !PeekIs('}')) return Expected("a comma or a closing brace");
    }
    ++at_;
    return Val::Flags(bits);
  }

  Result<Val> ParsePayload(TypeKind kind, uint32_t index, ValueType type) {
    Vec<Val> payload(allocator_);
    if (type != kNoType) {
      if (!Take('(')) return Expected("a payload in parentheses");
      VIRGA_TRY(Add(type, &payload));
      if (!Take(')')) return Expected("a closing parenthesis");
    }
    return Val::Case(kind, index, std::move(payload));
  }

  Result<Val> ParseVariant(const TypeNode& node) {
    const auto cases = table_.fields(node);
    VIRGA_ASSIGN(const uint32_t i, ParseLabel(cases, "a case"));
    if (node.kind == TypeKind::kEnum) return Val::Enum(i);
    return ParsePayload(node.kind, i, cases[i].type);
  }

  // A bare value stands for the case that holds it, unless that could be read in two ways.
  bool MayBeBare(ValueType type) const {
    if (type == kNoType) return false;
    const TypeKind kind = table_.node(type).kind;
    return kind != TypeKind::kOption && kind != TypeKind::kResult;
  }
  Result<Val> ParseBare(TypeKind kind, uint32_t index, ValueType type) {
    Vec<Val> payload(allocator_);
    VIRGA_TRY(Add(type, &payload));
    return Val::Case(kind, index, std::move(payload));
  }

  Result<Val> ParseOption(const TypeNode& node) {
    if (TakeWord("none")) return Val::Case(node.kind, 0, Vec<Val>(allocator_));
    if (TakeWord("some")) return ParsePayload(node.kind, 1, node.element);
    if (MayBeBare(node.element)) return ParseBare(node.kind, 1, node.element);
    return Expected("some(...) or none");
  }

  Result<Val> ParseResult(const TypeNode& node) {
    const auto cases = table_.fields(node);
    if (TakeWord("ok")) return ParsePayload(node.kind, 0, cases[0].type);
    if (TakeWord("err")) return ParsePayload(node.kind, 1, cases[1].type);
    if (MayBeBare(cases[0].type)) return ParseBare(node.kind, 0, cases[0].type);
    return Expected("ok or err");
  }

  const TypeTable& table_;
  std::string_view text_;
  Allocator* allocator_;
  size_t at_ = 0;
};

}  // namespace

Result<Val> ParseWave(const TypeTable& table, ValueType type, std::string_view text,
                      Allocator* allocator) {
  Parser parser(table, text, allocator);
  VIRGA_ASSIGN(Val value, parser.Parse(type));
  VIRGA_TRY(parser.ExpectEnd());
  return value;
}

Result<WaveCall> SplitWaveCall(std::string_view text) {
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  const size_t open = text.find('(');
  if (open == text.npos || open == 0 || text.back() != ')') {
    return Error::Make(ErrorKind::kUsage,
                       "expected a call such as name(1, \"two\"), found \"%.*s\"",
                       static_cast<int>(text.size()), text.data());
  }
  std::string_view name = text.substr(0, open);
  while (!name.empty() && IsSpace(name.back())) name.remove_suffix(1);
  return WaveCall{name, text.substr(open + 1, text.size() - open - 2)};
}

Result<Val> ParseWaveArguments(const TypeTable& table, const FuncType& type, std::string_view text,
                               Allocator* allocator) {
  return Parser(table, text, allocator).ParseArguments(table.params(type));
}

}  // namespace virga::cabi
