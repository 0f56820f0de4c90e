#include "engine/compile/operand_stack.h"

#include "engine/support/check.h"

namespace virga::wasm {

bool OperandStack::Start(uint32_t local_slots) {
  operands_.Clear();
  newest_.Clear();
  next_slot_ = local_slots;
  slots_max_ = local_slots;
  settled_ = 0;
  ForgetAccs();
  if (!newest_.Resize(local_slots)) return false;
  for (uint32_t& newest : newest_) newest = kNoOperand;
  return true;
}

bool OperandStack::Push(const Operand& operand) {
  if (!operands_.Push(operand)) return false;
  next_slot_ += operand.type.slots();
  if (next_slot_ > slots_max_) slots_max_ = next_slot_;
  return true;
}

bool OperandStack::PushTemp(ValType type, uint32_t producer) {
  Operand operand;
  operand.type = type;
  operand.slot = next_slot_;
  operand.producer = producer;
  return Push(operand);
}

bool OperandStack::PushLocal(ValType type, uint32_t local_slot) {
  Operand operand;
  operand.where = Where::kLocal;
  operand.type = type;
  operand.slot = next_slot_;
  operand.local = local_slot;
  operand.older = newest_[local_slot];
  if (!Push(operand)) return false;
  newest_[local_slot] = size() - 1;
  return true;
}

bool OperandStack::PushConst(ValType type, uint64_t bits) {
  Operand operand;
  operand.where = Where::kConst;
  operand.type = type;
  operand.slot = next_slot_;
  operand.bits = bits;
  return Push(operand);
}

Operand OperandStack::Pop() {
  const Operand operand = operands_.back();
  operands_.Pop();
  next_slot_ = operand.slot;
  if (operand.where == Where::kLocal) {
    VIRGA_DCHECK(newest_[operand.local] == size());
    newest_[operand.local] = operand.older;
  }
  if (settled_ > size()) settled_ = size();
  return operand;
}

void OperandStack::Truncate(uint32_t size_wanted) {
  while (size() > size_wanted) ForgetSlot(Pop().slot);
}

void OperandStack::BecomeTemp(uint32_t index) {
  Operand& operand = operands_[index];
  if (operand.where == Where::kLocal && newest_[operand.local] == index) {
    newest_[operand.local] = operand.older;
  }
  operand.where = Where::kTemp;
  operand.producer = kNoCell;
}

}  // namespace virga::wasm
