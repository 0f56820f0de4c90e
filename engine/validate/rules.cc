#include "engine/validate/rules.h"

#include <string_view>

#include "engine/opcodes/signature.h"

namespace virga::wasm {

namespace {

// "Mvp" and the features' names, as the table's feature column has them.
namespace feature_column {
constexpr uint8_t Mvp = kNoFeature;
#define X(name, option, initial, doc) \
  constexpr uint8_t name = static_cast<uint8_t>(Feature::k##name);
#include "virga/features.def"
#undef X
}  // namespace feature_column

constexpr ValKind KindOfLetter(char letter) {
  switch (letter) {
    case 'i':
      return ValKind::kI32;
    case 'I':
      return ValKind::kI64;
    case 'f':
      return ValKind::kF32;
    case 'F':
      return ValKind::kF64;
    case 'v':
      return ValKind::kV128;
    default:
      return ValKind::kBottom;
  }
}

constexpr Rule MakeRule(Opcode opcode, uint8_t prefix, std::string_view text, Immediate immediate,
                        std::string_view signature_text, uint8_t feature) {
  const Signature signature = ParseSignature(signature_text);
  Rule rule;
  rule.opcode = opcode;
  rule.immediate = immediate;
  rule.feature = feature;
  rule.access_log2 = AccessLog2(text);
  rule.is_atomic = prefix == 0xfe;
  rule.params = signature.params;
  rule.results = signature.results;
  for (int i = 0; i < signature.params; ++i) rule.param[i] = KindOfLetter(signature.param[i]);
  for (int i = 0; i < signature.results; ++i) rule.result[i] = KindOfLetter(signature.result[i]);
  if (signature.own_rule) {
    rule.shape = opcode == Opcode::kLocalGet ? RuleShape::kLocalGet : RuleShape::kOwn;
  } else if (immediate == Immediate::kNone) {
    rule.shape = RuleShape::kPlain;
  } else if (immediate == Immediate::kMemArg || immediate == Immediate::kMemArgLane) {
    rule.shape = RuleShape::kMemArg;
  } else {
    rule.shape = RuleShape::kImmediate;
  }
  return rule;
}

struct ByteRow {
  uint8_t prefix;
  uint32_t code;
};

constexpr ByteRow kCodes[kOpcodeCount] = {
#define X(name, prefix, code, text, immediate, signature, feature, fuel) {prefix, code},
#include "engine/opcodes/opcodes.def"
#undef X
};

}  // namespace

constexpr Rule kRules[kOpcodeCount] = {
#define X(name, prefix, code, text, immediate, signature, feature, fuel)      \
  MakeRule(Opcode::k##name, prefix, text, Immediate::k##immediate, signature, \
           feature_column::feature),
#include "engine/opcodes/opcodes.def"
#undef X
};

namespace {

constexpr std::array<uint16_t, 256> MakeOneByteRules() {
  std::array<uint16_t, 256> rows{};
  rows.fill(kNoRule);
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    if (kCodes[row].prefix == 0) rows[kCodes[row].code] = static_cast<uint16_t>(row);
  }
  return rows;
}

constexpr std::array<RuleFunction, kOpcodeCount> MakeRuleFunctions() {
  std::array<RuleFunction, kOpcodeCount> functions{};
#define X(opcode, function) functions[static_cast<size_t>(Opcode::k##opcode)] = &function;
#include "engine/validate/rules.def"
#undef X
  return functions;
}

}  // namespace

constexpr std::array<uint16_t, 256> kOneByteRules = MakeOneByteRules();
constexpr std::array<RuleFunction, kOpcodeCount> kRuleFunctions = MakeRuleFunctions();

}  // namespace virga::wasm
