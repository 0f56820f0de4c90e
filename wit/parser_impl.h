// The parser's state and its rules, one method each; parser.cc has the file and the items of
// packages, parser_decl.cc the declarations, parser_type.cc types and functions.

#ifndef WIT_PARSER_IMPL_H_
#define WIT_PARSER_IMPL_H_

#include <string>
#include <string_view>

#include "wit/ast.h"
#include "wit/lexer.h"
#include "wit/parser.h"

namespace virga::wit {

class Parser {
 public:
  Parser(const SourceSet& sources, uint32_t file) : lexer_(sources, file) {}

  Result<ast::File> ParseFile();

 private:
  // Packages, interfaces, worlds.
  Status ParsePackage(ast::File* file, std::string docs);
  Status ParsePackageItem(ast::Body* body);
  Result<ast::PackageName> ParsePackageName();
  Result<ast::UsePath> ParseUsePath();
  Result<ast::UsePath> ParseUsePathAfter(ast::Id space, ast::Id package_name);
  Result<ast::FileUse> ParseFileUse();
  Result<ast::Interface> ParseInterfaceBody(ast::Id id);
  Result<ast::InterfaceItem> ParseInterfaceItem();
  Result<ast::World> ParseWorld();
  Result<ast::WorldItem> ParseWorldItem();
  Result<ast::Extern> ParseExtern();
  Result<ast::Include> ParseInclude();
  Result<ast::Use> ParseUse();

  // What stands before an item: documentation, gates, an external id.
  struct Preamble {
    std::string docs;
    Gate gate;
    std::string external_id;
  };
  Result<Preamble> ParsePreamble();
  Status ParseAttribute(Preamble* preamble);
  Result<Version> ParseVersionArgument();
  // Nothing may carry a gate where this is called.
  Status RejectGate(const Preamble& preamble, std::string_view where);

  // Declarations.
  static bool StartsDeclaration(TokenKind kind);
  Result<ast::TypeDecl> ParseDeclaration();
  Status ParseMembers(ast::TypeDecl* decl);
  Result<ast::Member> ParseMember(TypeKind kind);
  Status ParseResourceBody(ast::TypeDecl* decl);
  Result<ast::Func> ParseResourceFunc();

  // Types and functions.
  Result<ast::Func> ParseFuncType();
  Status ParseSignature(ast::Func* func);
  Result<ast::Type> ParseType(uint32_t depth = 0);
  Status ParseTypeArgs(ast::Type* type, uint32_t depth);
  Status ParseTupleArgs(ast::Type* type, uint32_t depth);
  Status ParseResultArgs(ast::Type* type, uint32_t depth);
  Status ParseListArgs(ast::Type* type, uint32_t depth);
  Status ParseMapArgs(ast::Type* type, uint32_t depth);
  Status ParseHandleArg(ast::Type* type);

  // Tokens.
  bool At(TokenKind kind) const { return token_.kind == kind; }
  Span Here() const { return {lexer_.file(), token_.offset}; }
  Status Advance();
  Status Expect(TokenKind kind);
  Result<bool> Accept(TokenKind kind);  // takes the token when it is of this kind
  Result<ast::Id> ExpectId(std::string_view what);
  Error Unexpected(std::string_view expected) const;

  Lexer lexer_;
  Token token_;
};

}  // namespace virga::wit

#endif  // WIT_PARSER_IMPL_H_
