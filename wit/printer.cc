#include "wit/printer.h"

#include <map>

#include "wit/lexer.h"

namespace virga::wit {
namespace {

std::string Escaped(const std::string& name) { return IsKeyword(name) ? "%" + name : name; }

class Printer {
 public:
  Printer(const Resolve& resolve, const PrintOptions& options)
      : resolve_(resolve), options_(options) {}

  std::string Take() { return std::move(out_); }

  void PrintPackageItems(const Package& package);
  void PrintPackageLine(PackageId id, std::string_view end);
  void PrintInterfaceItem(InterfaceId id);
  void PrintWorldItem(WorldId id);
  void Open() { ++indent_; }
  void Close() {
    --indent_;
    Line("}");
  }
  void Blank() {
    if (!out_.empty() && !out_.ends_with("{\n")) out_ += "\n";
  }

 private:
  void Line(const std::string& text) { out_.append(indent_ * 2, ' ').append(text).push_back('\n'); }
  void Docs(const std::string& docs);
  void GateLines(const Gate& gate);
  void Preamble(const std::string& docs, const Gate& gate, const std::string& external_id) {
    Docs(docs);
    GateLines(gate);
    if (!external_id.empty()) Line("@external-id(\"" + external_id + "\")");
  }
  std::string PathTo(InterfaceId id, PackageId from) const;
  bool IsUse(const TypeDef& def) const;
  void Uses(const std::vector<TypeId>& types, PackageId from);
  void TypeItem(TypeId id, const std::vector<Function>& functions);
  void Members(const TypeDef& def);
  void ResourceItem(TypeId id, const std::vector<Function>& functions);
  void FunctionItem(const Function& function);
  void InterfaceItems(InterfaceId id);
  void ExternItem(const WorldItem& item, std::string_view keyword, PackageId from);

