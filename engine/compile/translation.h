// One validated function body on its way to threaded code. design: interpreter.md.
//
// A single pass over the instructions with a symbolic operand stack (operand_stack.h), emitting
// cells (code_buffer.h). The methods are spread over translate_*.cc by instruction family. Types
// are never checked here: the body is a ValidatedBody. Linear in the length of the body: whatever
// is done for each operand is done once between its push and its pop.
//
// Fails only for want of memory (ok() turns false and nothing more is emitted), over
// Limits.frame_slots, and at instructions of features that validate but are not implemented.

#ifndef ENGINE_COMPILE_TRANSLATION_H_
#define ENGINE_COMPILE_TRANSLATION_H_

#include <cstdint>
#include <span>

#include "engine/compile/code_buffer.h"
#include "engine/compile/op.h"
#include "engine/compile/operand_stack.h"
#include "engine/opcodes/opcode.h"
#include "engine/runtime/module_code.h"
#include "engine/support/reader.h"
#include "engine/validate/validated.h"
#include "virga/error.h"

namespace virga::wasm {

class Translation {
 public:
  // Keeps its buffers from one function to the next.
  explicit Translation(Allocator* allocator)
      : code_(allocator), stack_(allocator), locals_(allocator), control_(allocator) {}

  Status Run(const ValidatedBody& body, ModuleCode* owner);
  // The result of Run.
  const CodeBuffer& code() const { return code_; }
  CodeHeader header() const;

 private:
  enum class BlockKind : uint8_t { kBlock, kLoop, kIf, kElse };

  // An open block. `height` and `base_slot` are those of its parameters and results.
  struct Block {
    BlockKind kind = BlockKind::kBlock;
    uint32_t height = 0;
    uint32_t base_slot = 0;
    std::span<const ValType> params;
    std::span<const ValType> results;  // empty with a single result that has no type index
    ValType result;
    bool has_result = false;
    LabelRefs end;                 // branches to its end
    LabelRefs otherwise;           // kIf: the way to the else
    uint32_t start = 0;            // kLoop: its first cell
    OperandStack::Accs accs;       // kIf: at the branch
    LabelRefs way;                 // br_table: branches that have to move what they carry
    uint32_t next_way = kNoIndex;  // the next block with such a way
    bool has_way = false;

    uint32_t result_count() const { return has_result ? 1 : static_cast<uint32_t>(results.size()); }
    ValType result_type(uint32_t i) const { return has_result ? result : results[i]; }
    // What a branch to it carries.
    uint32_t label_count() const {
      return kind == BlockKind::kLoop ? static_cast<uint32_t>(params.size()) : result_count();
    }
  };

  struct Local {
    ValType type;
    uint16_t slot;
  };

  // Where an instruction finds an operand.
  enum class Source : uint8_t { kSlot, kAcc, kImm };

  // What a conditional branch tests, in the form of a comparison's cell.
  struct Condition {
    Op holds;    // the fused branch taken when it holds
    Op fails;    // and when it does not
    Op compare;  // the comparison itself, where an immediate is too wide for the branch
    Mode mode;
    uint16_t a;
    int32_t b;
    uint64_t data;
  };

  // translation.cc: the frame of it all
  Status ReadLocals(const ValidatedBody& body);
  Opcode ReadOpcode();
  void Instruction(Opcode opcode);
  // Instructions that end or begin straight-line code; false when `opcode` is none of them.
  bool Control(Opcode opcode);
  // The rest of those that no internal operation stands for alone.
  void Plain(Opcode opcode);
  void DeadInstruction(Opcode opcode);
  bool ok() const { return ok_ && !unsupported_ && code_.ok(); }
  void Check(bool allocated) { ok_ = ok_ && allocated; }
  // What validates but is not implemented yet ends the translation.
  void CheckType(ValType type) { unsupported_ = unsupported_ || type.kind() == ValKind::kV128; }
  uint32_t U32();
  void ChargeFuel(uint32_t amount);
  void StartRun() { fuel_cell_ = kNoCell; }  // of straight-line code
  uint32_t checked() const { return owner_->options().interrupts ? 1 : 0; }

