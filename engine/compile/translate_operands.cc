// Operands, results and moves: where values are and how they get elsewhere.

#include "engine/compile/translation.h"
#include "engine/support/check.h"

namespace virga::wasm {

namespace {

AccClass ResultClassOf(Op op) {
  const char result = InfoOf(op).signature.back();
  if (result == 'f') return AccClass::kF32;
  return result == 'F' ? AccClass::kF64 : AccClass::kInt;
}

bool FitsI32(uint64_t bits) { return static_cast<int64_t>(bits) == static_cast<int32_t>(bits); }

}  // namespace

Translation::Source Translation::Look(const Operand& operand) const {
  if (operand.where == Where::kConst) return Source::kImm;
  return stack_.Acc(ClassOf(operand.type)) == SlotOf(operand) ? Source::kAcc : Source::kSlot;
}

uint16_t Translation::SlotOf(const Operand& operand) {
  return static_cast<uint16_t>(operand.where == Where::kLocal ? operand.local : operand.slot);
}

// A popped operand is read as `source` by the operation that is about to be emitted. A temp has no
// other reader: when the accumulator serves this one, its producer need not store it.
void Translation::Use(const Operand& operand, Source source) {
  if (operand.where != Where::kTemp) return;
  if (source == Source::kAcc && operand.producer != kNoCell) {
    code_.key(operand.producer).form |= 1;
  }
  stack_.ForgetSlot(operand.slot);
}

// The result of an operation whose last form bit says "accumulator only" and whose dst is the slot
// of the operand pushed here.
void Translation::PushResult(uint32_t cell, ValType type) {
  stack_.SetAcc(ResultClassOf(code_.key(cell).op), stack_.next_slot());
  Check(stack_.PushTemp(type, cell));
}

// A value that something else has put into the next slot.
void Translation::PushStored(ValType type) {
  CheckType(type);
  stack_.ForgetSlot(stack_.next_slot());
  Check(stack_.PushTemp(type, kNoCell));
}

uint32_t Translation::EmitConst(ValType type, uint64_t bits, uint32_t slot) {
  const uint16_t dst = static_cast<uint16_t>(slot);
  const int32_t low = static_cast<int32_t>(bits);
  stack_.SetAcc(ClassOf(type), slot);
  if (type.kind() == ValKind::kF32) return code_.Emit(Op::kConstF32, 0, dst, 0, low);
  if (type.kind() == ValKind::kF64) return code_.EmitWithData(Op::kConstF64, 0, dst, 0, 0, bits);
  if (bits <= UINT32_MAX) return code_.Emit(Op::kConstI32, 0, dst, 0, low);
  if (FitsI32(bits)) return code_.Emit(Op::kConstI64, 0, dst, 0, low);
  return code_.EmitWithData(Op::kConstWide, 0, dst, 0, 0, bits);
}

// Makes a temp in its accumulator of a popped constant.
void Translation::Materialize(Operand* operand) {
  if (operand->where != Where::kConst) return;
  operand->producer = EmitConst(operand->type, operand->bits, operand->slot);
  operand->where = Where::kTemp;
}

// Makes sure that a popped operand is in a slot, without touching accumulators.
void Translation::Store(Operand* operand) {
  if (operand->where != Where::kConst) return;
  Put(operand->bits, operand->slot);
  operand->where = Where::kTemp;
}

void Translation::Put(uint64_t bits, uint32_t slot) {
  const uint16_t dst = static_cast<uint16_t>(slot);
  stack_.ForgetSlot(slot);
  if (bits <= UINT32_MAX) {
    code_.Emit(Op::kPut32, 0, dst, 0, static_cast<int32_t>(bits));
  } else if (FitsI32(bits)) {
    code_.Emit(Op::kPut64, 0, dst, 0, static_cast<int32_t>(bits));
  } else {
    code_.EmitWithData(Op::kPutWide, 0, dst, 0, 0, bits);
  }
}

// Moves that follow each other share a cell or two.
void Translation::Move(uint32_t to, uint32_t from) {
  stack_.ForgetSlot(to);
  const uint16_t dst = static_cast<uint16_t>(to);
  const uint16_t a = static_cast<uint16_t>(from);
  const int32_t halves = static_cast<int32_t>(to | from << 16);
  const uint32_t last = code_.last();
  if (last == kNoCell || !owner_->options().fuse || !ok()) {
    code_.Emit(Op::kMove, 0, dst, a, 0);
    return;
  }
  CellKey& key = code_.key(last);
  if (key.op == Op::kMove) {
    key.op = Op::kMove2;
    code_.at(last).b = halves;
  } else if (key.op == Op::kMove2) {
    key.op = Op::kMove3;
    Cell& data = code_.ExtendLast();
    data.dst = dst;
    data.a = a;
  } else if (key.op == Op::kMove3) {
    key.op = Op::kMove4;
    code_.at(last + 1).b = halves;
  } else {
    code_.Emit(Op::kMove, 0, dst, a, 0);
  }
}

// Makes closed temps of the operands from `from` up; accumulators keep. From the top down, since
// the copies of a local are linked from the newest.
void Translation::Settle(uint32_t from) {
  // Many at once: then all of them, so that nobody has to look at these again (threat T05).
  constexpr uint32_t kMany = 8;
  if (stack_.size() - from > kMany) from = 0;
  for (uint32_t i = stack_.size(); i > from && i > stack_.settled(); --i) {
    const Operand& operand = stack_.at(i - 1);
    if (operand.where == Where::kLocal) {
      Move(operand.slot, operand.local);
    } else if (operand.where == Where::kConst) {
      Put(operand.bits, operand.slot);
    }
    stack_.BecomeTemp(i - 1);
  }
  if (from <= stack_.settled()) stack_.MarkSettled();
}

// Saves the pending copies of a local that is about to be written.
void Translation::SaveLocal(uint32_t slot) {
  for (uint32_t i = stack_.NewestCopy(slot); i != kNoOperand; i = stack_.NewestCopy(slot)) {
    Move(stack_.at(i).slot, slot);
    stack_.BecomeTemp(i);
  }
}

// Writes a popped operand to a slot: by changing where its producer writes, or by a copy.
void Translation::Assign(const Operand& operand, uint32_t slot) {
  const uint16_t dst = static_cast<uint16_t>(slot);
  if (operand.where == Where::kConst) {
    EmitConst(operand.type, operand.bits, slot);
    return;
  }
  if (SlotOf(operand) == slot) return;
  const bool is_last = operand.producer != kNoCell && operand.producer == code_.last();
  if (operand.where == Where::kTemp && is_last && owner_->options().fold) {
    code_.at(operand.producer).dst = dst;
    stack_.ForgetSlot(operand.slot);
    stack_.SetAcc(ResultClassOf(code_.key(operand.producer).op), slot);
    return;
  }
  static constexpr Op kCopies[kAccClasses] = {Op::kCopyI64, Op::kCopyF32, Op::kCopyF64};
  const AccClass acc_class = ClassOf(operand.type);
  const Source source = Look(operand);
  const uint16_t a = SlotOf(operand);
  Use(operand, source);
  code_.Emit(kCopies[static_cast<size_t>(acc_class)], source == Source::kAcc ? 2 : 0, dst, a, 0);
  stack_.SetAcc(acc_class, slot);
}

}  // namespace virga::wasm