  const Resolve& resolve_;
  const PrintOptions& options_;
  std::string out_;
  size_t indent_ = 0;
};

void Printer::Docs(const std::string& docs) {
  if (!options_.docs) return;
  for (size_t pos = 0; pos < docs.size();) {
    size_t end = std::min(docs.find('\n', pos), docs.size());
    std::string line = docs.substr(pos, end - pos);
    Line(line.empty() ? "///" : "/// " + line);
    pos = end + 1;
  }
}

void Printer::GateLines(const Gate& gate) {
  if (gate.since) Line("@since(version = " + gate.since->ToString() + ")");
  if (!gate.feature.empty()) Line("@unstable(feature = " + Escaped(gate.feature) + ")");
  if (gate.deprecated) Line("@deprecated(version = " + gate.deprecated->ToString() + ")");
}

std::string Printer::PathTo(InterfaceId id, PackageId from) const {
  const Interface& interface = resolve_.interface(id);
  if (interface.package == from || interface.package == kNoPackage) return Escaped(interface.name);
  const Package& package = resolve_.package(interface.package);
  std::string path =
      Escaped(package.space) + ":" + Escaped(package.name) + "/" + Escaped(interface.name);
  return package.version ? path + "@" + package.version->ToString() : path;
}

// Whether a declared type came in by `use`: an alias of another interface's.
bool Printer::IsUse(const TypeDef& def) const {
  if (def.kind != TypeKind::kAlias) return false;
  const TypeDef& target = resolve_.type(def.first);
  return target.declared() && target.interface != kNoInterface &&
         (target.interface != def.interface || def.world != kNoWorld);
}

// Neighbours from one interface under one gate share a line.
void Printer::Uses(const std::vector<TypeId>& types, PackageId from) {
  for (size_t i = 0; i < types.size(); ++i) {
    const TypeDef& def = resolve_.type(types[i]);
    if (!IsUse(def)) continue;
    InterfaceId source = resolve_.type(def.first).interface;
    std::string names;
    for (; i < types.size(); ++i) {
      const TypeDef& next = resolve_.type(types[i]);
      if (!IsUse(next) || resolve_.type(next.first).interface != source) break;
      if (next.gate != def.gate) break;
      const std::string& original = resolve_.type(next.first).name;
      if (!names.empty()) names += ", ";
      names += Escaped(original);
      if (original != next.name) names += " as " + Escaped(next.name);
    }
    --i;
    GateLines(def.gate);
    Line("use " + PathTo(source, from) + ".{" + names + "};");
  }
}

void Printer::Members(const TypeDef& def) {
  Line(std::string(TypeKindName(def.kind)) + " " + Escaped(def.name) + " {");
  Open();
  for (const Member& member : def.members) {
    Docs(member.docs);
    std::string text = Escaped(member.name);
    if (member.type != kNoType) {
      std::string type = TypeText(resolve_, member.type);
      text += def.kind == TypeKind::kRecord ? ": " + type : "(" + type + ")";
    }
    Line(text + ",");
  }
  Close();
}

void Printer::FunctionItem(const Function& function) {
  Preamble(function.docs, function.gate, function.external_id);
  std::string text = FunctionText(resolve_, function);
  if (function.kind == FuncKind::kConstructor) {
    // The resource itself is understood; a result of it is not.
    size_t end = text.rfind(" -> ");
    bool plain = resolve_.type(function.result).kind == TypeKind::kOwn;
    Line("constructor" + text.substr(4, plain ? end - 4 : std::string::npos) + ";");
    return;
  }
  Line(Escaped(function.name) + ": " + (function.kind == FuncKind::kStatic ? "static " : "") +
       text + ";");
}

void Printer::ResourceItem(TypeId id, const std::vector<Function>& functions) {
  const TypeDef& def = resolve_.type(id);
  bool open = false;
  for (const Function& function : functions) {
    if (function.resource != id) continue;
    if (!open) {
      Line("resource " + Escaped(def.name) + " {");
      Open();
      open = true;
    }
    FunctionItem(function);
  }
  if (open) {
    Close();
  } else {
    Line("resource " + Escaped(def.name) + ";");
  }
}

void Printer::TypeItem(TypeId id, const std::vector<Function>& functions) {
  const TypeDef& def = resolve_.type(id);
  if (IsUse(def)) return;
  Blank();
  Preamble(def.docs, def.gate, def.external_id);
  switch (def.kind) {
    case TypeKind::kAlias:
      Line("type " + Escaped(def.name) + " = " + TypeText(resolve_, def.first) + ";");
      break;
    case TypeKind::kResource:
      ResourceItem(id, functions);
      break;
    default:
      Members(def);
      break;
  }
}

void Printer::InterfaceItems(InterfaceId id) {
  const Interface& interface = resolve_.interface(id);
  Uses(interface.types, interface.package);
  for (TypeId type : interface.types) TypeItem(type, interface.functions);
  for (const Function& function : interface.functions) {
    if (function.resource != kNoType) continue;
    Blank();
    FunctionItem(function);
  }
}

void Printer::PrintInterfaceItem(InterfaceId id) {
  const Interface& interface = resolve_.interface(id);
  Preamble(interface.docs, interface.gate, {});
  Line("interface " + Escaped(interface.name) + " {");
  Open();
  InterfaceItems(id);
  Close();
}

void Printer::ExternItem(const WorldItem& item, std::string_view keyword, PackageId from) {
  std::string start(keyword);
  if (const auto* function = std::get_if<Function>(&item.what)) {
    if (function->resource != kNoType) return;  // printed with its resource
    Preamble(item.docs, item.gate, item.external_id);
    Line(start + Escaped(item.name) + ": " + FunctionText(resolve_, *function) + ";");
    return;
  }
  const auto* interface = std::get_if<InterfaceId>(&item.what);
  if (interface == nullptr) return;  // types were printed before
  Preamble(item.docs, item.gate, item.external_id);
  if (!resolve_.interface(*interface).is_inline) {
    if (!item.name.empty()) start += Escaped(item.name) + ": ";
    Line(start + PathTo(*interface, from) + ";");
    return;
  }
  Line(start + Escaped(item.name) + ": interface {");
  Open();
  InterfaceItems(*interface);
  Close();
}

void Printer::PrintWorldItem(WorldId id) {
  const World& world = resolve_.world(id);
  Preamble(world.docs, world.gate, {});
  Line("world " + Escaped(world.name) + " {");
  Open();
  std::vector<TypeId> types;
  std::vector<Function> methods;
  for (const WorldItem& item : world.imports) {
    if (const auto* type = std::get_if<TypeId>(&item.what)) types.push_back(*type);
    if (const auto* function = std::get_if<Function>(&item.what)) {
      if (function->resource != kNoType) methods.push_back(*function);
    }
  }
  Uses(types, world.package);
  for (TypeId type : types) TypeItem(type, methods);
  if (!types.empty()) Blank();
  for (const WorldItem& item : world.imports) ExternItem(item, "import ", world.package);
  if (!world.imports.empty() && !world.exports.empty()) Blank();
  for (const WorldItem& item : world.exports) ExternItem(item, "export ", world.package);
  Close();
}

void Printer::PrintPackageLine(PackageId id, std::string_view end) {
  const Package& package = resolve_.package(id);
  Docs(package.docs);
  std::string text = "package " + Escaped(package.space) + ":" + Escaped(package.name);
  if (package.version) text += "@" + package.version->ToString();
  Line(text + std::string(end));
}

void Printer::PrintPackageItems(const Package& package) {
  for (InterfaceId id : package.interfaces) {
    Blank();
    PrintInterfaceItem(id);
  }
  for (WorldId id : package.worlds) {
    Blank();
    PrintWorldItem(id);
  }
}

}  // namespace

std::string PrintPackage(const Resolve& resolve, PackageId package, const PrintOptions& options) {
  Printer printer(resolve, options);
  printer.PrintPackageLine(package, ";");
  printer.PrintPackageItems(resolve.package(package));
  return printer.Take();
}

std::string PrintAll(const Resolve& resolve, const PrintOptions& options) {
  if (resolve.packages.empty()) return {};
  Printer printer(resolve, options);
  PackageId last = static_cast<PackageId>(resolve.packages.size() - 1);
  printer.PrintPackageLine(last, ";");
  printer.PrintPackageItems(resolve.package(last));
  for (uint32_t i = 0; i + 1 < resolve.packages.size(); ++i) {
    printer.Blank();
    printer.PrintPackageLine(PackageId{i}, " {");
    printer.Open();
    printer.PrintPackageItems(resolve.packages[i]);
    printer.Close();
  }
  return printer.Take();
}

std::string PrintInterface(const Resolve& resolve, InterfaceId interface,
                           const PrintOptions& options) {
  Printer printer(resolve, options);
  printer.PrintInterfaceItem(interface);
  return printer.Take();
}

std::string PrintWorld(const Resolve& resolve, WorldId world, const PrintOptions& options) {
  Printer printer(resolve, options);
  printer.PrintWorldItem(world);
  return printer.Take();
}

}  // namespace virga::wit
