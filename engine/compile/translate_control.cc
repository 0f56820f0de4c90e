// Blocks, and the end of a function.

#include "engine/binary/type_reader.h"
#include "engine/compile/translation.h"
#include "engine/support/check.h"

namespace virga::wasm {

// spec: binary/instructions (block types): empty, one result type, or the index of a function type.
void Translation::ReadBlockType(Block* block) {
  const int byte = reader_.Peek();
  if (byte == 0x40) {
    VIRGA_CHECK(reader_.Skip(1));
    return;
  }
  if (byte > 0x40 && byte < 0x80) {
    const Result<ValType> type = ReadValType(reader_, validated_->features());
    VIRGA_CHECK(type.ok());
    block->result = type.value();
    block->has_result = true;
    return;
  }
  int64_t index = 0;
  VIRGA_CHECK(reader_.ReadS33(&index));
  const FuncType& type = module_->types[static_cast<size_t>(index)].func;
  block->params = type.params;
  block->results = type.results;
}

void Translation::OpenBlock(Opcode opcode) {
  Block block;
  ReadBlockType(&block);
  Condition condition;
  if (opcode == Opcode::kIf) {
    block.kind = BlockKind::kIf;
    condition = TakeCondition();
  }
  Settle(0);
  block.height = stack_.size() - static_cast<uint32_t>(block.params.size());
  block.base_slot = block.params.empty() ? stack_.next_slot() : stack_.at(block.height).slot;
  if (opcode == Opcode::kLoop) {
    block.kind = BlockKind::kLoop;
    block.start = code_.size();
    code_.Barrier();
    stack_.ForgetAccs();
    StartRun();
  } else if (opcode == Opcode::kIf) {
    EmitBranch(condition, /*sense=*/false, nullptr, &block.otherwise);
    block.accs = stack_.accs();
    StartRun();
  }
  Check(control_.Push(block));
}

void Translation::PushAll(std::span<const ValType> types) {
  for (const ValType type : types) PushStored(type);
}

void Translation::PushResults(const Block& block) {
  if (block.has_result) {
    PushStored(block.result);
  } else {
    PushAll(block.results);
  }
}

void Translation::Else() {
  Block& block = control_.back();
  VIRGA_DCHECK(block.kind == BlockKind::kIf);
  if (!dead_) {
    SettleTop(block.result_count());
    Jump(&block);
  }
  code_.Place(&block.otherwise);
  stack_.Truncate(block.height);
  stack_.SetAccs(block.accs);
  for (const ValType type : block.params) Check(stack_.PushTemp(type, kNoCell));
  stack_.MarkSettled();
  block.kind = BlockKind::kElse;
  dead_ = false;
  StartRun();
}

void Translation::End() {
  if (control_.size() == 1) return EndFunction();
  Block& block = control_.back();
  // Something else than the instruction before may lead here.
  const bool merges = !block.end.empty() || block.kind == BlockKind::kIf;
  if (merges) {
    if (!dead_) SettleTop(block.result_count());
    if (block.kind == BlockKind::kIf) code_.Place(&block.otherwise);
    code_.Place(&block.end);
    stack_.Truncate(block.height);
    stack_.ForgetAccs();
    PushResults(block);
    dead_ = false;
    StartRun();
  } else if (dead_) {
    stack_.Truncate(block.height);
  }
  control_.Pop();
}

void Translation::EndFunction() {
  Block& block = control_.back();
  if (!dead_) Return();
  if (!block.end.empty()) {
    code_.Place(&block.end);
    stack_.Truncate(0);
    stack_.ForgetAccs();
    PushResults(block);
    Return();
  }
  dead_ = true;
  control_.Pop();
}

// Returns the newest operands.
void Translation::Return() {
  static constexpr Op kReturns[kAccClasses] = {Op::kReturnI64, Op::kReturnF32, Op::kReturnF64};
  const Block& function = control_[0];
  const uint32_t count = function.result_count();
  dead_ = true;
  if (count == 0) {
    code_.Emit(Op::kReturn, 0, 0, 0, 0);
    return;
  }
  if (count > 1) {
    SettleTop(count);
    const Operand& first = stack_.at(stack_.size() - count);
    const uint32_t slots = stack_.next_slot() - first.slot;
    code_.Emit(Op::kMoveSlots, 0, 0, static_cast<uint16_t>(first.slot),
               static_cast<int32_t>(slots));
    code_.Emit(Op::kReturn, 0, 0, 0, 0);
    return;
  }
  Operand value = stack_.Pop();
  const AccClass acc_class = ClassOf(value.type);
  const bool fits = static_cast<int64_t>(value.bits) == static_cast<int32_t>(value.bits);
  if (acc_class == AccClass::kInt && !fits) Materialize(&value);
  const Source source = Look(value);
  const Op op = kReturns[static_cast<size_t>(acc_class)];
  const uint32_t form = static_cast<uint32_t>(source);
  const uint16_t a = SlotOf(value);
  Use(value, source);
  if (source != Source::kImm) {
    code_.Emit(op, form, 0, a, 0);
  } else if (acc_class == AccClass::kF64) {
    code_.EmitWithData(op, form, 0, 0, 0, value.bits);
  } else {
    code_.Emit(op, form, 0, 0, static_cast<int32_t>(value.bits));
  }
}

}  // namespace virga::wasm
