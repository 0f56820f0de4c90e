// C++ types and definitions for the types of one WIT interface. Used by the generator only.

#ifndef WIT_BINDGEN_CPP_TYPES_H_
#define WIT_BINDGEN_CPP_TYPES_H_

#include <string>
#include <vector>

#include "wit/bindgen/bindgen.h"
#include "wit/resolve.h"

namespace virga::wit {

// Whether strings and byte lists are looked at where they lie in the guest (parameters), or owned.
enum class Holding : uint8_t { kOwned, kView };

class CppTypes {
 public:
  // `label` as in GenerateBindings.
  CppTypes(const Resolve& resolve, InterfaceId interface, const BindgenOptions& options,
           const std::string& label)
      : resolve_(resolve), interface_(interface), options_(options), label_(label) {}

  // The C++ spelling of a type inside the interface's namespace.
  std::string Spell(TypeId type, Holding holding) const;
  // How a parameter of the type is passed: scalars, views and handles by value.
  std::string SpellParam(TypeId type) const;
  // Why host bindings cannot have this type; empty when they can.
  std::string Unsupported(TypeId type) const;

  // The definition of a declared type, or its `using`; with documentation.
  std::string Define(TypeId type) const;
  // The Abi specialisation of a declared type; empty for aliases and resources.
  std::string DefineAbi(TypeId type) const;

  // "wasi::io::poll" and "io_poll".
  std::string Namespace(InterfaceId interface) const;
  std::string Stem(InterfaceId interface) const;

 private:
  std::string Label(InterfaceId interface) const;
  std::string SpellAnonymous(const TypeDef& def, Holding holding) const;
  // Strings or byte lists outside of declared records and variants.
  bool HasViews(TypeId type) const;
  std::string DefineRecord(const TypeDef& def) const;
  std::string DefineVariant(const TypeDef& def) const;
  std::string DefineEnum(const TypeDef& def) const;
  std::string DefineFlags(const TypeDef& def) const;
  std::string DefineAlias(const TypeDef& def) const;
  std::string DefineResource(const TypeDef& def) const;

  const Resolve& resolve_;
  InterfaceId interface_;
  const BindgenOptions& options_;
  const std::string& label_;
};

// `start` + items + `end` on one line, or each item on a line of its own behind `indent` + 4.
std::string FitList(const std::string& indent, const std::string& start,
                    const std::vector<std::string>& items, const std::string& end);

// Documentation as `//` lines with this indentation.
std::string CppComment(const std::string& docs, std::string_view indent);
// uint8_t, uint16_t or uint32_t: the smallest that can count so many cases, or hold so many bits.
std::string_view UintForCases(size_t cases);
std::string_view UintForBits(size_t bits);

}  // namespace virga::wit

#endif  // WIT_BINDGEN_CPP_TYPES_H_
