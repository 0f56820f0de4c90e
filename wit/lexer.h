// WIT text -> tokens.
//
// Whitespace and comments are skipped; documentation comments (`///` and `/** */`) before a token
// are collected for it. Nothing is copied but those: a token is a place in the text. Versions
// (`0.2.0-draft2`) are not tokens, since `0.2.0.{` could not be told apart; the parser asks for one
// with TakeVersion after it has seen `@` or `version =`. spec: WIT.md, lexical structure.

#ifndef WIT_LEXER_H_
#define WIT_LEXER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "wit/source.h"

namespace virga::wit {

enum class TokenKind : uint8_t {
  kEnd,
  kIdentifier,  // also %escaped: text() is without the %
  kInteger,
  kStringLiteral,  // text() is without the quotes
  kEquals,
  kComma,
  kColon,
  kSemicolon,
  kLeftParen,
  kRightParen,
  kLeftBrace,
  kRightBrace,
  kLess,
  kGreater,
  kStar,
  kArrow,
  kSlash,
  kPeriod,
  kAt,
  kUnderscore,
#define X(Name, spelling) k##Name,
#include "wit/keywords.def"
#undef X
};

// How a kind of token is named in messages: "`;`", "an identifier", "the end of the file".
std::string_view Describe(TokenKind kind);

// Whether `word` needs a % to be an identifier.
bool IsKeyword(std::string_view word);
// Whether `word` has the form of a WIT name: fragments of one case joined by '-'.
bool IsName(std::string_view word);

struct Token {
  TokenKind kind = TokenKind::kEnd;
  uint32_t offset = 0;
  std::string_view text;
};

class Lexer {
 public:
  // `sources` outlives the lexer and gets no new file meanwhile.
  Lexer(const SourceSet& sources, uint32_t file);

  Result<Token> Next();
  // Skips blanks and comments; Next does so itself, a version that is read apart needs it.
  Status SkipBlank();
  // The longest text at the current place that could be a version; may be empty.
  Token TakeVersion();
  // Documentation before the token that Next returned last; moves it out.
  std::string TakeDocs() { return std::move(docs_); }

  Error ErrorAt(uint32_t offset, std::string_view message) const;
  uint32_t file() const { return file_; }

 private:
  Status SkipComment();
  void AddLineDoc(std::string_view line);
  void AddBlockDoc(std::string_view body);
  Result<Token> Word();
  Result<Token> Integer();
  Result<Token> StringLiteral();
  Result<Token> Operator();
  Token Make(TokenKind kind, uint32_t length);
  char Peek(uint32_t ahead = 0) const {
    return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0';
  }

  const SourceSet& sources_;
  uint32_t file_;
  std::string_view text_;
  uint32_t pos_ = 0;
  std::string docs_;
};

}  // namespace virga::wit

#endif  // WIT_LEXER_H_