  // translate_operands.cc: operands, results, moves
  Source Look(const Operand& operand) const;
  void Use(const Operand& operand, Source source);
  static uint16_t SlotOf(const Operand& operand);
  void PushResult(uint32_t cell, ValType type);
  void PushStored(ValType type);
  uint32_t EmitConst(ValType type, uint64_t bits, uint32_t slot);
  void Materialize(Operand* operand);
  void Store(Operand* operand);
  void Put(uint64_t bits, uint32_t slot);
  void Move(uint32_t to, uint32_t from);
  void Settle(uint32_t from);
  void SettleTop(uint32_t count) { Settle(stack_.size() - count); }
  void SaveLocal(uint32_t slot);
  void Assign(const Operand& operand, uint32_t slot);

  // translate_numeric.cc
  void Numeric(Opcode opcode, Op op);
  void Binary(Op op, ValType type, ValType result);
  void EmitBinary(Op op, Operand a, Operand b, ValType type, ValType result);
  void Unary(Op op, ValType result);
  void Eqz(Op compare, ValType type);
  void Reinterpret(ValType type) { stack_.Retype(type); }

  // translate_memory.cc
  void Load(Opcode opcode, Op op);
  void StoreTo(Op op);
  uint32_t ReadMemArg(uint64_t* offset);
  Source Address(Operand* address, uint64_t offset, uint32_t* b);
  void Bulk(Opcode opcode);
  void ThreeOperands(Op op, bool has_data, uint64_t data);
  void MemorySizeOrGrow(bool grow);

  // translate_variable.cc
  void LocalGet();
  void LocalSet(bool tee);
  void GlobalGet();
  void GlobalSet();
  void Select();
  void Constant(Opcode opcode);
  void References(Opcode opcode);
  void TableElement(bool set);
  void TableOperation(Op op, uint32_t operands, bool has_data, bool has_result);

  // translate_control.cc
  void ReadBlockType(Block* block);
  void OpenBlock(Opcode opcode);
  void Else();
  void End();
  void EndFunction();
  void PushAll(std::span<const ValType> types);
  void PushResults(const Block& block);
  void Return();

  // translate_branch.cc
  Condition TakeCondition();
  Condition ConditionOf(const Operand& operand);
  void EmitBranch(const Condition& condition, bool sense, Block* to, LabelRefs* label);
  void Branch(uint32_t depth);
  void BranchIf(uint32_t depth);
  void BranchTable();
  bool IsInPlace(const Block& block) const;
  void CopyTo(const Block& block);
  void Jump(Block* to);
  void Aim(uint32_t word, Block* to);
  Block& BlockAt(uint32_t depth) { return control_[control_.size() - 1 - depth]; }

  // translate_call.cc
  void Call(bool tail);
  void CallIndirect(bool tail);
  void FinishCall(const FuncType& type, bool tail);

  CodeBuffer code_;
  OperandStack stack_;
  Vec<Local> locals_;
  Vec<Block> control_;
  ByteReader reader_;
  const ValidatedModule* validated_ = nullptr;
  const Module* module_ = nullptr;
  ModuleCode* owner_ = nullptr;
  uint32_t param_slots_ = 0;
  uint32_t local_slots_ = 0;
  uint32_t result_slots_ = 0;
  uint32_t dead_depth_ = 0;  // blocks opened in unreachable code
  bool dead_ = false;        // nothing reaches the next instruction
  bool ok_ = true;
  bool unsupported_ = false;
  uint32_t first_way_ = kNoIndex;  // blocks with ways, while a br_table is translated
  uint32_t fuel_cell_ = kNoCell;   // of the run of straight-line code
};

}  // namespace virga::wasm

#endif  // ENGINE_COMPILE_TRANSLATION_H_
