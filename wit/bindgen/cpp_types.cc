#include "wit/bindgen/cpp_types.h"

#include "wit/bindgen/cpp_names.h"
#include "wit/printer.h"

namespace virga::wit {
namespace {

std::string_view SpellPrimitive(TypeKind kind, Holding holding) {
  switch (kind) {
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kS8:
      return "int8_t";
    case TypeKind::kS16:
      return "int16_t";
    case TypeKind::kS32:
      return "int32_t";
    case TypeKind::kS64:
      return "int64_t";
    case TypeKind::kU8:
      return "uint8_t";
    case TypeKind::kU16:
      return "uint16_t";
    case TypeKind::kU32:
      return "uint32_t";
    case TypeKind::kU64:
      return "uint64_t";
    case TypeKind::kF32:
      return "float";
    case TypeKind::kF64:
      return "double";
    case TypeKind::kChar:
      return "char32_t";
    default:
      return holding == Holding::kView ? "std::string_view" : "std::string";
  }
}

}  // namespace

std::string CppComment(const std::string& docs, std::string_view indent) {
  std::string text;
  for (size_t pos = 0; pos < docs.size();) {
    size_t end = std::min(docs.find('\n', pos), docs.size());
    text.append(indent).append(end == pos ? "//" : "// ").append(docs, pos, end - pos);
    text.push_back('\n');
    pos = end + 1;
  }
  return text;
}

std::string FitList(const std::string& indent, const std::string& start,
                    const std::vector<std::string>& items, const std::string& end) {
  constexpr size_t kColumns = 100;
  std::string line = indent + start;
  for (const std::string& item : items) line += (&item == items.data() ? "" : ", ") + item;
  if (items.empty() || line.size() + end.size() <= kColumns) return line + end + "\n";
  // As many to a line as fit.
  std::string text = indent + start + "\n";
  line.clear();
  for (const std::string& item : items) {
    std::string piece = item + (&item == &items.back() ? end : ",");
    if (!line.empty() && line.size() + 1 + piece.size() > kColumns) {
      text += line + "\n";
      line.clear();
    }
    line += (line.empty() ? indent + "    " : " ") + piece;
  }
  return text + line + "\n";
}

std::string_view UintForCases(size_t cases) {
  return cases <= 0x100 ? "uint8_t" : cases <= 0x10000 ? "uint16_t" : "uint32_t";
}

std::string_view UintForBits(size_t bits) {
  return bits <= 8 ? "uint8_t" : bits <= 16 ? "uint16_t" : "uint32_t";
}

std::string CppTypes::Label(InterfaceId id) const {
  if (id == interface_ && !label_.empty()) return label_;
  PackageId package = resolve_.interface(id).package;
  auto found = options_.labels.find(package);
  return found != options_.labels.end() ? found->second : SnakeCase(resolve_.package(package).name);
}

std::string CppTypes::Namespace(InterfaceId id) const {
  const Interface& interface = resolve_.interface(id);
  return SnakeCase(resolve_.package(interface.package).space) + "::" + Label(id) +
         "::" + SnakeCase(interface.name);
}

std::string CppTypes::Stem(InterfaceId id) const {
  return Label(id) + "_" + SnakeCase(resolve_.interface(id).name);
}

std::string CppTypes::Unsupported(TypeId id) const {
  const TypeDef& def = resolve_.type(id);
  switch (def.kind) {
    case TypeKind::kErrorContext:
    case TypeKind::kFixedList:
    case TypeKind::kMap:
    case TypeKind::kFuture:
    case TypeKind::kStream:
      return TypeText(resolve_, id);
    default:
      break;
  }
  if (def.kind == TypeKind::kOwn || def.kind == TypeKind::kBorrow) return {};
  for (TypeId part : {def.first, def.second}) {
    if (part == kNoType || resolve_.type(part).declared()) continue;
    std::string reason = Unsupported(part);
    if (!reason.empty()) return reason;
  }
  for (const Member& member : def.members) {
    if (member.type == kNoType || resolve_.type(member.type).declared()) continue;
    std::string reason = Unsupported(member.type);
    if (!reason.empty()) return reason;
  }
  return {};
}

bool CppTypes::HasViews(TypeId id) const {
  if (id == kNoType) return false;
  const TypeDef& def = resolve_.type(id);
  switch (def.kind) {
    case TypeKind::kString:
    case TypeKind::kList:
      return true;
    case TypeKind::kAlias:
    case TypeKind::kOption:
    case TypeKind::kResult:
      return HasViews(def.first) || HasViews(def.second);
    case TypeKind::kTuple:
      for (const Member& member : def.members) {
        if (HasViews(member.type)) return true;
      }
      return false;
    default:
      return false;
  }
}

std::string CppTypes::Spell(TypeId id, Holding holding) const {
  if (id == kNoType) return "std::monostate";
  const TypeDef& def = resolve_.type(id);
  if (!def.declared()) return SpellAnonymous(def, holding);
  // An alias names what its owner would hold; where views are wanted, look through it.
  bool look_through = def.kind == TypeKind::kAlias && holding == Holding::kView && HasViews(id);
  return look_through ? Spell(def.first, holding) : CamelCase(def.name);
}

std::string CppTypes::SpellAnonymous(const TypeDef& def, Holding holding) const {
  switch (def.kind) {
    case TypeKind::kList:
      if (def.first == static_cast<TypeId>(TypeKind::kU8)) {
        return holding == Holding::kView ? "std::span<const uint8_t>" : "std::vector<uint8_t>";
      }
      return "std::vector<" + Spell(def.first, holding) + ">";
    case TypeKind::kOption:
      return "std::optional<" + Spell(def.first, holding) + ">";
    case TypeKind::kResult:
      return "Expected<" + Spell(def.first, holding) + ", " + Spell(def.second, holding) + ">";
    case TypeKind::kOwn:
      return "Own<" + CamelCase(resolve_.type(def.first).name) + ">";
    case TypeKind::kBorrow:
      return "Borrow<" + CamelCase(resolve_.type(def.first).name) + ">";
    case TypeKind::kTuple: {
      std::string text = "std::tuple<";
      for (const Member& member : def.members) {
        if (text.back() != '<') text += ", ";
        text += Spell(member.type, holding);
      }
      return text + ">";
    }
    default:
      return std::string(SpellPrimitive(def.kind, holding));
  }
}

std::string CppTypes::SpellParam(TypeId id) const {
  std::string text = Spell(id, Holding::kView);
  const TypeDef& def = resolve_.type(resolve_.Unalias(id));
  switch (def.kind) {
    case TypeKind::kRecord:
    case TypeKind::kVariant:
    case TypeKind::kTuple:
    case TypeKind::kResult:
      return "const " + text + "&";
    case TypeKind::kList:
      return text.starts_with("std::span") ? text : "const " + text + "&";
    case TypeKind::kOption: {
      const TypeDef& some = resolve_.type(resolve_.Unalias(def.first));
      bool small = IsPrimitive(some.kind) || some.kind == TypeKind::kOwn ||
                   some.kind == TypeKind::kBorrow || some.kind == TypeKind::kEnum;
      return small ? text : "const " + text + "&";
    }
    default:
      return text;
  }
}

std::string CppTypes::Define(TypeId id) const {
  const TypeDef& def = resolve_.type(id);
  std::string text = CppComment(def.docs, "");
  switch (def.kind) {
    case TypeKind::kRecord:
      return text + DefineRecord(def);
    case TypeKind::kVariant:
      return text + DefineVariant(def);
    case TypeKind::kEnum:
      return text + DefineEnum(def);
    case TypeKind::kFlags:
      return text + DefineFlags(def);
    case TypeKind::kResource:
      return text + DefineResource(def);
    default:
      return text + DefineAlias(def);
  }
}

std::string CppTypes::DefineRecord(const TypeDef& def) const {
  std::string text = "struct " + CamelCase(def.name) + " {\n";
  for (const Member& member : def.members) {
    text += CppComment(member.docs, "  ");
    text += "  " + Spell(member.type, Holding::kOwned) + " " + SnakeCase(member.name) + "{};\n";
  }
  return text + "};\n";
}

// A struct around a std::variant, whose cases are told apart by index: their types may be equal.
std::string CppTypes::DefineVariant(const TypeDef& def) const {
  std::string name = CamelCase(def.name);
  std::string cases;
  std::vector<std::string> types;
  std::string functions;
  for (const Member& member : def.members) {
    std::string in_place = "std::in_place_index<" + std::to_string(types.size()) + ">";
    std::string get = "std::get_if<" + std::to_string(types.size()) + ">(&value)";
    types.push_back(Spell(member.type, Holding::kOwned));
    cases += CppComment(member.docs, "    ") + "    " + ConstantName(member.name) + ",\n";
    std::string make = "  static " + name + " Make" + CamelCase(member.name) + "(";
    if (member.type == kNoType) {
      functions += make + ") { return {Value(" + in_place + ")}; }\n";
      continue;
    }
    functions += make + types.back() + " payload) {\n    return {Value(" + in_place +
                 ", std::move(payload))};\n  }\n";
    functions += "  // REQUIRES: which() == Case::" + ConstantName(member.name) + ".\n  const " +
                 types.back() + "& as_" + SnakeCase(member.name) + "() const { return *" + get +
                 "; }\n";
  }
  return "struct " + name + " {\n  enum class Case : " + std::string(UintForCases(types.size())) +
         " {\n" + cases + "  };\n" + FitList("  ", "using Value = std::variant<", types, ">;") +
         "\n" + functions +
         "  Case which() const { return static_cast<Case>(value.index()); }\n\n  Value "
         "value;\n};\n";
}

std::string CppTypes::DefineEnum(const TypeDef& def) const {
  std::string text = "enum class " + CamelCase(def.name) + " : " +
                     std::string(UintForCases(def.members.size())) + " {\n";
  for (const Member& member : def.members) {
    text += CppComment(member.docs, "  ") + "  " + ConstantName(member.name) + ",\n";
  }
  return text + "};\n";
}

std::string CppTypes::DefineFlags(const TypeDef& def) const {
  std::string uint(UintForBits(def.members.size()));
  std::string text = "struct " + CamelCase(def.name) + " {\n";
  for (size_t i = 0; i < def.members.size(); ++i) {
    const Member& member = def.members[i];
    text += CppComment(member.docs, "  ");
    text += "  static constexpr " + uint + " " + ConstantName(member.name) + " = " + uint +
            "{1} << " + std::to_string(i) + ";\n";
  }
  return text + "\n  bool has(" + uint + " flag) const { return (bits & flag) != 0; }\n\n  " +
         uint + " bits = 0;\n};\n";
}

std::string CppTypes::DefineAlias(const TypeDef& def) const {
  const TypeDef& target = resolve_.type(def.first);
  std::string name = CamelCase(def.name);
  if (!target.declared() || target.interface == interface_) {
    return "using " + name + " = " + Spell(def.first, Holding::kOwned) + ";\n";
  }
  return "using " + name + " = " + Namespace(target.interface) + "::" + CamelCase(target.name) +
         ";\n";
}

std::string CppTypes::DefineResource(const TypeDef& def) const {
  std::string name = CamelCase(def.name);
  return "struct " + name + " {\n  static constexpr const cabi::HostResource& kResource = k" +
         name + "Resource;\n};\n";
}

std::string CppTypes::DefineAbi(TypeId id) const {
  const TypeDef& def = resolve_.type(id);
  std::string name = "host::" + Namespace(interface_) + "::" + CamelCase(def.name);
  std::vector<std::string> arguments = {name};
  std::vector<std::string> labels;
  for (const Member& member : def.members) labels.push_back("\"" + member.name + "\"");
  std::string base;
  switch (def.kind) {
    case TypeKind::kRecord:
      base = "RecordAbi<";
      for (const Member& member : def.members) {
        arguments.push_back("&" + name + "::" + SnakeCase(member.name));
      }
      break;
    case TypeKind::kVariant:
      base = "VariantAbiOf<";
      arguments.push_back(name + "::Value");
      break;
    case TypeKind::kEnum:
    case TypeKind::kFlags:
      base = def.kind == TypeKind::kEnum ? "EnumAbi<" : "FlagsAbi<";
      arguments.push_back(std::to_string(labels.size()));
      break;
    default:
      return {};
  }
  return "template <>\nstruct Abi<" + name + ">\n" +
         FitList("    ", ": " + base, arguments, "> {") +
         FitList("  ", "static constexpr std::string_view kLabels[] = {", labels, "};") +
         "  static ValueType Describe(HostTypes& types) { return DescribeWith(types, kLabels); }\n"
         "};\n";
}

}  // namespace virga::wit
