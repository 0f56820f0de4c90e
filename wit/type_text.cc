// Types and signatures as text.

#include "wit/lexer.h"
#include "wit/printer.h"

namespace virga::wit {
namespace {

// Recursion is bounded: anonymous types nest at most kMaxTypeDepth deep, declared ones end it.
class TypeWriter {
 public:
  TypeWriter(const Resolve& resolve, bool canonical) : resolve_(resolve), canonical_(canonical) {}

  std::string Write(TypeId id) const {
    if (canonical_) id = resolve_.Unalias(id);
    const TypeDef& def = resolve_.type(id);
    if (def.declared()) return Name(id);
    if (IsPrimitive(def.kind)) return std::string(TypeKindName(def.kind));
    switch (def.kind) {
      case TypeKind::kOwn:
        return canonical_ ? "own<" + Write(def.first) + ">" : Name(def.first);
      case TypeKind::kTuple:
        return Tuple(def);
      case TypeKind::kResult:
        return ResultType(def);
      case TypeKind::kFixedList:
        return "list<" + Write(def.first) + ", " + std::to_string(def.size) + ">";
      case TypeKind::kMap:
        return "map<" + Write(def.first) + ", " + Write(def.second) + ">";
      default: {
        std::string text(TypeKindName(def.kind));
        return def.first == kNoType ? text : text + "<" + Write(def.first) + ">";
      }
    }
  }

 private:
  std::string Name(TypeId id) const {
    if (canonical_) return resolve_.QualifiedTypeName(id);
    const std::string& name = resolve_.type(id).name;
    return IsKeyword(name) ? "%" + name : name;
  }

  std::string Tuple(const TypeDef& def) const {
    std::string text = "tuple<";
    for (const Member& member : def.members) {
      if (text.back() != '<') text += ", ";
      text += Write(member.type);
    }
    return text + ">";
  }

  std::string ResultType(const TypeDef& def) const {
    if (def.first == kNoType && def.second == kNoType) return "result";
    std::string text = "result<" + (def.first == kNoType ? "_" : Write(def.first));
    if (def.second != kNoType) text += ", " + Write(def.second);
    return text + ">";
  }

  const Resolve& resolve_;
  bool canonical_;
};

}  // namespace

std::string TypeText(const Resolve& resolve, TypeId type) {
  return TypeWriter(resolve, false).Write(type);
}

std::string CanonicalTypeText(const Resolve& resolve, TypeId type) {
  return TypeWriter(resolve, true).Write(type);
}

std::string FunctionText(const Resolve& resolve, const Function& function) {
  std::string text = function.is_async ? "async func(" : "func(";
  bool first = true;
  // A method's self is not written.
  for (size_t i = function.kind == FuncKind::kMethod ? 1 : 0; i < function.params.size(); ++i) {
    if (!first) text += ", ";
    first = false;
    const Member& param = function.params[i];
    text += (IsKeyword(param.name) ? "%" : "") + param.name + ": " + TypeText(resolve, param.type);
  }
  text += ")";
  if (function.result != kNoType) text += " -> " + TypeText(resolve, function.result);
  return text;
}

}  // namespace virga::wit
