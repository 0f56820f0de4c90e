// The quick way through the commonest instructions.
//
// Quick() types one instruction when everything about it is plain: a one-byte opcode of the first
// version of WebAssembly, short immediates, reachable operands of exactly the expected types and
// room for the result. In any other case it takes nothing and says false, and the general way,
// which alone knows errors, looks at the instruction from its start. So it can only ever agree.

#include <array>

#include "engine/opcodes/signature.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

namespace {

enum class QuickShape : uint8_t {
  kNone,
  kUnary,   // param -> result
  kBinary,  // param param -> result
  kLoad,    // i32 -> result
  kStore,   // i32 param ->
  kConst,   // -> result
  kLocalGet,
  kLocalSet,
  kLocalTee,
  kBrIf,
};

struct QuickRule {
  QuickShape shape = QuickShape::kNone;
  uint8_t access_log2 = 0;
  ValKind param = ValKind::kI32;
  ValKind result = ValKind::kI32;
};

constexpr ValKind KindOf(char letter) {
  return letter == 'i'   ? ValKind::kI32
         : letter == 'I' ? ValKind::kI64
         : letter == 'f' ? ValKind::kF32
                         : ValKind::kF64;
}

constexpr QuickRule MakeQuickRule(Opcode opcode, std::string_view text, Immediate immediate,
                                  std::string_view signature_text) {
  QuickRule rule;
  switch (opcode) {
    case Opcode::kLocalGet:
      rule.shape = QuickShape::kLocalGet;
      return rule;
    case Opcode::kLocalSet:
      rule.shape = QuickShape::kLocalSet;
      return rule;
    case Opcode::kLocalTee:
      rule.shape = QuickShape::kLocalTee;
      return rule;
    case Opcode::kBrIf:
      rule.shape = QuickShape::kBrIf;
      return rule;
    default:
      break;
  }
  const Signature signature = ParseSignature(signature_text);
  if (signature.own_rule) return rule;
  const bool is_load = immediate == Immediate::kMemArg && signature.results == 1;
  const bool is_store = immediate == Immediate::kMemArg && signature.results == 0;
  const bool is_const = immediate == Immediate::kI32 || immediate == Immediate::kI64;
  if (signature.results == 1) rule.result = KindOf(signature.result[0]);
  if (is_load || is_store) {
    rule.shape = is_load ? QuickShape::kLoad : QuickShape::kStore;
    rule.access_log2 = AccessLog2(text);
    if (is_store) rule.param = KindOf(signature.param[1]);
  } else if (is_const) {
    rule.shape = QuickShape::kConst;
  } else if (immediate == Immediate::kNone && signature.results == 1 && signature.params > 0) {
    rule.param = KindOf(signature.param[0]);
    if (signature.params == 1) rule.shape = QuickShape::kUnary;
    if (signature.params == 2 && signature.param[0] == signature.param[1]) {
      rule.shape = QuickShape::kBinary;
    }
  }
  return rule;
}

// The table's feature column: whether an instruction is always there.
namespace always {
constexpr bool Mvp = true;
#define X(name, option, initial, doc) constexpr bool name = false;
#include "virga/features.def"
#undef X
}  // namespace always

// By opcode byte; only what no feature switches.
constexpr std::array<QuickRule, 256> MakeQuickRules() {
  std::array<QuickRule, 256> rules{};
#define X(name, prefix, code, text, immediate, signature, feature, fuel)                           \
  if (prefix == 0 && always::feature) {                                                            \
    rules[code & 0xff] = MakeQuickRule(Opcode::k##name, text, Immediate::k##immediate, signature); \
  }
#include "engine/opcodes/opcodes.def"
#undef X
  return rules;
}

constexpr std::array<QuickRule, 256> kQuickRules = MakeQuickRules();

// The bytes of a number whose sign and range need no look, or 0: at most four, which cannot hold
// more than 28 bits.
inline uint32_t ShortNumber(const uint8_t* p) {
  if (p[0] < 0x80) return 1;
  if (p[1] < 0x80) return 2;
  if (p[2] < 0x80) return 3;
  return p[3] < 0x80 ? 4 : 0;
}

// No opcode above has more bytes after it than this.
constexpr uint64_t kBytesMax = 8;

}  // namespace

inline bool BodyValidator::QuickPush(ValType type) {
  const uint64_t height = operands_.size() + 1 + wide_;
  if (height > height_max_ || type.kind() == ValKind::kV128) return false;
  return operands_.size() < operands_.capacity() && operands_.Push(type);
}

// The type of a local that needs no more than a look, or bottom.
inline ValType BodyValidator::QuickLocal(uint8_t local) const {
  if (local >= 0x80 || !locals_.IsPlain(local)) return ValType::Bottom();
  const ValType type = locals_.TypeOf(local);
  return type.kind() == ValKind::kV128 ? ValType::Bottom() : type;
}

inline bool BodyValidator::Quick() {
  if (reader_.remaining() < kBytesMax) return false;
  const uint8_t* const p = reader_.position();
  const QuickRule rule = kQuickRules[p[0]];
  const size_t available = operands_.size() - base_;
  ValType* const top = operands_.end();
  const ValType param = TypeOfKind(rule.param);
  uint32_t bytes = 1;
  switch (rule.shape) {
    case QuickShape::kNone:
      return false;
    case QuickShape::kUnary:
      if (available < 1 || top[-1] != param) return false;
      top[-1] = TypeOfKind(rule.result);
      break;
    case QuickShape::kBinary:
      if (available < 2 || top[-1] != param || top[-2] != param) return false;
      operands_.Pop();
      top[-2] = TypeOfKind(rule.result);
      break;
    case QuickShape::kLoad:
    case QuickShape::kStore: {
      if (p[1] > rule.access_log2 || !has_plain_memory_) return false;
      bytes = ShortNumber(p + 2);
      if (bytes == 0) return false;
      bytes += 2;
      if (rule.shape == QuickShape::kLoad) {
        if (available < 1 || top[-1] != ValType::I32()) return false;
        top[-1] = TypeOfKind(rule.result);
      } else {
        if (available < 2 || top[-1] != param || top[-2] != ValType::I32()) return false;
        operands_.Pop();
        operands_.Pop();
      }
      break;
    }
    case QuickShape::kConst:
      bytes = ShortNumber(p + 1);
      if (bytes == 0 || !QuickPush(TypeOfKind(rule.result))) return false;
      bytes += 1;
      break;
    case QuickShape::kLocalGet: {
      const ValType type = QuickLocal(p[1]);
      if (type.is_bottom() || !QuickPush(type)) return false;
      bytes = 2;
      break;
    }
    case QuickShape::kLocalSet:
    case QuickShape::kLocalTee: {
      const ValType type = QuickLocal(p[1]);
      if (type.is_bottom() || available < 1 || top[-1] != type) return false;
      if (rule.shape == QuickShape::kLocalSet) operands_.Pop();
      bytes = 2;
      break;
    }
    case QuickShape::kBrIf:
      if (p[1] >= 0x80 || p[1] >= controls_.size() || available < 1) return false;
      if (top[-1] != ValType::I32() || !FrameAt(p[1]).label().empty()) return false;
      operands_.Pop();
      bytes = 2;
      break;
  }
  return reader_.Skip(bytes);
}

bool BodyValidator::Instructions() {
  const bool quick = !is_constant_;
  while (!controls_.empty()) {
    if (quick && Quick()) continue;
    if (!Instruction() || !NoteHeight()) return false;
  }
  return true;
}

}  // namespace virga::wasm
