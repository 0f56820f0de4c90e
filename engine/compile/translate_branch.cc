// Branches and their conditions.

#include "engine/compile/conditions.h"
#include "engine/compile/translation.h"
#include "engine/support/check.h"

namespace virga::wasm {

namespace {

bool IsImmMode(Mode mode) { return mode == Mode::kSI || mode == Mode::kAI; }

// The 16 bits that a fused branch has for an immediate; false when they do not do.
bool ShortImmediate(Op branch, int32_t imm, uint16_t* out) {
  switch (InfoOf(branch).signature.front()) {
    case 'f':
      *out = static_cast<uint16_t>(static_cast<uint32_t>(imm) >> 16);
      return (imm & 0xffff) == 0;
    case 'F':
      return true;
    default:
      *out = static_cast<uint16_t>(imm);
      return imm == static_cast<int16_t>(imm);
  }
}

bool IsTest(Op op) { return op == Op::kI32And || op == Op::kI64And; }

}  // namespace

// Pops the condition of a branch. When it is a comparison or a bit test that was just emitted, that
// is taken back, to be fused with the branch; the operands that it reads stay as they are until
// then, since only moves to slots of pending operands come between.
Translation::Condition Translation::TakeCondition() {
  Operand operand = stack_.Pop();
  const bool is_last = operand.where == Where::kTemp && operand.producer != kNoCell &&
                       operand.producer == code_.last();
  if (!is_last || !owner_->options().fuse || !ok()) return ConditionOf(operand);
  const CellKey key = code_.key(operand.producer);
  if (!IsCompare(key.op) && key.op != Op::kI32And) return ConditionOf(operand);

  const Cell cell = code_.at(operand.producer);
  Condition condition = {};
  condition.mode = static_cast<Mode>(key.form / 2);
  condition.a = cell.a;
  condition.b = cell.b;
  if (key.cells == 2) condition.data = code_.at(operand.producer + 1).data;
  stack_.ForgetSlot(operand.slot);
  code_.RemoveLast();
  condition.compare = key.op;
  if (IsTest(key.op)) {
    condition.holds = Op::kI32BrTest;
    condition.fails = Op::kI32BrNotTest;
    return condition;
  }
  condition.holds = BranchOf(key.op);
  condition.fails = BranchOf(Negated(key.op));

  // (x & y) = 0, and != 0
  const bool equality =
      key.op == Op::kI32Eq || key.op == Op::kI32Ne || key.op == Op::kI64Eq || key.op == Op::kI64Ne;
  if (!equality || condition.mode != Mode::kAI || cell.b != 0) return condition;
  const uint32_t last = code_.last();
  if (last == kNoCell || !IsTest(code_.key(last).op) || (code_.key(last).form & 1) == 0) {
    return condition;
  }
  const bool wide = code_.key(last).op == Op::kI64And;
  const bool wants_zero = key.op == Op::kI32Eq || key.op == Op::kI64Eq;
  const Op test = wide ? Op::kI64BrTest : Op::kI32BrTest;
  const Op not_test = wide ? Op::kI64BrNotTest : Op::kI32BrNotTest;
  const Cell mask = code_.at(last);
  // Only where the immediate surely fits: there would be no comparison to fall back on.
  const Mode mode = static_cast<Mode>(code_.key(last).form / 2);
  if (IsImmMode(mode) && mask.b != static_cast<int16_t>(mask.b)) return condition;
  condition.mode = mode;
  condition.a = mask.a;
  condition.b = mask.b;
  condition.holds = wants_zero ? not_test : test;
  condition.fails = wants_zero ? test : not_test;
  code_.RemoveLast();
  return condition;
}

// The condition "operand != 0".
Translation::Condition Translation::ConditionOf(const Operand& popped) {
  Operand operand = popped;
  Materialize(&operand);
  const Source source = Look(operand);
  Condition condition = {};
  condition.compare = Op::kI32Ne;
  condition.holds = Op::kI32BrNe;
  condition.fails = Op::kI32BrEq;
  condition.mode = source == Source::kAcc ? Mode::kAI : Mode::kSI;
  condition.a = SlotOf(operand);
  Use(operand, source);
  return condition;
}

// Branches when the condition is `sense`: to a block, or to a label that is placed later.
void Translation::EmitBranch(const Condition& condition, bool sense, Block* to, LabelRefs* label) {
  Op op = sense ? condition.holds : condition.fails;
  Mode mode = condition.mode;
  uint16_t a = condition.a;
  uint16_t dst = static_cast<uint16_t>(condition.b);
  if (IsImmMode(mode) && !ShortImmediate(op, condition.b, &dst)) {
    // The immediate needs the cell of a comparison of its own.
    const uint16_t slot = static_cast<uint16_t>(stack_.next_slot());
    code_.Emit(condition.compare, static_cast<uint32_t>(mode) * 2 + 1, slot, a, condition.b);
    stack_.ForgetAccs();
    op = sense ? Op::kI32BrNe : Op::kI32BrEq;
    mode = Mode::kAI;
    dst = 0;
    a = 0;
  }
  const uint32_t form = static_cast<uint32_t>(mode) * 2;
  const bool wide = IsImmMode(mode) && InfoOf(op).signature.front() == 'F';
  const uint32_t cell = wide ? code_.EmitWithData(op, form, dst, a, 0, condition.data)
                             : code_.Emit(op, form, dst, a, 0);
  if (to != nullptr) {
    Aim(CodeBuffer::TargetOf(cell), to);
    if (to->kind == BlockKind::kLoop) code_.key(cell).form |= checked();
  } else {
    code_.Refer(label, CodeBuffer::TargetOf(cell));
  }
}

// Lets a target word lead to where a branch to the block goes.
void Translation::Aim(uint32_t word, Block* to) {
  if (to->kind == BlockKind::kLoop) {
    code_.SetTarget(word, to->start);
  } else {
    code_.Refer(&to->end, word);
  }
}

void Translation::Jump(Block* to) {
  const uint32_t form = to->kind == BlockKind::kLoop ? checked() : 0;
  Aim(CodeBuffer::TargetOf(code_.Emit(Op::kBr, form, 0, 0, 0)), to);
}

// Whether what a branch to the block carries is at the height where the block wants it.
bool Translation::IsInPlace(const Block& block) const {
  const uint32_t count = block.label_count();
  return count == 0 || stack_.at(stack_.size() - count).slot == block.base_slot;
}

// Copies what a branch to the block carries to where the block wants it. The operands stay, and
// accumulators keep.
void Translation::CopyTo(const Block& block) {
  const uint32_t count = block.label_count();
  SettleTop(count);
  const Operand& first = stack_.at(stack_.size() - count);
  const uint32_t slots = stack_.next_slot() - first.slot;
  if (slots == 1) {
    Move(block.base_slot, first.slot);
  } else {
    code_.Emit(Op::kMoveSlots, 0, static_cast<uint16_t>(block.base_slot),
               static_cast<uint16_t>(first.slot), static_cast<int32_t>(slots));
  }
}

void Translation::Branch(uint32_t depth) {
  if (depth + 1 == control_.size()) return Return();
  Block& block = BlockAt(depth);
  const uint32_t count = block.label_count();
  if (count == 1) {
    const Operand value = stack_.Pop();
    Assign(value, block.base_slot);
  } else if (!IsInPlace(block)) {
    CopyTo(block);
  } else {
    SettleTop(count);
  }
  Jump(&block);
  dead_ = true;
}

void Translation::BranchIf(uint32_t depth) {
  Block& block = BlockAt(depth);
  const Condition condition = TakeCondition();
  if (block.label_count() > 0) SettleTop(block.label_count());
  if (IsInPlace(block)) {
    EmitBranch(condition, /*sense=*/true, &block, nullptr);
  } else {
    LabelRefs past;
    EmitBranch(condition, /*sense=*/false, nullptr, &past);
    const OperandStack::Accs accs = stack_.accs();
    CopyTo(block);
    Jump(&block);
    code_.Place(&past);
    stack_.SetAccs(accs);
  }
  StartRun();
}

// Targets that need moves get a way of their own behind the table: one for each block, however
// often the table names it.
void Translation::BranchTable() {
  Operand index = stack_.Pop();
  Materialize(&index);
  const uint32_t count = U32() + 1;
  ByteReader ahead = reader_;
  uint32_t carried = 0;
  for (uint32_t i = 0, depth = 0; i < count; ++i) {
    VIRGA_CHECK(ahead.ReadU32(&depth));
    carried = BlockAt(depth).label_count();
  }
  SettleTop(carried);
  const Source source = Look(index);
  const uint16_t slot = SlotOf(index);
  Use(index, source);
  code_.Emit(Op::kBrTable, static_cast<uint32_t>(source), 0, slot, static_cast<int32_t>(count));
  const uint32_t first = code_.EmitTargets(count);
  for (uint32_t i = 0; i < count && ok(); ++i) {
    const uint32_t position = static_cast<uint32_t>(control_.size()) - 1 - U32();
    Block& block = control_[position];
    if (IsInPlace(block)) {
      Aim(first + i, &block);
      continue;
    }
    if (!block.has_way) {
      block.has_way = true;
      block.next_way = first_way_;
      first_way_ = position;
    }
    code_.Refer(&block.way, first + i);
  }
  while (first_way_ != kNoIndex && ok()) {
    Block& block = control_[first_way_];
    first_way_ = block.next_way;
    block.has_way = false;
    code_.Place(&block.way);
    CopyTo(block);
    Jump(&block);
  }
  dead_ = true;
}

}  // namespace virga::wasm
