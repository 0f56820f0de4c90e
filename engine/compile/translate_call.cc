// Calls. The arguments are where the callee's frame begins: calling moves nothing.

#include "engine/compile/translation.h"

namespace virga::wasm {

void Translation::Call(bool tail) {
  const uint32_t function = U32();
  const FuncType& type = module_->TypeOfFunction(function);
  SettleTop(static_cast<uint32_t>(type.params.size()));
  for (size_t i = 0; i < type.params.size(); ++i) Use(stack_.Pop(), Source::kSlot);
  const uint16_t base = static_cast<uint16_t>(stack_.next_slot());
  if (function < module_->imported_functions) {
    code_.EmitWithData(tail ? Op::kReturnCallFunc : Op::kCallFunc, checked(), 0, base, 0, function);
  } else {
    const uint64_t record = reinterpret_cast<uint64_t>(&owner_->record(function));
    code_.EmitWithData(tail ? Op::kReturnCall : Op::kCall, checked(), 0, base, 0, record);
  }
  FinishCall(type, tail);
}

void Translation::CallIndirect(bool tail) {
  const uint32_t type_index = U32();
  const uint32_t table = U32();
  const FuncType& type = module_->types[type_index].func;
  Operand index = stack_.Pop();
  Translation::Store(&index);
  SettleTop(static_cast<uint32_t>(type.params.size()));  // accumulators keep: index may be in one
  const Source source = Look(index);
  const uint16_t slot = SlotOf(index);
  Use(index, source);
  for (size_t i = 0; i < type.params.size(); ++i) Use(stack_.Pop(), Source::kSlot);
  const uint16_t base = static_cast<uint16_t>(stack_.next_slot());
  code_.EmitWithData(tail ? Op::kReturnCallIndirect : Op::kCallIndirect,
                     static_cast<uint32_t>(source) * 2 + checked(), slot, base,
                     static_cast<int32_t>(validated_->type_id(type_index)), table);
  FinishCall(type, tail);
}

// A single result is in its accumulator as well as in its slot.
void Translation::FinishCall(const FuncType& type, bool tail) {
  if (tail) {
    dead_ = true;
    return;
  }
  stack_.ForgetAccs();
  const uint32_t slot = stack_.next_slot();
  PushAll(type.results);
  if (type.results.size() == 1) stack_.SetAcc(ClassOf(type.results[0]), slot);
}

}  // namespace virga::wasm
