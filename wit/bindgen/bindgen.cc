#include "wit/bindgen/bindgen.h"

#include <algorithm>
#include <set>
#include <vector>

#include "engine/support/try.h"
#include "wit/bindgen/cpp_names.h"
#include "wit/bindgen/cpp_types.h"
#include "wit/printer.h"

namespace virga::wit {
namespace {

// One interface on its way to a header and a source.
class Generator {
 public:
  Generator(const Resolve& resolve, InterfaceId id, const BindgenOptions& options,
            const std::string& label)
      : resolve_(resolve),
        id_(id),
        interface_(resolve.interface(id)),
        options_(options),
        types_(resolve, id, options, label) {}

  Result<Bindings> Generate();

 private:
  struct Method {
    const Function* function;
    std::string wit_name;  // "[method]bucket.get"
    std::string name;      // "BucketGet"
    std::string result;    // what the reply holds; "void": nothing
  };

  Status CheckTypes() const;
  Status CollectMethods();
  std::vector<TypeId> OwnTypes() const;  // in order of need
  std::vector<std::string> Resources() const;
  std::string Includes() const;
  std::string Header() const;
  std::string HostClass() const;
  std::string DeclareMethod(const Method& method) const;
  std::string Source() const;
  std::string CallFunction(const Method& method) const;
  std::string FunctionRow(const Method& method) const;

