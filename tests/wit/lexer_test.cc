#include "wit/lexer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace virga::wit {
namespace {

// "kind:text" of every token, or the message of the first error.
std::vector<std::string> Tokens(std::string text) {
  SourceSet sources;
  uint32_t file = sources.Add("a.wit", std::move(text));
  Lexer lexer(sources, file);
  std::vector<std::string> result;
  while (true) {
    Result<Token> token = lexer.Next();
    if (!token.ok()) {
      result.emplace_back(token.error().message());
      return result;
    }
    if (token->kind == TokenKind::kEnd) return result;
    result.push_back(std::string(Describe(token->kind)) + ":" + std::string(token->text));
  }
}

std::string Docs(std::string text) {
  SourceSet sources;
  uint32_t file = sources.Add("a.wit", std::move(text));
  Lexer lexer(sources, file);
  Result<Token> token = lexer.Next();
  return token.ok() ? lexer.TakeDocs() : std::string(token.error().message());
}

using Strings = std::vector<std::string>;

TEST(LexerTest, EveryKeywordIsItsOwnTokenAndAnIdentifierWhenEscaped) {
  const char* const keywords[] = {
#define X(Name, spelling) spelling,
#include "wit/keywords.def"
#undef X
  };
  for (const char* keyword : keywords) {
    EXPECT_TRUE(IsKeyword(keyword));
    std::string spelling = keyword;
    EXPECT_EQ(Tokens(spelling), Strings{"`" + spelling + "`:" + spelling});
    EXPECT_EQ(Tokens("%" + spelling), Strings{"an identifier:" + spelling});
  }
  EXPECT_FALSE(IsKeyword("float64"));
}

TEST(LexerTest, OperatorsNeedNoBlanks) {
  EXPECT_EQ(Tokens("=,:;(){}<>*->/.@_"),
            (Strings{"`=`:=", "`,`:,", "`:`::", "`;`:;", "`(`:(", "`)`:)", "`{`:{", "`}`:}",
                     "`<`:<", "`>`:>", "`*`:*", "`->`:->", "`/`:/", "`.`:.", "`@`:@", "`_`:_"}));
}

TEST(LexerTest, NamesAreKebabCaseOfOneCaseAFragment) {
  for (const char* name : {"a", "a-b", "HTTP-code", "get-URL", "a1", "a-1b", "x-2"}) {
    EXPECT_TRUE(IsName(name)) << name;
  }
  for (const char* name : {"", "-", "a-", "-a", "a--b", "aB", "1a", "a_b", "Ab"}) {
    EXPECT_FALSE(IsName(name)) << name;
  }
  EXPECT_EQ(Tokens("aB"), Strings{"a.wit:1:1: expected a name in kebab-case, found `aB`"});
  EXPECT_EQ(Tokens("\n a-"), Strings{"a.wit:2:2: expected a name in kebab-case, found `a-`"});
}

TEST(LexerTest, CommentsAreSkippedAndBlockCommentsNest) {
  EXPECT_EQ(Tokens("a // b\n/* c /* d */ e */ f"), (Strings{"an identifier:a", "an identifier:f"}));
  EXPECT_EQ(Tokens("a /* /* */"),
            (Strings{"an identifier:a",
                     "a.wit:1:3: expected `*/` at the end of this comment, found "
                     "the end of the file"}));
}

TEST(LexerTest, DocumentationIsKeptWithoutItsMarks) {
  EXPECT_EQ(Docs("/// one\n///\n///  two \n//// none\n// none\nx"), "one\n\n two\n");
  EXPECT_EQ(Docs("/** a\n  * b\n  *\n  */ x"), "a\nb\n\n\n");
  EXPECT_EQ(Docs("/***/ /**/ x"), "");
}

TEST(LexerTest, DeeplyNestedCommentsTakeNoStack) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "/*";
  EXPECT_EQ(Tokens(text).size(), 1u);
  for (int i = 0; i < 200000; ++i) text += "*/";
  EXPECT_EQ(Tokens(text).size(), 0u);
}

TEST(LexerTest, RefusesTextThatReadsOtherwiseThanItIs) {
  EXPECT_EQ(
      Tokens("// \xe2\x80\xae"),
      Strings{"a.wit:1:4: expected readable text, found a control or bidirectional character"});
  EXPECT_EQ(Tokens("// \xff"),
            Strings{"a.wit:1:4: expected UTF-8 text, found a malformed byte sequence"});
  EXPECT_EQ(Tokens("\xff"), Strings{"a.wit:1:1: expected a WIT token, found byte 255"});
  EXPECT_EQ(Tokens("a ~"),
            (Strings{"an identifier:a", "a.wit:1:3: expected a WIT token, found `~`"}));
}

TEST(LexerTest, StringsEndOnTheirLine) {
  EXPECT_EQ(Tokens("\"a b\""), Strings{"a string:a b"});
  EXPECT_EQ(
      Tokens("\"a\n\""),
      Strings{"a.wit:1:1: expected `\"` at the end of this string, found the end of the line"});
}

TEST(LexerTest, AVersionEndsBeforeThePeriodOfAUse) {
  SourceSet sources;
  uint32_t file = sources.Add("a.wit", "@0.2.0-rc.1+b.{x}");
  Lexer lexer(sources, file);
  ASSERT_TRUE(lexer.Next().ok());
  EXPECT_EQ(lexer.TakeVersion().text, "0.2.0-rc.1+b");
  Result<Token> next = lexer.Next();
  ASSERT_TRUE(next.ok());
  EXPECT_EQ(next->kind, TokenKind::kPeriod);
}

TEST(LexerTest, AByteOrderMarkIsSkipped) {
  EXPECT_EQ(Tokens("\xef\xbb\xbfx"), Strings{"an identifier:x"});
}

}  // namespace
}  // namespace virga::wit
