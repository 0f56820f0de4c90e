#include "engine/compile/translation.h"

#include <array>

#include "engine/binary/instruction_reader.h"
#include "engine/binary/type_reader.h"
#include "engine/support/check.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

// The operation that implements an instruction of the same name, for the families of op.def that
// have such names.
constexpr Op kNoOp = static_cast<Op>(kOpCount);

constexpr std::array<Op, kOpcodeCount> MakeOps() {
  std::array<Op, kOpcodeCount> ops{};
  for (Op& op : ops) op = kNoOp;
#define VIRGA_SAME_NAME(name, ...) ops[static_cast<size_t>(Opcode::k##name)] = Op::k##name;
#define OP_NUMERIC_I32 VIRGA_SAME_NAME
#define OP_NUMERIC_I64 VIRGA_SAME_NAME
#define OP_FLOAT VIRGA_SAME_NAME
#define OP_COMPARE_I32 VIRGA_SAME_NAME
#define OP_COMPARE_I64 VIRGA_SAME_NAME
#define OP_COMPARE_FLOAT VIRGA_SAME_NAME
#define OP_CONVERT VIRGA_SAME_NAME
#define OP_LOAD VIRGA_SAME_NAME
#define OP_STORE VIRGA_SAME_NAME
#include "engine/compile/op.def"
#undef VIRGA_SAME_NAME
  // Zero-extension is how slots are kept; narrow stores do not look at the rest.
  ops[static_cast<size_t>(Opcode::kI64Load8U)] = Op::kI32Load8U;
  ops[static_cast<size_t>(Opcode::kI64Load16U)] = Op::kI32Load16U;
  ops[static_cast<size_t>(Opcode::kI64Load32U)] = Op::kI32Load;
  ops[static_cast<size_t>(Opcode::kI64Store8)] = Op::kI32Store8;
  ops[static_cast<size_t>(Opcode::kI64Store16)] = Op::kI32Store16;
  ops[static_cast<size_t>(Opcode::kI64Store32)] = Op::kI32Store;
  return ops;
}

constexpr std::array<Op, kOpcodeCount> kOps = MakeOps();

}  // namespace

Status Translation::Run(const ValidatedBody& body, ModuleCode* owner) {
  validated_ = &body.module();
  module_ = &validated_->module();
  owner_ = owner;
  reader_ = ByteReader(body.body().code.bytes, body.body().code.offset);
  dead_ = false;
  dead_depth_ = 0;
  ok_ = true;
  unsupported_ = false;
  control_.Clear();
  StartRun();
  Check(code_.Start(body.body().code.offset));
  VIRGA_TRY(ReadLocals(body));

  Block function;
  function.base_slot = local_slots_;
  function.results = module_->TypeOfFunction(body.function()).results;
  Check(control_.Push(function));
  uint64_t offset = 0;
  Opcode opcode = Opcode::kUnreachable;
  while (ok() && !control_.empty()) {
    offset = reader_.offset();
    code_.SetPlace(offset);
    opcode = ReadOpcode();
    if (dead_) {
      DeadInstruction(opcode);
    } else {
      ChargeFuel(InfoOf(opcode).fuel);
      Instruction(opcode);
    }
  }
  if (unsupported_) {
    const std::string_view text = InfoOf(opcode).text;
    return Error::At(ErrorKind::kUnsupported, offset, "%.*s is not implemented",
                     static_cast<int>(text.size()), text.data());
  }
  if (!ok()) return Error::OutOfMemory();
  VIRGA_DCHECK(reader_.at_end());
  VIRGA_DCHECK(local_slots_ == body.facts().local_slots);
  VIRGA_DCHECK(stack_.slots_max() <= body.facts().local_slots + body.facts().operand_slots);
  if (stack_.slots_max() > UINT16_MAX) {
    return Error::At(ErrorKind::kLimit, body.body().code.offset,
                     "function %u needs %u slots of frame, more than %u", body.function(),
                     stack_.slots_max(), UINT16_MAX);
  }
  return {};
}

CodeHeader Translation::header() const {
  CodeHeader header = {};
  header.frame_slots = stack_.slots_max();
  header.zero_begin = static_cast<uint16_t>(param_slots_);
  header.zero_end = static_cast<uint16_t>(local_slots_);
  header.cells = code_.size();
  header.place_bytes = static_cast<uint32_t>(code_.places().size());
  return header;
}

Status Translation::ReadLocals(const ValidatedBody& body) {
  locals_.Clear();
  uint32_t slot = 0;
  for (const ValType type : module_->TypeOfFunction(body.function()).params) {
    CheckType(type);
    Check(locals_.Push({type, static_cast<uint16_t>(slot)}));
    slot += type.slots();
  }
  param_slots_ = slot;
  for (uint32_t groups = U32(); groups > 0; --groups) {
    const uint32_t count = U32();
    VIRGA_ASSIGN(const ValType type, ReadValType(reader_, validated_->features()));
    CheckType(type);
    Check(locals_.Reserve(locals_.size() + count));
    for (uint32_t i = 0; i < count && ok(); ++i) {
      Check(locals_.Push({type, static_cast<uint16_t>(slot)}));
      slot += type.slots();
    }
  }
  local_slots_ = slot;
  Check(stack_.Start(local_slots_));
  if (!ok_) return Error::OutOfMemory();
  return {};
}

