// Arithmetic, comparisons and conversions.

#include <utility>

#include "engine/compile/conditions.h"
#include "engine/compile/translation.h"
#include "engine/support/check.h"

namespace virga::wasm {

namespace {

ValType TypeOfLetter(char letter) {
  switch (letter) {
    case 'i':
      return ValType::I32();
    case 'I':
      return ValType::I64();
    case 'f':
      return ValType::F32();
    default:
      return ValType::F64();
  }
}

// Whether a constant fits the immediate of a cell (f64 ones have a cell of their own).
bool FitsImmediate(const Operand& constant) {
  if (constant.type.kind() != ValKind::kI64 && !constant.type.is_ref()) return true;
  return static_cast<int64_t>(constant.bits) == static_cast<int32_t>(constant.bits);
}

Operand ConstOperand(ValType type, uint64_t bits, uint32_t slot) {
  Operand operand;
  operand.where = Where::kConst;
  operand.type = type;
  operand.bits = bits;
  operand.slot = slot;
  return operand;
}

}  // namespace

void Translation::Numeric(Opcode opcode, Op op) {
  const std::string_view signature = virga::wasm::InfoOf(op).signature;
  const ValType operand = TypeOfLetter(signature.front());
  const ValType result = TypeOfLetter(signature.back());
  if (virga::wasm::InfoOf(op).shape == Shape::kUnary) return Unary(op, result);
  Binary(op, operand, result);
}

void Translation::Unary(Op op, ValType result) {
  Operand a = stack_.Pop();
  Materialize(&a);
  const Source source = Look(a);
  const uint16_t slot = SlotOf(a);
  Use(a, source);
  const uint16_t dst = static_cast<uint16_t>(stack_.next_slot());
  PushResult(code_.Emit(op, source == Source::kAcc ? 2 : 0, dst, slot, 0), result);
}

void Translation::Binary(Op op, ValType type, ValType result) {
  const Operand b = stack_.Pop();
  const Operand a = stack_.Pop();
  EmitBinary(op, a, b, type, result);
}

// Emits op(a, b) for two popped operands, in the best of its forms.
void Translation::EmitBinary(Op op, Operand a, Operand b, ValType type, ValType result) {
  // x - c is x + -c, which has more forms.
  if ((op == Op::kI32Sub || op == Op::kI64Sub) && b.where == Where::kConst) {
    b.bits = op == Op::kI32Sub ? static_cast<uint32_t>(0 - b.bits) : 0 - b.bits;
    op = op == Op::kI32Sub ? Op::kI32Add : Op::kI64Add;
  }
  const bool can_swap = virga::wasm::InfoOf(op).shape == Shape::kCommutative;
  const auto swap = [&] {
    std::swap(a, b);
    if (IsCompare(op)) op = Mirrored(op);
  };
  if (a.where == Where::kConst && (b.where == Where::kConst || !FitsImmediate(a))) Materialize(&a);
  if (b.where == Where::kConst && !FitsImmediate(b)) Materialize(&b);
  if (can_swap && a.where == Where::kConst) swap();
  if (can_swap && Look(b) == Source::kAcc && Look(a) != Source::kAcc) swap();

  const Source from_a = Look(a);
  // Both in the accumulator: two copies of one local, which is in its slot as well.
  const Source from_b = from_a == Source::kAcc && Look(b) == Source::kAcc ? Source::kSlot : Look(b);
  Mode mode;
  uint16_t slot_a = SlotOf(a);
  int32_t field_b = SlotOf(b);
  uint64_t imm = b.bits;
  if (from_a == Source::kImm) {
    mode = from_b == Source::kAcc ? Mode::kIA : Mode::kIS;
    slot_a = SlotOf(b);
    imm = a.bits;
  } else if (from_b == Source::kImm) {
    mode = from_a == Source::kAcc ? Mode::kAI : Mode::kSI;
  } else if (from_b == Source::kAcc) {
    mode = Mode::kSA;
  } else {
    mode = from_a == Source::kAcc ? Mode::kAS : Mode::kSS;
  }
  Use(a, from_a);
  Use(b, from_b);
  const bool has_imm = from_a == Source::kImm || from_b == Source::kImm;
  if (has_imm) field_b = static_cast<int32_t>(imm);
  const uint32_t form = static_cast<uint32_t>(mode) * 2;
  const uint16_t dst = static_cast<uint16_t>(stack_.next_slot());
  if (has_imm && type.kind() == ValKind::kF64) {
    PushResult(code_.EmitWithData(op, form, dst, slot_a, 0, imm), result);
  } else {
    PushResult(code_.Emit(op, form, dst, slot_a, field_b), result);
  }
}

// `compare` is the equality of the type. A comparison that was just made is negated instead.
void Translation::Eqz(Op compare, ValType type) {
  const Operand& top = stack_.top();
  const bool is_last = top.where == Where::kTemp && top.producer != kNoCell &&
                       top.producer == code_.last() && owner_->options().fuse;
  if (is_last && type == ValType::I32() && IsCompare(code_.key(top.producer).op)) {
    CellKey& key = code_.key(top.producer);
    key.op = Negated(key.op);
    return;
  }
  const Operand a = stack_.Pop();
  EmitBinary(compare, a, ConstOperand(type, 0, a.slot), type, ValType::I32());
}

}  // namespace virga::wasm
