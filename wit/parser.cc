#include "wit/parser.h"

#include <utility>

#include "engine/support/try.h"
#include "wit/parser_impl.h"

namespace virga::wit {

Result<ast::File> Parse(const SourceSet& sources, uint32_t file) {
  if (sources.file(file).text.size() > kMaxFileBytes) {
    return sources.MakeError(ErrorKind::kLimit, {file, 0}, "a WIT file may have 64 MiB at most");
  }
  return Parser(sources, file).ParseFile();
}

Status Parser::Advance() {
  VIRGA_ASSIGN(token_, lexer_.Next());
  return {};
}

Status Parser::Expect(TokenKind kind) {
  if (!At(kind)) return Unexpected(Describe(kind));
  return Advance();
}

Result<bool> Parser::Accept(TokenKind kind) {
  if (!At(kind)) return false;
  VIRGA_TRY(Advance());
  return true;
}

Result<ast::Id> Parser::ExpectId(std::string_view what) {
  if (!At(TokenKind::kIdentifier)) return Unexpected(what);
  ast::Id id{std::string(token_.text), Here()};
  VIRGA_TRY(Advance());
  return id;
}

Error Parser::Unexpected(std::string_view expected) const {
  std::string message = "expected " + std::string(expected) + ", found ";
  if (At(TokenKind::kIdentifier) || At(TokenKind::kInteger)) {
    message += "`" + std::string(token_.text) + "`";
  } else {
    message += Describe(token_.kind);
    if (IsKeyword(token_.text))
      message += ", which is a keyword (write %" + std::string(token_.text) + " for the name)";
  }
  return lexer_.ErrorAt(token_.offset, message);
}

Result<ast::File> Parser::ParseFile() {
  ast::File file;
  VIRGA_TRY(Advance());
  file.main.span = Here();
  while (!At(TokenKind::kEnd)) {
    if (At(TokenKind::kPackage)) {
      VIRGA_TRY(ParsePackage(&file, lexer_.TakeDocs()));
    } else {
      VIRGA_TRY(ParsePackageItem(&file.main));
    }
  }
  return file;
}

// `package a:b@1.0.0;` for the file, or `package a:b { ... }`.
Status Parser::ParsePackage(ast::File* file, std::string docs) {
  Span span = Here();
  VIRGA_TRY(Advance());
  VIRGA_ASSIGN(ast::PackageName name, ParsePackageName());
  if (!At(TokenKind::kLeftBrace)) {
    if (!At(TokenKind::kSemicolon)) return Unexpected("`;` or `{`");
    bool first = !file->main.package && file->main.interfaces.empty() &&
                 file->main.worlds.empty() && file->main.uses.empty() && file->nested.empty();
    if (!first) {
      return lexer_.ErrorAt(span.offset, "expected `package ...;` only once, before all else");
    }
    file->main.package = std::move(name);
    file->main.docs = std::move(docs);
    return Advance();
  }
  VIRGA_TRY(Advance());
  ast::Body body;
  body.span = span;
  body.package = std::move(name);
  body.docs = std::move(docs);
  while (!At(TokenKind::kRightBrace)) {
    VIRGA_TRY(ParsePackageItem(&body));
  }
  file->nested.push_back(std::move(body));
  return Advance();
}

Result<ast::PackageName> Parser::ParsePackageName() {
  ast::PackageName name;
  VIRGA_ASSIGN(name.space, ExpectId("a package's namespace"));
  VIRGA_TRY(Expect(TokenKind::kColon));
  VIRGA_ASSIGN(name.name, ExpectId("a package's name"));
  if (At(TokenKind::kColon) || At(TokenKind::kSlash)) {
    return lexer_.ErrorAt(token_.offset,
                          "expected `namespace:name`, found nested namespaces, which are not "
                          "supported");
  }
  if (At(TokenKind::kAt)) {
    VIRGA_ASSIGN(name.version, ParseVersionArgument());
    VIRGA_TRY(Advance());
  }
  return name;
}

// The token before the version is the current one; leaves the version itself current.
Result<Version> Parser::ParseVersionArgument() {
  Token text = lexer_.TakeVersion();
  std::optional<Version> version = Version::Parse(text.text);
  if (!version) {
    return lexer_.ErrorAt(text.offset, "expected a semantic version (`1.2.3`), found `" +
                                           std::string(text.text) + "`");
  }
  return *std::move(version);
}

Result<ast::UsePath> Parser::ParseUsePath() {
  ast::UsePath path;
  VIRGA_ASSIGN(path.name, ExpectId("an interface or world, as `name` or `namespace:package/name`"));
  if (!At(TokenKind::kColon)) return path;
  VIRGA_TRY(Advance());
  VIRGA_ASSIGN(ast::Id package, ExpectId("a package's name"));
  return ParseUsePathAfter(std::move(path.name), std::move(package));
}

// The rest of a path whose `namespace:package` has been read.
Result<ast::UsePath> Parser::ParseUsePathAfter(ast::Id space, ast::Id package_name) {
  ast::UsePath path;
  ast::PackageName package{std::move(space), std::move(package_name), std::nullopt};
  VIRGA_TRY(Expect(TokenKind::kSlash));
  VIRGA_ASSIGN(path.name, ExpectId("the name of an interface or world"));
  if (At(TokenKind::kAt)) {
    VIRGA_ASSIGN(package.version, ParseVersionArgument());
    VIRGA_TRY(Advance());
  }
  path.package = std::move(package);
  return path;
}

Status Parser::ParsePackageItem(ast::Body* body) {
  VIRGA_ASSIGN(Preamble preamble, ParsePreamble());
  switch (token_.kind) {
    case TokenKind::kUse: {
      VIRGA_TRY(RejectGate(preamble, "a `use` outside of interfaces and worlds"));
      VIRGA_ASSIGN(ast::FileUse use, ParseFileUse());
      body->uses.push_back(std::move(use));
      return {};
    }
    case TokenKind::kInterface: {
      VIRGA_TRY(Advance());
      VIRGA_ASSIGN(ast::Id id, ExpectId("the interface's name"));
      VIRGA_ASSIGN(ast::Interface interface, ParseInterfaceBody(std::move(id)));
      interface.docs = std::move(preamble.docs);
      interface.gate = std::move(preamble.gate);
      body->interfaces.push_back(std::move(interface));
      return {};
    }
    case TokenKind::kWorld: {
      VIRGA_ASSIGN(ast::World world, ParseWorld());
      world.docs = std::move(preamble.docs);
      world.gate = std::move(preamble.gate);
      body->worlds.push_back(std::move(world));
      return {};
    }
    default:
      return Unexpected("`package`, `use`, `interface` or `world`");
  }
}

Result<ast::FileUse> Parser::ParseFileUse() {
  VIRGA_TRY(Expect(TokenKind::kUse));
  ast::FileUse use;
  VIRGA_ASSIGN(use.path, ParseUsePath());
  VIRGA_ASSIGN(bool renamed, Accept(TokenKind::kAs));
  if (renamed) {
    VIRGA_ASSIGN(use.as, ExpectId("the new name"));
  }
  VIRGA_TRY(Expect(TokenKind::kSemicolon));
  return use;
}

Result<ast::Interface> Parser::ParseInterfaceBody(ast::Id id) {
  ast::Interface interface;
  interface.id = std::move(id);
  VIRGA_TRY(Expect(TokenKind::kLeftBrace));
  while (!At(TokenKind::kRightBrace)) {
    VIRGA_ASSIGN(ast::InterfaceItem item, ParseInterfaceItem());
    interface.items.push_back(std::move(item));
  }
  VIRGA_TRY(Advance());
  return interface;
}

Result<ast::InterfaceItem> Parser::ParseInterfaceItem() {
  VIRGA_ASSIGN(Preamble preamble, ParsePreamble());
  if (At(TokenKind::kUse)) {
    VIRGA_ASSIGN(ast::Use use, ParseUse());
    use.gate = std::move(preamble.gate);
    return ast::InterfaceItem(std::move(use));
  }
  if (StartsDeclaration(token_.kind)) {
    VIRGA_ASSIGN(ast::TypeDecl decl, ParseDeclaration());
    decl.docs = std::move(preamble.docs);
    decl.gate = std::move(preamble.gate);
    decl.external_id = std::move(preamble.external_id);
    return ast::InterfaceItem(std::move(decl));
  }
  VIRGA_ASSIGN(ast::Id id, ExpectId("a type, a function, `use` or `}`"));
  VIRGA_TRY(Expect(TokenKind::kColon));
  VIRGA_ASSIGN(ast::Func func, ParseFuncType());
  VIRGA_TRY(Expect(TokenKind::kSemicolon));
  func.id = std::move(id);
  func.docs = std::move(preamble.docs);
  func.gate = std::move(preamble.gate);
  func.external_id = std::move(preamble.external_id);
  return ast::InterfaceItem(std::move(func));
}

Result<ast::World> Parser::ParseWorld() {
  ast::World world;
  VIRGA_TRY(Expect(TokenKind::kWorld));
  VIRGA_ASSIGN(world.id, ExpectId("the world's name"));
  VIRGA_TRY(Expect(TokenKind::kLeftBrace));
  while (!At(TokenKind::kRightBrace)) {
    VIRGA_ASSIGN(ast::WorldItem item, ParseWorldItem());
    world.items.push_back(std::move(item));
  }
  VIRGA_TRY(Advance());
  return world;
}

Result<ast::WorldItem> Parser::ParseWorldItem() {
  VIRGA_ASSIGN(Preamble preamble, ParsePreamble());
  if (At(TokenKind::kUse)) {
    VIRGA_ASSIGN(ast::Use use, ParseUse());
    use.gate = std::move(preamble.gate);
    return ast::WorldItem(std::move(use));
  }
  if (At(TokenKind::kInclude)) {
    VIRGA_ASSIGN(ast::Include include, ParseInclude());
    include.gate = std::move(preamble.gate);
    return ast::WorldItem(std::move(include));
  }
  if (At(TokenKind::kImport) || At(TokenKind::kExport)) {
    VIRGA_ASSIGN(ast::Extern item, ParseExtern());
    item.docs = std::move(preamble.docs);
    item.gate = std::move(preamble.gate);
    item.external_id = std::move(preamble.external_id);
    return ast::WorldItem(std::move(item));
  }
  if (StartsDeclaration(token_.kind)) {
    VIRGA_ASSIGN(ast::TypeDecl decl, ParseDeclaration());
    decl.docs = std::move(preamble.docs);
    decl.gate = std::move(preamble.gate);
    return ast::WorldItem(std::move(decl));
  }
  return Unexpected("`import`, `export`, `include`, `use`, a type or `}`");
}

// `import name;`, `import a:b/c@1.0.0;`, `import name: func();`, `import name: interface { }` and
// `import name: path;` all start with a name; what follows the first colon tells them apart.
Result<ast::Extern> Parser::ParseExtern() {
  ast::Extern item;
  item.is_import = At(TokenKind::kImport);
  VIRGA_TRY(Advance());
  VIRGA_ASSIGN(ast::Id id, ExpectId("a name or a path"));
  VIRGA_ASSIGN(bool colon, Accept(TokenKind::kColon));
  if (!colon) {
    item.what = ast::UsePath{std::nullopt, std::move(id)};
  } else if (At(TokenKind::kInterface)) {
    VIRGA_TRY(Advance());
    VIRGA_ASSIGN(ast::Interface interface, ParseInterfaceBody(id));
    item.what = std::move(interface);
    item.id = std::move(id);
    return item;
  } else if (At(TokenKind::kFunc) || At(TokenKind::kAsync)) {
    VIRGA_ASSIGN(ast::Func func, ParseFuncType());
    func.id = id;
    item.what = std::move(func);
    item.id = std::move(id);
  } else {
    VIRGA_ASSIGN(ast::Id second, ExpectId("`func`, `async`, `interface` or a path"));
    if (At(TokenKind::kSlash)) {
      VIRGA_ASSIGN(item.what, ParseUsePathAfter(std::move(id), std::move(second)));
    } else {
      item.id = std::move(id);
      VIRGA_ASSIGN(bool qualified, Accept(TokenKind::kColon));
      if (qualified) {
        VIRGA_ASSIGN(ast::Id third, ExpectId("a package's name"));
        VIRGA_ASSIGN(item.what, ParseUsePathAfter(std::move(second), std::move(third)));
      } else {
        item.what = ast::UsePath{std::nullopt, std::move(second)};
      }
    }
  }
  VIRGA_TRY(Expect(TokenKind::kSemicolon));
  return item;
}

Result<ast::Include> Parser::ParseInclude() {
  ast::Include include;
  VIRGA_TRY(Expect(TokenKind::kInclude));
  VIRGA_ASSIGN(include.path, ParseUsePath());
  VIRGA_ASSIGN(bool with, Accept(TokenKind::kWith));
  if (!with) {
    VIRGA_TRY(Expect(TokenKind::kSemicolon));
    return include;
  }
  VIRGA_TRY(Expect(TokenKind::kLeftBrace));
  while (!At(TokenKind::kRightBrace)) {
    VIRGA_ASSIGN(ast::Id from, ExpectId("the name of an import or export"));
    VIRGA_TRY(Expect(TokenKind::kAs));
    VIRGA_ASSIGN(ast::Id to, ExpectId("the new name"));
    include.renames.emplace_back(std::move(from), std::move(to));
    VIRGA_ASSIGN(bool comma, Accept(TokenKind::kComma));
    if (!comma) break;
  }
  VIRGA_TRY(Expect(TokenKind::kRightBrace));
  VIRGA_TRY(Accept(TokenKind::kSemicolon));  // both spellings are in use
  return include;
}

Result<ast::Use> Parser::ParseUse() {
  ast::Use use;
  VIRGA_TRY(Expect(TokenKind::kUse));
  VIRGA_ASSIGN(use.path, ParseUsePath());
  VIRGA_TRY(Expect(TokenKind::kPeriod));
  VIRGA_TRY(Expect(TokenKind::kLeftBrace));
  while (use.names.empty() || !At(TokenKind::kRightBrace)) {
    ast::UseName name;
    VIRGA_ASSIGN(name.id, ExpectId("the name of a type"));
    VIRGA_ASSIGN(bool renamed, Accept(TokenKind::kAs));
    if (renamed) {
      VIRGA_ASSIGN(name.as, ExpectId("the new name"));
    }
    use.names.push_back(std::move(name));
    VIRGA_ASSIGN(bool comma, Accept(TokenKind::kComma));
    if (!comma) break;
  }
  VIRGA_TRY(Expect(TokenKind::kRightBrace));
  VIRGA_TRY(Expect(TokenKind::kSemicolon));
  return use;
}

}  // namespace virga::wit
