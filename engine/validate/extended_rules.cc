#include "engine/validate/rules.h"

namespace virga::wasm {

namespace {

constexpr std::array<RuleFunction, kOpcodeCount> MakeRuleFunctions() {
  std::array<RuleFunction, kOpcodeCount> functions{};
#define X(opcode, function) functions[static_cast<size_t>(Opcode::k##opcode)] = &function;
#include "engine/validate/rules_extended.def"
#undef X
  return functions;
}

}  // namespace

constexpr std::array<RuleFunction, kOpcodeCount> kExtendedRuleFunctions = MakeRuleFunctions();

}  // namespace virga::wasm