  const Resolve& resolve_;
  InterfaceId id_;
  const Interface& interface_;
  const BindgenOptions& options_;
  CppTypes types_;
  std::vector<Method> methods_;
};

Result<Bindings> Generator::Generate() {
  VIRGA_TRY(CheckTypes());
  VIRGA_TRY(CollectMethods());
  return Bindings{types_.Stem(id_), Header(), Source()};
}

Status Generator::CheckTypes() const {
  auto refuse = [&](const std::string& type, const std::string& where) {
    return Error::Make(ErrorKind::kUnsupported, "%s: host bindings cannot have %s (in `%s`)",
                       resolve_.InterfaceName(id_).c_str(), type.c_str(), where.c_str());
  };
  for (TypeId type : interface_.types) {
    std::string reason = types_.Unsupported(type);
    if (!reason.empty()) return refuse(reason, resolve_.type(type).name);
  }
  for (const Function& function : interface_.functions) {
    if (function.is_async) return refuse("async functions", function.name);
    std::vector<Member> all = function.params;
    if (function.result != kNoType) all.push_back({{}, {}, function.result});
    for (const Member& member : all) {
      if (resolve_.type(member.type).declared()) continue;
      std::string reason = types_.Unsupported(member.type);
      if (!reason.empty()) return refuse(reason, function.name);
    }
  }
  return {};
}

// Methods are named Resource + Function; one that would hide a type of the interface gets `Call`
// before it (`descriptor.stat` next to the record `descriptor-stat`).
Status Generator::CollectMethods() {
  std::set<std::string> type_names;
  for (TypeId type : interface_.types) {
    if (!type_names.insert(CamelCase(resolve_.type(type).name)).second) {
      return Error::Make(ErrorKind::kInvalid, "%s: two types are `%s` in C++",
                         resolve_.InterfaceName(id_).c_str(),
                         CamelCase(resolve_.type(type).name).c_str());
    }
  }
  std::set<std::string> names;
  for (const Function& function : interface_.functions) {
    Method method;
    method.function = &function;
    method.wit_name = resolve_.FunctionName(function);
    if (function.kind != FuncKind::kFree) {
      method.name = CamelCase(resolve_.type(function.resource).name);
    }
    method.name = function.kind == FuncKind::kConstructor ? "Make" + method.name
                                                          : method.name + CamelCase(function.name);
    if (type_names.contains(method.name)) method.name = "Call" + method.name;
    method.result =
        function.result == kNoType ? "void" : types_.Spell(function.result, Holding::kOwned);
    if (!names.insert(method.name).second) {
      return Error::Make(ErrorKind::kInvalid, "%s: two functions are `%s` in C++",
                         resolve_.InterfaceName(id_).c_str(), method.name.c_str());
    }
    methods_.push_back(std::move(method));
  }
  return {};
}

std::vector<TypeId> Generator::OwnTypes() const {
  std::vector<TypeId> types = interface_.types;
  std::sort(types.begin(), types.end());  // a type comes after those it is made of
  return types;
}

std::vector<std::string> Generator::Resources() const {
  std::vector<std::string> names;
  for (TypeId type : interface_.types) {
    const TypeDef& def = resolve_.type(type);
    if (def.kind == TypeKind::kResource) names.push_back(def.name);
  }
  return names;
}

std::string Generator::Includes() const {
  std::set<std::string> others;
  for (TypeId type : interface_.types) {
    const TypeDef& def = resolve_.type(type);
    if (def.kind != TypeKind::kAlias) continue;
    InterfaceId owner = resolve_.type(def.first).interface;
    if (owner != kNoInterface && owner != id_) others.insert(types_.Stem(owner));
  }
  std::string text =
      "#include <cstdint>\n#include <optional>\n#include <span>\n#include <string>\n"
      "#include <string_view>\n#include <tuple>\n#include <utility>\n#include <variant>\n"
      "#include <vector>\n\n#include \"canonical-abi/abi/host_bindings.h\"\n";
  for (const std::string& stem : others) {
    text += "#include \"" + options_.include_folder + "/" + stem + ".h\"\n";
  }
  return text + "\n";
}

std::string Generator::Header() const {
  std::string guard = GuardName(options_.include_folder + "/" + types_.Stem(id_) + ".h");
  std::string name = "virga::host::" + types_.Namespace(id_);
  std::string text = "// Generated by virga-wit-bindgen from " + resolve_.InterfaceName(id_) +
                     "; changes belong there.\n\n#ifndef " + guard + "\n#define " + guard + "\n\n" +
                     Includes() + "namespace " + name + " {\n\n";
  text += "using cabi::Borrow;\nusing cabi::Expected;\nusing cabi::Own;\nusing cabi::Reply;\n\n";
  for (const std::string& resource : Resources()) {
    text += "extern const cabi::HostResource " + ConstantName(resource) + "Resource;\n";
  }
  if (!Resources().empty()) text += "\n";
  bool after_alias = false;
  for (TypeId type : OwnTypes()) {
    std::string definition = types_.Define(type);
    bool alias = definition.starts_with("using");
    if (alias && after_alias) text.pop_back();  // aliases stand together
    after_alias = alias;
    text += definition + "\n";
  }
  text += HostClass() + "\n";
  text +=
      "extern const cabi::HostInterface kInterface;\n"
      "// For a linker. REQUIRES: `host` outlives what is linked with it.\n"
      "inline cabi::HostBinding Bind(Host& host) { return {&kInterface, &host}; }\n\n";
  text += "}  // namespace " + name + "\n\n";
  std::string abi;
  for (TypeId type : OwnTypes()) {
    std::string definition = types_.DefineAbi(type);
    if (!definition.empty()) abi += definition + "\n";
  }
  if (!abi.empty()) {
    text += "namespace virga::cabi {\n\n" + abi + "}  // namespace virga::cabi\n\n";
  }
  return text + "#endif  // " + guard + "\n";
}

std::string Generator::HostClass() const {
  std::string text = CppComment(interface_.docs, "");
  text +=
      "//\n// Strings and spans that are passed point into the guest: good until the function\n"
      "// returns. An error as the reply is a trap.\n";
  text += "class Host {\n public:\n  virtual ~Host() = default;\n";
  for (const Method& method : methods_) text += "\n" + DeclareMethod(method);
  for (const std::string& resource : Resources()) {
    text += "\n  // A guest dropped its last handle.\n  virtual Status Drop" + CamelCase(resource) +
            "(uint32_t rep) = 0;\n";
  }
  return text + "};\n";
}

std::string Generator::DeclareMethod(const Method& method) const {
  std::string docs = method.function->docs;
  std::string text = "  // " + method.wit_name + (docs.empty() ? "\n" : ":\n");
  text += CppComment(docs, "  ");
  std::vector<std::string> params;
  for (const Member& param : method.function->params) {
    params.push_back(types_.SpellParam(param.type) + " " + SnakeCase(param.name));
  }
  std::string start = "virtual Reply<" + method.result + ">";
  // A long result stands on a line of its own.
  bool fits = start.size() + method.name.size() + 4 <= 100;
  start += (fits ? " " : "\n  ") + method.name + "(";
  return text + FitList("  ", start, params, ") = 0;");
}

// Lifts the parameters, calls, and ends the call with the reply.
std::string Generator::CallFunction(const Method& method) const {
  std::string text =
      "cabi::HostOutcome Call" + method.name + "(void* host, cabi::HostCall& call) {\n";
  std::vector<std::string> names;
  std::vector<std::string> pointers;
  for (const Member& param : method.function->params) {
    std::string name = SnakeCase(param.name);
    if (name == "host" || name == "call") name += "_";
    text += "  " + types_.Spell(param.type, Holding::kView) + " " + name + "{};\n";
    pointers.push_back("&" + name);
    names.push_back(std::move(name));
  }
  if (!names.empty())
    text += FitList("  ", "if (!call.Lift(", pointers, ")) return call.Failed();");
  text += FitList("  ", "return cabi::Finish(call, static_cast<Host*>(host)->" + method.name + "(",
                  names, "));");
  return text + "}\n";
}

std::string Generator::FunctionRow(const Method& method) const {
  std::vector<std::string> types = {"R"};
  std::vector<std::string> names;
  for (const Member& param : method.function->params) {
    types.push_back(types_.Spell(param.type, Holding::kView));
    names.push_back("\"" + param.name + "\"");
  }
  return "    {\"" + method.wit_name +
         "\",\n     [](cabi::HostTypes& types) {\n       using R = " + method.result + ";\n" +
         FitList("       ", "return cabi::DescribeFunc<", types, ">(") +
         FitList("           ", "types, {", names, "});") + "     },\n     &Call" + method.name +
         "},\n";
}

std::string Generator::Source() const {
  std::string name = "virga::host::" + types_.Namespace(id_);
  std::string interface_name = resolve_.InterfaceName(id_);
  std::string text = "// Generated by virga-wit-bindgen from " + interface_name +
                     "; changes belong there.\n\n#include \"" + options_.include_folder + "/" +
                     types_.Stem(id_) + ".h\"\n\nnamespace " + name + " {\nnamespace {\n\n";
  for (const Method& method : methods_) text += CallFunction(method) + "\n";
  std::vector<std::string> resources = Resources();
  for (const std::string& resource : resources) {
    text += "Status CallDrop" + CamelCase(resource) +
            "(void* host, uint32_t rep) {\n  return static_cast<Host*>(host)->Drop" +
            CamelCase(resource) + "(rep);\n}\n\n";
  }
  if (!methods_.empty()) {
    text += "constexpr cabi::HostFunction kFunctions[] = {\n";
    for (const Method& method : methods_) text += FunctionRow(method);
    text += "};\n\n";
  }
  std::vector<std::string> pointers;
  for (const std::string& resource : resources) {
    pointers.push_back("&" + ConstantName(resource) + "Resource");
  }
  if (!resources.empty()) {
    text +=
        FitList("", "constexpr const cabi::HostResource* kResources[] = {", pointers, "};") + "\n";
  }
  text += "}  // namespace\n\n";
  for (const std::string& resource : resources) {
    text += "constexpr cabi::HostResource " + ConstantName(resource) + "Resource(\n    \"" +
            interface_name + "\", \"" + resource + "\", &CallDrop" + CamelCase(resource) + ");\n";
  }
  if (!resources.empty()) text += "\n";
  text += FitList("", "constexpr cabi::HostInterface kInterface = {",
                  {"\"" + interface_name + "\"", resources.empty() ? "{}" : "kResources",
                   methods_.empty() ? "{}" : "kFunctions"},
                  "};") +
          "\n";
  return text + "}  // namespace " + name + "\n";
}

}  // namespace

Result<Bindings> GenerateBindings(const Resolve& resolve, InterfaceId interface,
                                  const BindgenOptions& options, const std::string& label) {
  return Generator(resolve, interface, options, label).Generate();
}

}  // namespace virga::wit
