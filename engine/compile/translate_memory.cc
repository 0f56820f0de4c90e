// Memory instructions.

#include "engine/compile/translation.h"
#include "engine/support/check.h"

namespace virga::wasm {

namespace {

ValType ResultOf(Opcode load) {
  switch (InfoOf(load).signature.back()) {
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

bool FitsI16(int64_t value) { return value == static_cast<int16_t>(value); }

// Whether a constant to be stored fits the 16 bits that a store has for it; only the bits that are
// stored matter.
bool FitsStore(Op op, uint64_t bits, uint16_t* imm) {
  *imm = static_cast<uint16_t>(bits);
  switch (op) {
    case Op::kI32Store8:
    case Op::kI32Store16:
      return true;
    case Op::kI64Store:
      return FitsI16(static_cast<int64_t>(bits));
    default:
      return FitsI16(static_cast<int32_t>(bits));
  }
}

}  // namespace

// Returns the memory's index.
uint32_t Translation::ReadMemArg(uint64_t* offset) {
  constexpr uint32_t kHasMemory = 0x40;
  const uint32_t flags = U32();
  const uint32_t memory = (flags & kHasMemory) != 0 ? U32() : 0;
  VIRGA_CHECK(reader_.ReadU64(offset));
  return memory;
}

// How an access finds its address, and the b of its cell. A constant address is added up here, if
// the sum fits.
Translation::Source Translation::Address(Operand* address, uint64_t offset, uint32_t* b) {
  if (address->where == Where::kConst) {
    const uint64_t sum = address->bits + offset;
    if (sum <= UINT32_MAX) {
      *b = static_cast<uint32_t>(sum);
      return Source::kImm;
    }
    Materialize(address);
  }
  *b = static_cast<uint32_t>(offset);
  return Look(*address);
}

void Translation::Load(Opcode opcode, Op op) {
  uint64_t offset = 0;
  const uint32_t memory = ReadMemArg(&offset);
  if (memory != 0) code_.Emit(Op::kUseMemory, 0, 0, 0, static_cast<int32_t>(memory));
  Operand address = stack_.Pop();
  uint32_t b = 0;
  const Source source = Address(&address, offset, &b);
  const uint16_t a = SlotOf(address);
  Use(address, source);
  const uint16_t dst = static_cast<uint16_t>(stack_.next_slot());
  PushResult(code_.Emit(op, static_cast<uint32_t>(source) * 2, dst, a, static_cast<int32_t>(b)),
             ResultOf(opcode));
  if (memory != 0) code_.Emit(Op::kUseMemory, 0, 0, 0, 0);
}

void Translation::StoreTo(Op op) {
  uint64_t offset = 0;
  const uint32_t memory = ReadMemArg(&offset);
  if (memory != 0) code_.Emit(Op::kUseMemory, 0, 0, 0, static_cast<int32_t>(memory));
  Operand value = stack_.Pop();
  Operand address = stack_.Pop();
  // A float from anywhere but its accumulator is just bits.
  const bool is_float = op == Op::kF32Store || op == Op::kF64Store;
  const bool float_acc = is_float && Look(value) == Source::kAcc;
  if (is_float && !float_acc) op = op == Op::kF32Store ? Op::kI32Store : Op::kI64Store;

  uint16_t dst = 0;
  if (value.where == Where::kConst && !FitsStore(op, value.bits, &dst)) {
    Store(&value);  // not to the accumulator, which may hold the address
  }
  uint32_t b = 0;
  const Source from_address = Address(&address, offset, &b);
  Source from_value = Look(value);
  if (is_float && !float_acc && from_value == Source::kAcc) from_value = Source::kSlot;
  if (!is_float && from_value == Source::kAcc && from_address == Source::kAcc) {
    from_value = Source::kSlot;  // two copies of one local
  }
  if (from_value != Source::kImm) dst = SlotOf(value);
  const uint16_t a = SlotOf(address);
  Use(value, from_value);
  Use(address, from_address);
  const uint32_t form =
      float_acc ? static_cast<uint32_t>(from_address)
                : static_cast<uint32_t>(from_address) * 3 + static_cast<uint32_t>(from_value);
  code_.Emit(op, form, dst, a, static_cast<int32_t>(b));
  if (memory != 0) code_.Emit(Op::kUseMemory, 0, 0, 0, 0);
}

void Translation::MemorySizeOrGrow(bool grow) {
  const int32_t memory = static_cast<int32_t>(U32());
  uint16_t a = 0;
  if (grow) {
    Operand delta = stack_.Pop();
    Store(&delta);
    a = SlotOf(delta);
    Use(delta, Source::kSlot);
  }
  const uint16_t dst = static_cast<uint16_t>(stack_.next_slot());
  code_.Emit(grow ? Op::kMemoryGrow : Op::kMemorySize, 0, dst, a, memory);
  PushStored(ValType::I32());
  stack_.SetAcc(AccClass::kInt, dst);
}

void Translation::Bulk(Opcode opcode) {
  const bool fuel = owner_->options().fuel;
  if (opcode == Opcode::kDataDrop) {
    code_.Emit(Op::kDataDrop, 0, 0, 0, static_cast<int32_t>(U32()));
    return;
  }
  uint64_t first = U32();
  if (opcode == Opcode::kMemoryFill) {
    const bool wide = first != 0 || fuel;
    return ThreeOperands(wide ? Op::kMemoryFillWide : Op::kMemoryFill, wide, first);
  }
  const uint64_t second = U32();
  if (opcode == Opcode::kMemoryInit) {
    return ThreeOperands(Op::kMemoryInit, true, second | first << 32);
  }
  const bool wide = first != 0 || second != 0 || fuel;
  ThreeOperands(wide ? Op::kMemoryCopyWide : Op::kMemoryCopy, wide, first | second << 32);
}

void Translation::ThreeOperands(Op op, bool has_data, uint64_t data) {
  Operand operands[3];
  for (int i = 2; i >= 0; --i) {
    operands[i] = stack_.Pop();
    Store(&operands[i]);
  }
  for (const Operand& operand : operands) Use(operand, Source::kSlot);
  const uint16_t dst = SlotOf(operands[0]);
  const uint16_t a = SlotOf(operands[1]);
  const int32_t b = SlotOf(operands[2]);
  if (has_data) {
    code_.EmitWithData(op, 0, dst, a, b, data);
  } else {
    code_.Emit(op, 0, dst, a, b);
  }
}

}  // namespace virga::wasm
