// The symbolic operand stack: where the value of each operand is while a function is translated.
// design: interpreter.md, "The design" 1-3, 5.
//
// An operand is the value of a local that has not been copied yet, a constant, or a temp: a value
// in the slot that its height gives it. Heights are the same on every way to a place in the code,
// so merge points agree without moves once everything is a temp ("settled").
//
// Besides, it knows which slot each accumulator repeats. A temp that is consumed while its
// accumulator still holds it need never have been stored: see Translation::Take.
//
// Invariants: operands below settled() are temps whose producers are closed (nobody changes those
// cells any more). The pending copies of one local are linked, newest first, so that saving them
// costs no more than pushing them did.

#ifndef ENGINE_COMPILE_OPERAND_STACK_H_
#define ENGINE_COMPILE_OPERAND_STACK_H_

#include <cstdint>

#include "engine/compile/code_buffer.h"
#include "engine/support/vec.h"
#include "engine/types/value_type.h"

namespace virga::wasm {

enum class AccClass : uint8_t { kInt, kF32, kF64 };
constexpr size_t kAccClasses = 3;

constexpr AccClass ClassOf(ValType type) {
  if (type.kind() == ValKind::kF32) return AccClass::kF32;
  return type.kind() == ValKind::kF64 ? AccClass::kF64 : AccClass::kInt;
}

constexpr uint32_t kNoSlot = UINT32_MAX;
constexpr uint32_t kNoOperand = UINT32_MAX;

enum class Where : uint8_t { kTemp, kLocal, kConst };

struct Operand {
  Where where = Where::kTemp;
  ValType type;
  uint32_t slot = 0;            // of its height
  uint32_t local = 0;           // kLocal: the slot of the local
  uint32_t older = kNoOperand;  // kLocal: the next older pending copy of that local
  uint32_t producer = kNoCell;  // kTemp: the operation that wrote it, if it may still be changed
  uint64_t bits = 0;            // kConst
};

class OperandStack {
 public:
  explicit OperandStack(Allocator* allocator) : operands_(allocator), newest_(allocator) {}

  // Forgets the last function. Temps begin at `local_slots`. False: out of memory.
  [[nodiscard]] bool Start(uint32_t local_slots);

  uint32_t size() const { return static_cast<uint32_t>(operands_.size()); }
  const Operand& at(uint32_t index) const { return operands_[index]; }
  const Operand& top() const { return operands_.back(); }
  // The slot of the operand that is pushed next, and the highest slot that was ever used.
  uint32_t next_slot() const { return next_slot_; }
  uint32_t slots_max() const { return slots_max_; }
  // Operands below this are settled.
  uint32_t settled() const { return settled_; }

  [[nodiscard]] bool PushTemp(ValType type, uint32_t producer);
  [[nodiscard]] bool PushLocal(ValType type, uint32_t local_slot);
  [[nodiscard]] bool PushConst(ValType type, uint64_t bits);
  Operand Pop();
  void Truncate(uint32_t size);
  // Gives the newest operand another type of the same size.
  void Retype(ValType type) { operands_.back().type = type; }

  // The newest pending copy of a local, or kNoOperand.
  uint32_t NewestCopy(uint32_t local_slot) const { return newest_[local_slot]; }
  // The operand has been copied to its own slot. REQUIRES: for kLocal, it is the newest copy.
  void BecomeTemp(uint32_t index);
  // Nobody may change the operand's producer any more.
  void Close(uint32_t index) { operands_[index].producer = kNoCell; }
  // Everything is a closed temp now.
  void MarkSettled() { settled_ = size(); }

  // The slot whose value an accumulator repeats, or kNoSlot.
  uint32_t Acc(AccClass c) const { return acc_[static_cast<size_t>(c)]; }
  // An operation has written `slot` and the accumulator of the class.
  void SetAcc(AccClass c, uint32_t slot) {
    ForgetSlot(slot);
    acc_[static_cast<size_t>(c)] = slot;
  }
  // Something else has written the slot, or its value is dead.
  void ForgetSlot(uint32_t slot) {
    for (uint32_t& acc : acc_) {
      if (acc == slot) acc = kNoSlot;
    }
  }
  void ForgetAccs() {
    for (uint32_t& acc : acc_) acc = kNoSlot;
  }
  // What the accumulators hold, to come back to it at an `else`.
  struct Accs {
    uint32_t slots[kAccClasses];
  };
  Accs accs() const { return {{acc_[0], acc_[1], acc_[2]}}; }
  void SetAccs(const Accs& accs) {
    for (size_t i = 0; i < kAccClasses; ++i) acc_[i] = accs.slots[i];
  }

 private:
  [[nodiscard]] bool Push(const Operand& operand);

  Vec<Operand> operands_;
  Vec<uint32_t> newest_;  // by local slot
  uint32_t next_slot_ = 0;
  uint32_t slots_max_ = 0;
  uint32_t settled_ = 0;
  uint32_t acc_[kAccClasses] = {kNoSlot, kNoSlot, kNoSlot};
};

}  // namespace virga::wasm

#endif  // ENGINE_COMPILE_OPERAND_STACK_H_
