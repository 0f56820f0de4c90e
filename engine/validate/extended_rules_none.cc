// The tiny profile: no instruction beyond rules.def.

#include "engine/validate/rules.h"

namespace virga::wasm {

constexpr std::array<RuleFunction, kOpcodeCount> kExtendedRuleFunctions = {};

}  // namespace virga::wasm