Opcode Translation::ReadOpcode() {
  uint8_t byte = 0;
  VIRGA_CHECK(reader_.ReadByte(&byte));
  const bool prefixed = byte >= 0xfb && byte <= 0xfe;
  const std::optional<Opcode> opcode = FindOpcode(prefixed ? byte : 0, prefixed ? U32() : byte);
  VIRGA_CHECK(opcode.has_value());
  return *opcode;
}

uint32_t Translation::U32() {
  uint32_t value = 0;
  VIRGA_CHECK(reader_.ReadU32(&value));
  return value;
}

// Fuel is charged for a whole run of straight-line code at its start. The cell can stop the fiber,
// so no value may be in an accumulator alone.
void Translation::ChargeFuel(uint32_t amount) {
  if (amount == 0 || !owner_->options().fuel) return;
  if (fuel_cell_ == kNoCell) {
    fuel_cell_ = code_.Emit(Op::kFuel, 0, 0, 0, 0);
    stack_.ForgetAccs();
  }
  if (ok()) code_.at(fuel_cell_).b += static_cast<int32_t>(amount);
}

// In code that nothing reaches only its structure matters.
void Translation::DeadInstruction(Opcode opcode) {
  switch (opcode) {
    case Opcode::kEnd:
      if (dead_depth_ == 0) return End();
      --dead_depth_;
      return;
    case Opcode::kElse:
      if (dead_depth_ == 0) Else();
      return;
    case Opcode::kBlock:
    case Opcode::kLoop:
    case Opcode::kIf:
    case Opcode::kTryTable:
      ++dead_depth_;
      break;
    default:
      break;
  }
  const Status skipped = SkipImmediates(reader_, opcode);
  VIRGA_CHECK(skipped.ok());
}

void Translation::Instruction(Opcode opcode) {
  const Op op = kOps[static_cast<size_t>(opcode)];
  if (op != kNoOp) {
    const Shape shape = InfoOf(op).shape;
    if (shape == Shape::kLoad) return Load(opcode, op);
    if (shape == Shape::kStore || shape == Shape::kStoreFloat) return StoreTo(op);
    return Numeric(opcode, op);
  }
  if (!Control(opcode)) Plain(opcode);
}

bool Translation::Control(Opcode opcode) {
  switch (opcode) {
    case Opcode::kUnreachable:
      code_.Emit(Op::kUnreachable, 0, 0, 0, 0);
      dead_ = true;
      break;
    case Opcode::kNop:
      break;
    case Opcode::kBlock:
    case Opcode::kLoop:
    case Opcode::kIf:
      OpenBlock(opcode);
      break;
    case Opcode::kElse:
      Else();
      break;
    case Opcode::kEnd:
      End();
      break;
    case Opcode::kBr:
      Branch(U32());
      break;
    case Opcode::kBrIf:
      BranchIf(U32());
      break;
    case Opcode::kBrTable:
      BranchTable();
      break;
    case Opcode::kReturn:
      Return();
      break;
    case Opcode::kCall:
    case Opcode::kReturnCall:
      Call(opcode == Opcode::kReturnCall);
      break;
    case Opcode::kCallIndirect:
    case Opcode::kReturnCallIndirect:
      CallIndirect(opcode == Opcode::kReturnCallIndirect);
      break;
    default:
      return false;
  }
  return true;
}

void Translation::Plain(Opcode opcode) {
  switch (opcode) {
    case Opcode::kDrop:
      stack_.ForgetSlot(stack_.Pop().slot);
      return;
    case Opcode::kSelect:
    case Opcode::kSelectTyped: {
      const Status skipped = SkipImmediates(reader_, opcode);
      VIRGA_CHECK(skipped.ok());
      return Select();
    }
    case Opcode::kLocalGet:
      return LocalGet();
    case Opcode::kLocalSet:
    case Opcode::kLocalTee:
      return LocalSet(opcode == Opcode::kLocalTee);
    case Opcode::kGlobalGet:
      return GlobalGet();
    case Opcode::kGlobalSet:
      return GlobalSet();
    case Opcode::kI32Const:
    case Opcode::kI64Const:
    case Opcode::kF32Const:
    case Opcode::kF64Const:
      return Constant(opcode);
    case Opcode::kI32Eqz:
      return Eqz(Op::kI32Eq, ValType::I32());
    case Opcode::kI64Eqz:
      return Eqz(Op::kI64Eq, ValType::I64());
    case Opcode::kI64ExtendI32U:
    case Opcode::kI64ReinterpretF64:
      return Reinterpret(ValType::I64());
    case Opcode::kI32ReinterpretF32:
      return Reinterpret(ValType::I32());
    case Opcode::kF32ReinterpretI32:
      return Reinterpret(ValType::F32());
    case Opcode::kF64ReinterpretI64:
      return Reinterpret(ValType::F64());
    case Opcode::kMemorySize:
    case Opcode::kMemoryGrow:
      return MemorySizeOrGrow(opcode == Opcode::kMemoryGrow);
    case Opcode::kMemoryCopy:
    case Opcode::kMemoryFill:
    case Opcode::kMemoryInit:
    case Opcode::kDataDrop:
      return Bulk(opcode);
    default:
      return References(opcode);
  }
}

}  // namespace virga::wasm
