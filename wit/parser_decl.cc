// Gates and type declarations.

#include <utility>

#include "engine/support/try.h"
#include "wit/parser_impl.h"

namespace virga::wit {

Result<Parser::Preamble> Parser::ParsePreamble() {
  Preamble preamble;
  preamble.docs = lexer_.TakeDocs();
  while (At(TokenKind::kAt)) {
    VIRGA_TRY(Advance());
    VIRGA_TRY(ParseAttribute(&preamble));
    preamble.docs += lexer_.TakeDocs();
  }
  return preamble;
}

// `since(version = 1.2.3)`, `deprecated(version = 1.2.3)`, `unstable(feature = name)` or
// `external-id("text")`, after the @.
Status Parser::ParseAttribute(Preamble* preamble) {
  uint32_t start = token_.offset;
  if (!At(TokenKind::kIdentifier)) return Unexpected("the name of a gate");
  std::string_view name = token_.text;
  VIRGA_TRY(Advance());
  VIRGA_TRY(Expect(TokenKind::kLeftParen));
  if (name == "since" || name == "deprecated") {
    if (!At(TokenKind::kIdentifier) || token_.text != "version") return Unexpected("`version`");
    VIRGA_TRY(Advance());
    if (!At(TokenKind::kEquals)) return Unexpected("`=`");
    // The lexer stands behind the `=`; a version is not made of tokens, blanks are.
    VIRGA_TRY(lexer_.SkipBlank());
    VIRGA_ASSIGN(Version version, ParseVersionArgument());
    VIRGA_TRY(Advance());
    std::optional<Version>& slot =
        name == "since" ? preamble->gate.since : preamble->gate.deprecated;
    if (slot) return lexer_.ErrorAt(start, "expected each gate once");
    slot = std::move(version);
  } else if (name == "unstable") {
    if (!At(TokenKind::kIdentifier) || token_.text != "feature") return Unexpected("`feature`");
    VIRGA_TRY(Advance());
    VIRGA_TRY(Expect(TokenKind::kEquals));
    if (!preamble->gate.feature.empty()) return lexer_.ErrorAt(start, "expected each gate once");
    VIRGA_ASSIGN(ast::Id feature, ExpectId("the name of a feature"));
    preamble->gate.feature = std::move(feature.name);
  } else if (name == "external-id") {
    if (!At(TokenKind::kStringLiteral)) return Unexpected("a string");
    preamble->external_id = token_.text;
    VIRGA_TRY(Advance());
  } else {
    return lexer_.ErrorAt(start,
                          "expected `since`, `unstable`, `deprecated` or `external-id`, "
                          "found `" +
                              std::string(name) + "`");
  }
  if (preamble->gate.since && !preamble->gate.feature.empty()) {
    return lexer_.ErrorAt(start, "expected @since or @unstable, found both");
  }
  return Expect(TokenKind::kRightParen);
}

Status Parser::RejectGate(const Preamble& preamble, std::string_view where) {
  if (preamble.gate == Gate{}) return {};
  return lexer_.ErrorAt(token_.offset, "expected no gate before " + std::string(where));
}

bool Parser::StartsDeclaration(TokenKind kind) {
  return kind == TokenKind::kType || kind == TokenKind::kRecord || kind == TokenKind::kVariant ||
         kind == TokenKind::kEnum || kind == TokenKind::kFlags || kind == TokenKind::kResource;
}

Result<ast::TypeDecl> Parser::ParseDeclaration() {
  ast::TypeDecl decl;
  TokenKind keyword = token_.kind;
  VIRGA_TRY(Advance());
  VIRGA_ASSIGN(decl.id, ExpectId("the type's name"));
  switch (keyword) {
    case TokenKind::kType: {
      decl.kind = TypeKind::kAlias;
      VIRGA_TRY(Expect(TokenKind::kEquals));
      VIRGA_ASSIGN(decl.target, ParseType());
      VIRGA_TRY(Expect(TokenKind::kSemicolon));
      return decl;
    }
    case TokenKind::kResource: {
      decl.kind = TypeKind::kResource;
      VIRGA_ASSIGN(bool bare, Accept(TokenKind::kSemicolon));
      if (!bare) VIRGA_TRY(ParseResourceBody(&decl));
      return decl;
    }
    case TokenKind::kRecord:
      decl.kind = TypeKind::kRecord;
      break;
    case TokenKind::kVariant:
      decl.kind = TypeKind::kVariant;
      break;
    case TokenKind::kEnum:
      decl.kind = TypeKind::kEnum;
      break;
    default:
      decl.kind = TypeKind::kFlags;
      break;
  }
  VIRGA_TRY(ParseMembers(&decl));
  return decl;
}

Status Parser::ParseMembers(ast::TypeDecl* decl) {
  VIRGA_TRY(Expect(TokenKind::kLeftBrace));
  while (!At(TokenKind::kRightBrace)) {
    VIRGA_ASSIGN(ast::Member member, ParseMember(decl->kind));
    decl->members.push_back(std::move(member));
    VIRGA_ASSIGN(bool comma, Accept(TokenKind::kComma));
    if (!comma) {
      if (!At(TokenKind::kRightBrace)) return Unexpected("`,` or `}`");
    }
  }
  return Advance();
}

Result<ast::Member> Parser::ParseMember(TypeKind kind) {
  ast::Member member;
  member.docs = lexer_.TakeDocs();
  VIRGA_ASSIGN(member.id, ExpectId(kind == TypeKind::kRecord ? "a field or `}`" : "a case or `}`"));
  if (kind == TypeKind::kRecord) {
    VIRGA_TRY(Expect(TokenKind::kColon));
    VIRGA_ASSIGN(member.type, ParseType());
  } else if (kind == TypeKind::kVariant && At(TokenKind::kLeftParen)) {
    VIRGA_TRY(Advance());
    VIRGA_ASSIGN(member.type, ParseType());
    VIRGA_TRY(Expect(TokenKind::kRightParen));
  }
  return member;
}

Status Parser::ParseResourceBody(ast::TypeDecl* decl) {
  if (!At(TokenKind::kLeftBrace)) return Unexpected("`;` or `{`");
  VIRGA_TRY(Advance());
  while (!At(TokenKind::kRightBrace)) {
    VIRGA_ASSIGN(Preamble preamble, ParsePreamble());
    VIRGA_ASSIGN(ast::Func func, ParseResourceFunc());
    func.docs = std::move(preamble.docs);
    func.gate = std::move(preamble.gate);
    func.external_id = std::move(preamble.external_id);
    decl->functions.push_back(std::move(func));
  }
  return Advance();
}

Result<ast::Func> Parser::ParseResourceFunc() {
  if (At(TokenKind::kConstructor)) {
    ast::Func func;
    func.kind = FuncKind::kConstructor;
    func.id = {"constructor", Here()};
    VIRGA_TRY(Advance());
    VIRGA_TRY(ParseSignature(&func));
    VIRGA_TRY(Expect(TokenKind::kSemicolon));
    return func;
  }
  VIRGA_ASSIGN(ast::Id id, ExpectId("a method, `constructor` or `}`"));
  VIRGA_TRY(Expect(TokenKind::kColon));
  VIRGA_ASSIGN(bool is_static, Accept(TokenKind::kStatic));
  VIRGA_ASSIGN(ast::Func func, ParseFuncType());
  VIRGA_TRY(Expect(TokenKind::kSemicolon));
  func.kind = is_static ? FuncKind::kStatic : FuncKind::kMethod;
  func.id = std::move(id);
  return func;
}

}  // namespace virga::wit
