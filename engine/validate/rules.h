// What the body validator knows of each instruction, as one table by opcode.
//
// Made by the compiler from opcodes.def, rules.def and rules_extended.def. Internal to validate/.

#ifndef ENGINE_VALIDATE_RULES_H_
#define ENGINE_VALIDATE_RULES_H_

#include <array>
#include <cstdint>

#include "engine/opcodes/opcode.h"
#include "engine/types/composite_type.h"

namespace virga::wasm {

class BodyValidator;

// Types one instruction that has no fixed signature. False: it failed, the validator has the error.
using RuleFunction = bool (*)(BodyValidator&);

// Some functions serve several opcodes.
#define X(opcode, function) bool function(BodyValidator& v);
#include "engine/validate/rules.def"
#include "engine/validate/rules_extended.def"
#undef X

// How an instruction is checked before its signature is applied.
enum class RuleShape : uint8_t {
  kPlain,      // no immediate, number types only: the hot ones
  kLocalGet,   // by its own rule, which is inlined
  kMemArg,     // loads and stores
  kImmediate,  // other immediates, then the signature
  kOwn,        // its RuleFunction
};

constexpr uint8_t kNoFeature = 63;

struct Rule {
  Opcode opcode = Opcode::kUnreachable;
  RuleShape shape = RuleShape::kOwn;
  Immediate immediate = Immediate::kNone;
  uint8_t feature = kNoFeature;  // bit of the feature that must be on, or kNoFeature
  uint8_t access_log2 = 0;       // of loads and stores
  bool is_atomic = false;
  uint8_t params = 0;
  uint8_t results = 0;
  ValKind param[4] = {};  // bottom stands for the address type
  ValKind result[2] = {};
};

// REQUIRES: kind <= kV128.
inline ValType TypeOfKind(ValKind kind) {
  static constexpr ValType kTypes[] = {ValType::I32(), ValType::I64(), ValType::F32(),
                                       ValType::F64(), ValType::V128()};
  return kTypes[static_cast<int>(kind)];
}

extern const Rule kRules[kOpcodeCount];

// The row of a one-byte opcode, or kNoRule (also for the prefixes).
constexpr uint16_t kNoRule = UINT16_MAX;
extern const std::array<uint16_t, 256> kOneByteRules;

// The rule of an instruction that has one of its own, or null: not implemented. The second table is
// empty in the tiny profile, which links extended_rules_none.cc instead of extended_rules.cc.
extern const std::array<RuleFunction, kOpcodeCount> kRuleFunctions;
extern const std::array<RuleFunction, kOpcodeCount> kExtendedRuleFunctions;

inline RuleFunction RuleFunctionOf(Opcode opcode) {
  const size_t row = static_cast<size_t>(opcode);
  return kRuleFunctions[row] != nullptr ? kRuleFunctions[row] : kExtendedRuleFunctions[row];
}

// What calls share: `type` of the callee, or null after an error.
bool CheckCallOf(BodyValidator& v, const FuncType* type);
bool CheckReturnCallOf(BodyValidator& v, const FuncType* type);

}  // namespace virga::wasm

#endif  // ENGINE_VALIDATE_RULES_H_
