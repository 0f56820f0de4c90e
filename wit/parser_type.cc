// Types and function signatures.

#include <utility>

#include "engine/support/try.h"
#include "wit/parser_impl.h"

namespace virga::wit {
namespace {

// The kind that a keyword starts, or kName. `float32` and `float64` are the old names of f32 and
// f64; they are no keywords, and the resolver only takes them for types where nothing else has the
// name.
TypeKind KindOf(TokenKind token) {
  if (token >= TokenKind::kBool && token <= TokenKind::kErrorContext) {
    return static_cast<TypeKind>(static_cast<int>(token) - static_cast<int>(TokenKind::kBool));
  }
  switch (token) {
    case TokenKind::kList:
      return TypeKind::kList;
    case TokenKind::kMap:
      return TypeKind::kMap;
    case TokenKind::kOption:
      return TypeKind::kOption;
    case TokenKind::kResult:
      return TypeKind::kResult;
    case TokenKind::kTuple:
      return TypeKind::kTuple;
    case TokenKind::kFuture:
      return TypeKind::kFuture;
    case TokenKind::kStream:
      return TypeKind::kStream;
    case TokenKind::kOwn:
      return TypeKind::kOwn;
    case TokenKind::kBorrow:
      return TypeKind::kBorrow;
    default:
      return TypeKind::kName;
  }
}

}  // namespace

Result<ast::Func> Parser::ParseFuncType() {
  ast::Func func;
  VIRGA_ASSIGN(func.is_async, Accept(TokenKind::kAsync));
  if (!At(TokenKind::kFunc)) return Unexpected(func.is_async ? "`func`" : "`func` or `async`");
  VIRGA_TRY(Advance());
  VIRGA_TRY(ParseSignature(&func));
  return func;
}

Status Parser::ParseSignature(ast::Func* func) {
  VIRGA_TRY(Expect(TokenKind::kLeftParen));
  while (!At(TokenKind::kRightParen)) {
    ast::Member param;
    VIRGA_ASSIGN(param.id, ExpectId("a parameter or `)`"));
    VIRGA_TRY(Expect(TokenKind::kColon));
    VIRGA_ASSIGN(param.type, ParseType());
    func->params.push_back(std::move(param));
    VIRGA_ASSIGN(bool comma, Accept(TokenKind::kComma));
    if (!comma) {
      if (!At(TokenKind::kRightParen)) return Unexpected("`,` or `)`");
    }
  }
  VIRGA_TRY(Advance());
  VIRGA_ASSIGN(bool arrow, Accept(TokenKind::kArrow));
  if (arrow) {
    VIRGA_ASSIGN(func->result, ParseType());
  }
  return {};
}

Result<ast::Type> Parser::ParseType(uint32_t depth) {
  if (depth > kMaxTypeNesting) {
    Error error =
        lexer_.ErrorAt(token_.offset, "expected at most " + std::to_string(kMaxTypeNesting) +
                                          " levels of types within one another");
    return error;
  }
  ast::Type type;
  type.span = Here();
  type.kind = KindOf(token_.kind);
  if (type.kind == TypeKind::kName) {
    VIRGA_ASSIGN(ast::Id id, ExpectId("a type"));
    type.name = std::move(id.name);
    return type;
  }
  VIRGA_TRY(Advance());
  VIRGA_TRY(ParseTypeArgs(&type, depth + 1));
  return type;
}

Status Parser::ParseTypeArgs(ast::Type* type, uint32_t depth) {
  if (IsPrimitive(type->kind)) return {};
  bool may_be_bare = type->kind == TypeKind::kResult || type->kind == TypeKind::kFuture ||
                     type->kind == TypeKind::kStream;
  if (type->kind == TypeKind::kResult) type->args.resize(2);
  if (!At(TokenKind::kLess) && may_be_bare) return {};
  VIRGA_TRY(Expect(TokenKind::kLess));
  switch (type->kind) {
    case TypeKind::kList:
      VIRGA_TRY(ParseListArgs(type, depth));
      break;
    case TypeKind::kMap:
      VIRGA_TRY(ParseMapArgs(type, depth));
      break;
    case TypeKind::kTuple:
      VIRGA_TRY(ParseTupleArgs(type, depth));
      break;
    case TypeKind::kResult:
      VIRGA_TRY(ParseResultArgs(type, depth));
      break;
    case TypeKind::kOwn:
    case TypeKind::kBorrow:
      VIRGA_TRY(ParseHandleArg(type));
      break;
    default: {  // option, future, stream
      VIRGA_ASSIGN(ast::Type payload, ParseType(depth));
      type->args.push_back(std::move(payload));
      break;
    }
  }
  return Expect(TokenKind::kGreater);
}

Status Parser::ParseListArgs(ast::Type* type, uint32_t depth) {
  VIRGA_ASSIGN(ast::Type element, ParseType(depth));
  type->args.push_back(std::move(element));
  VIRGA_ASSIGN(bool fixed, Accept(TokenKind::kComma));
  if (!fixed) return {};
  if (!At(TokenKind::kInteger)) return Unexpected("the length of the list");
  uint64_t size = 0;
  for (char c : token_.text) {
    size = size * 10 + static_cast<uint64_t>(c - '0');
    if (size > UINT32_MAX) break;
  }
  if (size == 0 || size > UINT32_MAX) {
    return lexer_.ErrorAt(token_.offset, "expected a length from 1 to 4294967295, found `" +
                                             std::string(token_.text) + "`");
  }
  type->kind = TypeKind::kFixedList;
  type->size = static_cast<uint32_t>(size);
  return Advance();
}

Status Parser::ParseMapArgs(ast::Type* type, uint32_t depth) {
  uint32_t start = token_.offset;
  VIRGA_ASSIGN(ast::Type key, ParseType(depth));
  bool allowed = IsPrimitive(key.kind) && key.kind != TypeKind::kF32 &&
                 key.kind != TypeKind::kF64 && key.kind != TypeKind::kErrorContext;
  if (!allowed) {
    return lexer_.ErrorAt(start, "expected an integer, bool, char or string as the key of a map");
  }
  type->args.push_back(std::move(key));
  VIRGA_TRY(Expect(TokenKind::kComma));
  VIRGA_ASSIGN(ast::Type value, ParseType(depth));
  type->args.push_back(std::move(value));
  return {};
}

Status Parser::ParseTupleArgs(ast::Type* type, uint32_t depth) {
  while (type->args.empty() || !At(TokenKind::kGreater)) {
    VIRGA_ASSIGN(ast::Type member, ParseType(depth));
    type->args.push_back(std::move(member));
    VIRGA_ASSIGN(bool comma, Accept(TokenKind::kComma));
    if (!comma) {
      if (!At(TokenKind::kGreater)) return Unexpected("`,` or `>`");
    }
  }
  return {};
}

// `result<T>`, `result<T, E>` or `result<_, E>`.
Status Parser::ParseResultArgs(ast::Type* type, uint32_t depth) {
  VIRGA_ASSIGN(bool no_value, Accept(TokenKind::kUnderscore));
  if (!no_value) {
    VIRGA_ASSIGN(type->args[0], ParseType(depth));
    if (!At(TokenKind::kComma)) return {};
  }
  VIRGA_TRY(Expect(TokenKind::kComma));
  VIRGA_ASSIGN(type->args[1], ParseType(depth));
  return {};
}

Status Parser::ParseHandleArg(ast::Type* type) {
  VIRGA_ASSIGN(ast::Id resource, ExpectId("the name of a resource"));
  type->name = std::move(resource.name);
  return {};
}

}  // namespace virga::wit
