// What the body validator knows of each instruction, as one table by opcode.
//
// Made by the compiler from opcodes.def and rules.def. Internal to validate/.

#ifndef ENGINE_VALIDATE_RULES_H_
#define ENGINE_VALIDATE_RULES_H_

#include <array>
#include <cstdint>

#include "engine/opcodes/opcode.h"
#include "engine/types/value_type.h"

namespace virga::wasm {

class BodyValidator;

// Types one instruction that has no fixed signature. False: it failed, the validator has the error.
using RuleFunction = bool (*)(BodyValidator&);

#define X(opcode, function) bool function(BodyValidator& v);
#include "engine/validate/rules.def"
#undef X

// How an instruction is checked before its signature is applied.
enum class RuleShape : uint8_t {
  kPlain,      // no immediate, number types only: the hot ones
  kLocalGet,   // by its own rule, which is inlined
  kMemArg,     // loads and stores
  kImmediate,  // other immediates, then the signature
  kOwn,        // `function`
  kMissing,    // not implemented
};

constexpr uint8_t kNoFeature = 63;

struct Rule {
  RuleShape shape = RuleShape::kMissing;
  Opcode opcode = Opcode::kUnreachable;
  Immediate immediate = Immediate::kNone;
  uint8_t feature = kNoFeature;  // bit of the feature that must be on, or kNoFeature
  uint8_t access_log2 = 0;       // of loads and stores
  uint8_t params = 0;
  uint8_t results = 0;
  bool is_atomic = false;
  ValType param[4];  // bottom stands for the address type
  ValType result[2];
  RuleFunction function = nullptr;
};

extern const Rule kRules[kOpcodeCount];

// The row of a one-byte opcode, or kNoRule (also for the prefixes).
constexpr uint16_t kNoRule = UINT16_MAX;
extern const std::array<uint16_t, 256> kOneByteRules;

}  // namespace virga::wasm

#endif  // ENGINE_VALIDATE_RULES_H_
