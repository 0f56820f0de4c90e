#include "wit/lexer.h"

#include <algorithm>

#include "engine/support/try.h"
#include "engine/support/utf8.h"

namespace virga::wit {
namespace {

struct Keyword {
  std::string_view spelling;
  TokenKind kind;
};

constexpr Keyword kKeywords[] = {
#define X(Name, spelling) {spelling, TokenKind::k##Name},
#include "wit/keywords.def"
#undef X
};

constexpr std::string_view kDescriptions[] = {
    "the end of the file",
    "an identifier",
    "an integer",
    "a string",
    "`=`",
    "`,`",
    "`:`",
    "`;`",
    "`(`",
    "`)`",
    "`{`",
    "`}`",
    "`<`",
    "`>`",
    "`*`",
    "`->`",
    "`/`",
    "`.`",
    "`@`",
    "`_`",
#define X(Name, spelling) "`" spelling "`",
#include "wit/keywords.def"
#undef X
};

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordChar(char c) { return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '-'; }

// Text that reads otherwise than it compiles: bidirectional overrides, deprecated format
// characters, and controls.
bool IsForbidden(uint32_t scalar) {
  if (scalar < 0x20) return scalar != '\t' && scalar != '\n' && scalar != '\r';
  if (scalar >= 0x7f && scalar < 0xa0) return true;
  return (scalar >= 0x202a && scalar <= 0x202e) || (scalar >= 0x2066 && scalar <= 0x2069) ||
         scalar == 0x149 || scalar == 0x673 || scalar == 0xf77 || scalar == 0xf79 ||
         scalar == 0x17a3 || scalar == 0x17a4 || scalar == 0x17b4 || scalar == 0x17b5;
}

std::string_view Trim(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

std::string_view Describe(TokenKind kind) { return kDescriptions[static_cast<size_t>(kind)]; }

bool IsKeyword(std::string_view word) {
  return std::any_of(std::begin(kKeywords), std::end(kKeywords),
                     [word](const Keyword& keyword) { return keyword.spelling == word; });
}

bool IsName(std::string_view word) {
  size_t pos = 0;
  while (true) {
    size_t end = std::min(word.find('-', pos), word.size());
    std::string_view fragment = word.substr(pos, end - pos);
    if (fragment.empty() || (pos == 0 && IsDigit(fragment[0]))) return false;
    bool lower = std::any_of(fragment.begin(), fragment.end(), IsLower);
    bool upper = std::any_of(fragment.begin(), fragment.end(), IsUpper);
    bool known = std::all_of(fragment.begin(), fragment.end(),
                             [](char c) { return IsLower(c) || IsUpper(c) || IsDigit(c); });
    if ((lower && upper) || !known) return false;
    if (end == word.size()) return true;
    pos = end + 1;
  }
}

Lexer::Lexer(const SourceSet& sources, uint32_t file)
    : sources_(sources), file_(file), text_(sources.file(file).text) {
  if (text_.starts_with("\xef\xbb\xbf")) pos_ = 3;  // a byte order mark
}

Error Lexer::ErrorAt(uint32_t offset, std::string_view message) const {
  return sources_.MakeError(ErrorKind::kMalformed, {file_, offset}, message);
}

Result<Token> Lexer::Next() {
  docs_.clear();
  VIRGA_TRY(SkipBlank());
  if (pos_ >= text_.size()) return Token{TokenKind::kEnd, pos_, {}};
  char c = text_[pos_];
  if (c == '%' || IsLower(c) || IsUpper(c)) return Word();
  if (IsDigit(c)) return Integer();
  if (c == '"') return StringLiteral();
  return Operator();
}

Token Lexer::TakeVersion() {
  uint32_t end = pos_;
  while (end < text_.size() && (IsWordChar(text_[end]) || text_[end] == '.' || text_[end] == '+')) {
    ++end;
  }
  // In `use a:b/c@1.0.0.{d}` the last period is not the version's.
  if (end > pos_ && text_[end - 1] == '.') --end;
  return Make(TokenKind::kIdentifier, end - pos_);
}

Status Lexer::SkipBlank() {
  while (pos_ < text_.size()) {
    char c = text_[pos_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++pos_;
    } else if (c == '/' && (Peek(1) == '/' || Peek(1) == '*')) {
      VIRGA_TRY(SkipComment());
    } else {
      return {};
    }
  }
  return {};
}

Status Lexer::SkipComment() {
  uint32_t start = pos_;
  if (Peek(1) == '/') {
    size_t end = std::min(text_.find('\n', pos_), text_.size());
    pos_ = static_cast<uint32_t>(end);
    std::string_view line = text_.substr(start, end - start);
    if (line.starts_with("///") && !line.starts_with("////")) AddLineDoc(line.substr(3));
  } else {
    // Block comments nest; a counter, so that no input can exhaust the stack.
    uint32_t depth = 0;
    do {
      if (Peek() == '/' && Peek(1) == '*') {
        ++depth;
        pos_ += 2;
      } else if (Peek() == '*' && Peek(1) == '/') {
        --depth;
        pos_ += 2;
      } else if (pos_ >= text_.size()) {
        return ErrorAt(start,
                       "expected `*/` at the end of this comment, found the end of the file");
      } else {
        ++pos_;
      }
    } while (depth > 0);
    std::string_view body = text_.substr(start, pos_ - start);
    if (body.starts_with("/**") && body.size() > 4) AddBlockDoc(body.substr(3, body.size() - 5));
  }
  for (uint32_t at = start; at < pos_;) {
    uint32_t scalar = 0;
    int length = DecodeUtf8(text_.data() + at, text_.data() + pos_, &scalar);
    if (length == 0) return ErrorAt(at, "expected UTF-8 text, found a malformed byte sequence");
    if (IsForbidden(scalar)) {
      return ErrorAt(at, "expected readable text, found a control or bidirectional character");
    }
    at += static_cast<uint32_t>(length);
  }
  return {};
}

void Lexer::AddLineDoc(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
    line.remove_suffix(1);
  }
  if (line.starts_with(" ")) line.remove_prefix(1);
  docs_.append(line).push_back('\n');
}

void Lexer::AddBlockDoc(std::string_view body) {
  while (!body.empty()) {
    size_t end = std::min(body.find('\n'), body.size());
    std::string_view line = Trim(body.substr(0, end));
    if (line.starts_with("* ")) {
      line.remove_prefix(2);
    } else if (line == "*") {
      line = {};
    }
    docs_.append(line).push_back('\n');
    body.remove_prefix(std::min(end + 1, body.size()));
  }
}

Token Lexer::Make(TokenKind kind, uint32_t length) {
  Token token{kind, pos_, text_.substr(pos_, length)};
  pos_ += length;
  return token;
}

Result<Token> Lexer::Word() {
  uint32_t start = pos_;
  bool escaped = text_[pos_] == '%';
  if (escaped) ++pos_;
  uint32_t end = pos_;
  while (end < text_.size() && IsWordChar(text_[end])) ++end;
  Token token = Make(TokenKind::kIdentifier, end - pos_);
  token.offset = start;
  if (!IsName(token.text)) {
    return ErrorAt(start, "expected a name in kebab-case, found `" + std::string(token.text) + "`");
  }
  if (!escaped) {
    for (const Keyword& keyword : kKeywords) {
      if (keyword.spelling == token.text) token.kind = keyword.kind;
    }
  }
  return token;
}

Result<Token> Lexer::Integer() {
  uint32_t end = pos_;
  while (end < text_.size() && IsDigit(text_[end])) ++end;
  return Make(TokenKind::kInteger, end - pos_);
}

Result<Token> Lexer::StringLiteral() {
  uint32_t start = pos_;
  size_t end = text_.find_first_of("\"\n\\", pos_ + 1);
  if (end == std::string_view::npos || text_[end] != '"') {
    return ErrorAt(start, "expected `\"` at the end of this string, found the end of the line");
  }
  Token token{TokenKind::kStringLiteral, start, text_.substr(start + 1, end - start - 1)};
  if (!IsUtf8(token.text)) return ErrorAt(start, "expected UTF-8 text in this string");
  pos_ = static_cast<uint32_t>(end) + 1;
  return token;
}

Result<Token> Lexer::Operator() {
  if (Peek() == '-' && Peek(1) == '>') return Make(TokenKind::kArrow, 2);
  constexpr std::string_view kOperators = "=,:;(){}<>*";
  size_t index = kOperators.find(text_[pos_]);
  if (index != std::string_view::npos) {
    return Make(static_cast<TokenKind>(static_cast<size_t>(TokenKind::kEquals) + index), 1);
  }
  switch (text_[pos_]) {
    case '/':
      return Make(TokenKind::kSlash, 1);
    case '.':
      return Make(TokenKind::kPeriod, 1);
    case '@':
      return Make(TokenKind::kAt, 1);
    case '_':
      return Make(TokenKind::kUnderscore, 1);
    default:
      break;
  }
  char c = text_[pos_];
  std::string found = c > 0x20 && c < 0x7f ? "`" + std::string(1, c) + "`"
                                           : "byte " + std::to_string(static_cast<uint8_t>(c));
  return ErrorAt(pos_, "expected a WIT token, found " + found);
}

}  // namespace virga::wit
