// Locals, globals, constants, select, references and tables.

#include "engine/binary/type_reader.h"
#include "engine/compile/translation.h"
#include "engine/support/check.h"

namespace virga::wasm {

void Translation::LocalGet() {
  const Local& local = locals_[U32()];
  Check(stack_.PushLocal(local.type, local.slot));
}

void Translation::LocalSet(bool tee) {
  const Local& local = locals_[U32()];
  const Operand value = stack_.Pop();
  const bool unchanged = value.where == Where::kLocal && value.local == local.slot;
  if (!unchanged) {
    SaveLocal(local.slot);
    Assign(value, local.slot);
  }
  if (tee) Check(stack_.PushLocal(local.type, local.slot));
}

void Translation::GlobalGet() {
  static constexpr Op kGets[kAccClasses] = {Op::kGlobalGetI64, Op::kGlobalGetF32,
                                            Op::kGlobalGetF64};
  const uint32_t global = U32();
  const ValType type = module_->globals[global].type.type;
  CheckType(type);
  const uint16_t dst = static_cast<uint16_t>(stack_.next_slot());
  PushResult(code_.Emit(kGets[static_cast<size_t>(ClassOf(type))], 0, dst, 0,
                        static_cast<int32_t>(global)),
             type);
}

void Translation::GlobalSet() {
  static constexpr Op kSets[kAccClasses] = {Op::kGlobalSetI64, Op::kGlobalSetF32,
                                            Op::kGlobalSetF64};
  const int32_t global = static_cast<int32_t>(U32());
  const Operand value = stack_.Pop();
  const Op op = kSets[static_cast<size_t>(ClassOf(value.type))];
  const Source source = Look(value);
  const uint32_t form = static_cast<uint32_t>(source);
  const uint16_t a = SlotOf(value);
  Use(value, source);
  if (source == Source::kImm) {
    code_.EmitWithData(op, form, 0, 0, global, value.bits);
  } else {
    code_.Emit(op, form, 0, a, global);
  }
}

void Translation::Select() {
  static constexpr Op kSelects[kAccClasses] = {Op::kSelectI64, Op::kSelectF32, Op::kSelectF64};
  Operand condition = stack_.Pop();
  Operand second = stack_.Pop();
  Operand first = stack_.Pop();
  Store(&condition);
  Store(&second);
  Store(&first);
  const Source source = Look(condition);
  const uint16_t a = SlotOf(first);
  const int32_t b = static_cast<int32_t>(SlotOf(second) | uint32_t{SlotOf(condition)} << 16);
  Use(condition, source);
  Use(second, Source::kSlot);
  Use(first, Source::kSlot);
  const uint16_t dst = static_cast<uint16_t>(stack_.next_slot());
  const Op op = kSelects[static_cast<size_t>(ClassOf(first.type))];
  PushResult(code_.Emit(op, source == Source::kAcc ? 2 : 0, dst, a, b), first.type);
}

void Translation::Constant(Opcode opcode) {
  int32_t i32 = 0;
  int64_t i64 = 0;
  uint32_t f32 = 0;
  uint64_t f64 = 0;
  switch (opcode) {
    case Opcode::kI32Const:
      VIRGA_CHECK(reader_.ReadS32(&i32));
      return Check(stack_.PushConst(ValType::I32(), static_cast<uint32_t>(i32)));
    case Opcode::kI64Const:
      VIRGA_CHECK(reader_.ReadS64(&i64));
      return Check(stack_.PushConst(ValType::I64(), static_cast<uint64_t>(i64)));
    case Opcode::kF32Const:
      VIRGA_CHECK(reader_.ReadFixed32(&f32));
      return Check(stack_.PushConst(ValType::F32(), f32));
    default:
      VIRGA_CHECK(reader_.ReadFixed64(&f64));
      return Check(stack_.PushConst(ValType::F64(), f64));
  }
}

void Translation::References(Opcode opcode) {
  switch (opcode) {
    case Opcode::kRefNull: {
      const auto heap = ReadHeapType(reader_, validated_->features());
      VIRGA_CHECK(heap.ok());
      return Check(stack_.PushConst(ValType::Ref(heap.value(), true), kNullRef));
    }
    case Opcode::kRefIsNull:
      return Eqz(Op::kI64Eq, ValType::I64());
    case Opcode::kRefFunc: {
      const uint32_t function = U32();
      code_.Emit(Op::kRefFunc, 0, static_cast<uint16_t>(stack_.next_slot()), 0,
                 static_cast<int32_t>(function));
      return PushStored(ValType::FuncRef());
    }
    case Opcode::kTableGet:
    case Opcode::kTableSet:
      return TableElement(opcode == Opcode::kTableSet);
    case Opcode::kTableSize:
      return TableOperation(Op::kTableSize, 0, false, true);
    case Opcode::kTableGrow:
      return TableOperation(Op::kTableGrow, 2, false, true);
    case Opcode::kTableFill:
      return TableOperation(Op::kTableFill, 3, false, false);
    case Opcode::kTableCopy:
      return TableOperation(Op::kTableCopy, 3, true, false);
    case Opcode::kTableInit:
      return TableOperation(Op::kTableInit, 3, true, false);
    case Opcode::kElemDrop:
      code_.Emit(Op::kElemDrop, 0, 0, 0, static_cast<int32_t>(U32()));
      return;
    default:
      unsupported_ = true;
  }
}

void Translation::TableElement(bool set) {
  const uint32_t table = U32();
  Operand value;
  if (set) {
    value = stack_.Pop();
    Store(&value);
  }
  Operand index = stack_.Pop();
  Store(&index);
  if (set) Use(value, Source::kSlot);
  Use(index, Source::kSlot);
  const uint16_t dst = set ? SlotOf(value) : static_cast<uint16_t>(stack_.next_slot());
  code_.Emit(set ? Op::kTableSet : Op::kTableGet, 0, dst, SlotOf(index),
             static_cast<int32_t>(table));
  if (!set) PushStored(module_->tables[table].type.element);
}

// The rarer table instructions take their operands from neighbouring slots. In the binary format
// table.init names the segment first.
void Translation::TableOperation(Op op, uint32_t operands, bool has_data, bool has_result) {
  uint32_t first = U32();
  uint32_t second = has_data ? U32() : 0;
  if (op == Op::kTableInit) {
    const uint32_t segment = first;
    first = second;
    second = segment;
  }
  SettleTop(operands);
  for (uint32_t i = 0; i < operands; ++i) Use(stack_.Pop(), Source::kSlot);
  const uint16_t slot = static_cast<uint16_t>(stack_.next_slot());
  const int32_t table = static_cast<int32_t>(first);
  if (has_data) {
    code_.EmitWithData(op, 0, slot, slot, table, second);
  } else {
    code_.Emit(op, 0, slot, slot, table);
  }
  if (has_result) PushStored(ValType::I32());
}

}  // namespace virga::wasm
