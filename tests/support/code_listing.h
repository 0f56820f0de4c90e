// Names the cells of translated code, for tests of the translator.

#ifndef TESTS_SUPPORT_CODE_LISTING_H_
#define TESTS_SUPPORT_CODE_LISTING_H_

#include <map>
#include <string>
#include <vector>

#include "engine/compile/op.h"
#include "engine/runtime/module_code.h"

namespace virga::testing {

// The operand forms of a shape, as they are written behind an operation's name: "S" slot, "A"
// accumulator, "I" immediate, "!" only to the accumulator, "+" checked.
inline std::string FormName(wasm::Shape shape, size_t form) {
  static const char* const kModes[] = {"SS", "AS", "SI", "AI", "SA", "IS", "IA"};
  static const char* const kSources[] = {"S", "A", "I"};
  switch (shape) {
    case wasm::Shape::kCommutative:
    case wasm::Shape::kBinary:
      return std::string(".") + kModes[form / 2] + (form % 2 == 1 ? "!" : "");
    case wasm::Shape::kBranch:
      return std::string(".") + kModes[form / 2] + (form % 2 == 1 ? "+" : "");
    case wasm::Shape::kUnary:
    case wasm::Shape::kLoad:
    case wasm::Shape::kSelect:
      return std::string(".") + kSources[form / 2] + (form % 2 == 1 ? "!" : "");
    case wasm::Shape::kStore:
      return std::string(".") + kSources[form / 3] + kSources[form % 3];
    case wasm::Shape::kIndirect:
      return std::string(".") + kSources[form / 2] + (form % 2 == 1 ? "+" : "");
    case wasm::Shape::kStoreFloat:
    case wasm::Shape::kSource:
      return std::string(".") + kSources[form];
    case wasm::Shape::kNullary:
      return form == 1 ? "!" : "";
    case wasm::Shape::kBranchAlways:
      return form == 1 ? "+" : "";
    case wasm::Shape::kPlain:
      return "";
  }
  return "?";
}

// The operations of a translated function, such as {"I32Add.SI", "ReturnI64.A"}. Data cells are
// left out: their first words are no handlers.
inline std::vector<std::string> Listing(const wasm::FuncCode& code) {
  std::map<wasm::Handler, std::string> names;
  for (size_t i = 0; i < wasm::kOpCount; ++i) {
    const wasm::OpInfo& info = wasm::InfoOf(static_cast<wasm::Op>(i));
    for (size_t form = 0; form < wasm::FormsOf(info.shape); ++form) {
      if (wasm::kHandlers[i][form] == nullptr) continue;
      names[wasm::kHandlers[i][form]] = std::string(info.name) + FormName(info.shape, form);
    }
  }
  const wasm::Cell* entry = code.entry.load();
  std::vector<std::string> listing;
  for (uint32_t i = 0; i < wasm::HeaderOf(entry).cells; ++i) {
    const auto name = names.find(entry[i].handler);
    if (name != names.end()) listing.push_back(name->second);
  }
  return listing;
}

// The same of function `function` of a module, translated now.
inline std::vector<std::string> Listing(wasm::ModuleCode* module, uint32_t function) {
  wasm::FuncCode& code = module->record(function);
  if (!module->EnsureTranslated(&code).ok()) return {"error"};
  return Listing(code);
}

}  // namespace virga::testing

#endif  // TESTS_SUPPORT_CODE_LISTING_H_
