// The walk over instructions. Operands and blocks are in operands.cc, immediates in immediates.cc.

#include "engine/validate/body_validator.h"

#include <cstdarg>
#include <cstdio>

#include "engine/binary/type_reader.h"
#include "engine/diag/feature_error.h"

namespace virga::wasm {

BodyValidator::BodyValidator(const Module& module, const TypeRegistry& registry,
                             std::span<const TypeId> ids, const Features& features,
                             const Limits& limits)
    : module_(module),
      features_(features),
      limits_(limits),
      types_(registry, ids),
      operands_(module.arena.allocator()),
      controls_(module.arena.allocator()),
      locals_(module.arena.allocator()) {
  for (const FeatureInfo& info : AllFeatures()) {
    const uint64_t bit = uint64_t{1} << static_cast<int>(info.feature);
    if (!features.Has(info.feature)) features_off_ |= bit;
  }
}

// Errors

namespace {

Error Format(ErrorKind kind, uint64_t offset, const char* format, va_list args) {
  char text[512];
  std::vsnprintf(text, sizeof(text), format, args);
  return Error::At(kind, offset, "%s", text);
}

}  // namespace

bool BodyValidator::Fail(Error error) {
  if (!error_.has_value()) error_.emplace(std::move(error));
  return false;
}

bool BodyValidator::Invalid(const char* format, ...) {
  va_list args;
  va_start(args, format);
  Fail(Format(ErrorKind::kInvalid, instruction_, format, args));
  va_end(args);
  return false;
}

bool BodyValidator::Malformed(const char* format, ...) {
  va_list args;
  va_start(args, format);
  Fail(Format(ErrorKind::kMalformed, instruction_, format, args));
  va_end(args);
  return false;
}

bool BodyValidator::Unreadable(const char* what) { return Fail(reader_.TakeError(what)); }

bool BodyValidator::FeatureOff(const Rule& rule) {
  return Fail(FeatureError(instruction_, InfoOf(rule.opcode).text.data(),
                           static_cast<Feature>(rule.feature)));
}

bool BodyValidator::Missing() {
  return Fail(Error::At(ErrorKind::kUnsupported, instruction_, "%s is not implemented", name()));
}

// One body, one constant expression

void BodyValidator::Start(const Code& code) {
  reader_ = ByteReader(code.bytes, code.offset);
  instruction_ = code.offset;
  operands_.Clear();
  controls_.Clear();
  base_ = 0;
  wide_ = 0;
  height_max_ = 0;
  error_.reset();
}

bool BodyValidator::CheckFrameSize(uint64_t slots) {
  if (slots <= limits_.frame_slots) [[likely]]
    return true;
  return Fail(Error::At(ErrorKind::kLimit, instruction_,
                        "frame of %llu slots or more (parameters, locals and operands), the limit "
                        "is %llu",
                        static_cast<unsigned long long>(slots),
                        static_cast<unsigned long long>(limits_.frame_slots)));
}

bool BodyValidator::ReadLocals(const FuncType& type) {
  if (!locals_.Start(type.params)) return OutOfMemory();
  uint32_t runs = 0;
  if (!ReadU32(&runs, "local declarations")) return false;
  if (runs > reader_.remaining() / 2) {
    return Malformed("unexpected end: length out of bounds: %u local declarations in %llu bytes",
                     runs, static_cast<unsigned long long>(reader_.remaining()));
  }
  // Counted to the end even beyond the limit: a sum of 2^32 is malformed, which comes first.
  uint64_t total = type.params.size();
  for (uint32_t i = 0; i < runs; ++i) {
    instruction_ = reader_.offset();
    uint32_t count = 0;
    ValType local;
    if (!ReadU32(&count, "number of locals") || !ReadValueType(&local)) return false;
    total += count;
    if (total > UINT32_MAX) {
      return Malformed("too many locals: %llu", static_cast<unsigned long long>(total));
    }
    if (count == 0 || total > limits_.function_locals) continue;
    if (!locals_.Declare(count, local)) return OutOfMemory();
  }
  if (total > limits_.function_locals) {
    return Fail(Error::At(ErrorKind::kLimit, instruction_,
                          "too many locals: %llu with the parameters, the limit is %llu",
                          static_cast<unsigned long long>(total),
                          static_cast<unsigned long long>(limits_.function_locals)));
  }
  return CheckFrameSize(locals_.slots());
}

Result<BodyFacts> BodyValidator::CheckBody(uint32_t body, std::span<const uint8_t> declared) {
  Start(module_.bodies[body].code);
  is_constant_ = false;
  visible_globals_ = static_cast<uint32_t>(module_.globals.size());
  declared_ = declared;
  const FuncType& type = module_.TypeOfFunction(module_.imported_functions + body);
  if (!ReadLocals(type) || !Open(Opcode::kBlock, BlockType(&type)) || !Instructions()) {
    return std::move(*error_);
  }
  instruction_ = reader_.offset();
  if (!reader_.at_end()) {
    return Error::At(ErrorKind::kMalformed, instruction_,
                     "section size mismatch: %llu bytes after the end of the function",
                     static_cast<unsigned long long>(reader_.remaining()));
  }
  if (!CheckFrameSize(locals_.slots() + height_max_)) return std::move(*error_);
  BodyFacts facts;
  facts.local_slots = static_cast<uint32_t>(locals_.slots());
  facts.operand_slots = static_cast<uint32_t>(height_max_);
  facts.validated = true;
  return facts;
}

Status BodyValidator::CheckConstant(const ConstExpr& expression, ValType expected, uint32_t globals,
                                    std::span<uint8_t> declared) {
  Start(expression);
  is_constant_ = true;
  visible_globals_ = globals;
  declared_out_ = declared;
  const bool ok = locals_.Start({}) && Open(Opcode::kBlock, BlockType(expected));
  if (!ok) return Error::OutOfMemory();
  if (!Instructions()) return std::move(*error_);
  consumed_ = reader_.offset() - expression.offset;
  return {};
}

// Instructions

const Rule* BodyValidator::NextPrefixedRule(uint8_t prefix) {
  uint32_t code = 0;
  if (!ReadU32(&code, "instruction")) return nullptr;
  const std::optional<Opcode> opcode = FindOpcode(prefix, code);
  if (opcode.has_value()) return &kRules[static_cast<size_t>(*opcode)];
  Malformed("illegal opcode %02x %02x", prefix, code);
  return nullptr;
}

inline const Rule* BodyValidator::NextRule() {
  instruction_ = reader_.offset();
  uint8_t byte = 0;
  if (!reader_.ReadByte(&byte)) [[unlikely]] {
    Malformed("unexpected end of section or function: END opcode expected");
    return nullptr;
  }
  const uint16_t row = kOneByteRules[byte];
  if (row != kNoRule) [[likely]]
    return &kRules[row];
  if (byte >= 0xfb && byte <= 0xfe) return NextPrefixedRule(byte);
  Malformed("illegal opcode %02x", byte);
  return nullptr;
}

inline bool BodyValidator::NoteHeight() {
  const uint64_t height = operands_.size() + wide_;
  if (height <= height_max_) [[likely]]
    return true;
  height_max_ = height;
  return CheckFrameSize(height);
}

inline bool BodyValidator::ApplyPlain(const Rule& rule) {
  for (int i = rule.params; i-- > 0;) {
    if (!Pop(TypeOfKind(rule.param[i]))) return false;
  }
  for (int i = 0; i < rule.results; ++i) {
    if (!Push(TypeOfKind(rule.result[i]))) return false;
  }
  return true;
}

bool BodyValidator::Apply(const Rule& rule, ValType address) {
  for (int i = rule.params; i-- > 0;) {
    if (!Pop(rule.param[i] == ValKind::kBottom ? address : TypeOfKind(rule.param[i]))) return false;
  }
  for (int i = 0; i < rule.results; ++i) {
    if (!Push(rule.result[i] == ValKind::kBottom ? address : TypeOfKind(rule.result[i])))
      return false;
  }
  return true;
}

inline bool BodyValidator::LocalGet() {
  uint32_t local = 0;
  if (!ReadU32(&local, "local")) return false;
  if (local >= locals_.count()) [[unlikely]] {
    return Invalid("unknown local %u: the function has %llu", local,
                   static_cast<unsigned long long>(locals_.count()));
  }
  if (!locals_.IsSet(local)) return Invalid("uninitialized local %u", local);
  return Push(locals_.TypeOf(local));
}

inline bool BodyValidator::Instruction() {
  const Rule* const rule = NextRule();
  if (rule == nullptr) return false;
  opcode_ = rule->opcode;
  if ((features_off_ >> rule->feature & 1) != 0) [[unlikely]]
    return FeatureOff(*rule);
  if (is_constant_ && !IsConstantNow()) [[unlikely]] {
    return Invalid("constant expression required: %s is not constant", name());
  }
  switch (rule->shape) {
    case RuleShape::kPlain:
      return ApplyPlain(*rule);
    case RuleShape::kLocalGet:
      return LocalGet();
    case RuleShape::kMemArg:
      return CheckMemArg(*rule);
    case RuleShape::kImmediate:
      return CheckImmediate(*rule);
    case RuleShape::kOwn:
      break;
  }
  const RuleFunction function = RuleFunctionOf(opcode_);
  return function != nullptr ? function(*this) : Missing();
}

bool BodyValidator::Instructions() {
  while (!controls_.empty()) {
    if (!Instruction() || !NoteHeight()) return false;
  }
  return true;
}

}  // namespace virga::wasm
