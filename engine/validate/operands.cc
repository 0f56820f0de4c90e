// Operands and blocks of the body validator. spec: appendix/algorithm.

#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

bool BodyValidator::Mismatch(ValType expected, ValType got) {
  return Invalid("type mismatch: %s expected %s, got %s", name(), TextOf(expected).c_str(),
                 TextOf(got).c_str());
}

bool BodyValidator::Underflow(ValType expected) {
  return Invalid("type mismatch: %s expected %s, got nothing on the stack of this block", name(),
                 TextOf(expected).c_str());
}

bool BodyValidator::PopSlow(ValType expected) {
  if (operands_.size() == base_) {
    return controls_.back().unreachable || Underflow(expected);
  }
  const ValType got = operands_.back();
  if (!types_.Matches(got, expected)) return Mismatch(expected, got);
  wide_ -= got.kind() == ValKind::kV128;
  operands_.Pop();
  return true;
}

bool BodyValidator::PopAny(ValType* out) {
  if (operands_.size() == base_) {
    *out = ValType::Bottom();
    return controls_.back().unreachable || Underflow(ValType::Bottom());
  }
  *out = operands_.back();
  wide_ -= out->kind() == ValKind::kV128;
  operands_.Pop();
  return true;
}

bool BodyValidator::PopRef(ValType* out) {
  if (!PopAny(out)) return false;
  if (out->is_ref() || out->is_bottom()) return true;
  return Invalid("type mismatch: %s expected a reference, got %s", name(), TextOf(*out).c_str());
}

bool BodyValidator::PushAll(std::span<const ValType> types) {
  for (const ValType type : types) wide_ += type.kind() == ValKind::kV128;
  return operands_.Append(types) || OutOfMemory();
}

bool BodyValidator::PopAll(std::span<const ValType> types) {
  for (size_t i = types.size(); i-- > 0;) {
    // Unreachable code that has run out of operands has all the rest at once.
    if (at_base() && controls_.back().unreachable) return true;
    if (!Pop(types[i])) return false;
  }
  return true;
}

bool BodyValidator::CheckTop(std::span<const ValType> types) {
  const size_t available = operands_.size() - base_;
  const ValType* const top = operands_.end();
  if (available >= types.size() && !types.empty() &&
      std::memcmp(top - types.size(), types.data(), types.size_bytes()) == 0) {
    return true;
  }
  for (size_t i = 1; i <= types.size(); ++i) {
    const ValType expected = types[types.size() - i];
    if (i > available) return controls_.back().unreachable || Underflow(expected);
    if (!types_.Matches(top[-static_cast<ptrdiff_t>(i)], expected)) {
      return Mismatch(expected, top[-static_cast<ptrdiff_t>(i)]);
    }
  }
  return true;
}

bool BodyValidator::RetypeTop(std::span<const ValType> types) {
  const size_t available = operands_.size() - base_;
  if (types.empty()) return true;
  if (available >= types.size() &&
      std::memcmp(operands_.end() - types.size(), types.data(), types.size_bytes()) == 0) {
    return true;
  }
  return PopAll(types) && PushAll(types);
}

void BodyValidator::SetUnreachable() {
  ControlFrame& frame = controls_.back();
  operands_.Truncate(frame.height);
  wide_ = frame.wide;
  frame.unreachable = true;
}

bool BodyValidator::Open(Opcode opcode, const BlockType& type) {
  if (controls_.size() > limits_.block_depth) {
    return Fail(Error::At(ErrorKind::kLimit, instruction_,
                          "blocks nested more than %llu deep (the limit)",
                          static_cast<unsigned long long>(limits_.block_depth)));
  }
  ControlFrame frame;
  frame.opcode = opcode;
  frame.height = static_cast<uint32_t>(operands_.size());
  frame.wide = wide_;
  frame.locals_mark = locals_.Mark();
  frame.type = type;
  base_ = operands_.size();
  if (!controls_.Push(frame)) return OutOfMemory();
  // The body's own parameters are locals; those of a block lie on the stack.
  return controls_.size() == 1 || PushAll(type.params());
}

bool BodyValidator::Close(ControlFrame* out) {
  const ControlFrame& frame = controls_.back();
  if (!PopAll(frame.type.results())) return false;
  if (operands_.size() != base_) {
    return Invalid("type mismatch: %s: %llu values too many on the stack, the topmost %s", name(),
                   static_cast<unsigned long long>(operands_.size() - base_),
                   TextOf(operands_.back()).c_str());
  }
  *out = frame;
  locals_.ReturnTo(frame.locals_mark);
  wide_ = frame.wide;
  controls_.Pop();
  base_ = controls_.empty() ? 0 : controls_.back().height;
  return true;
}

ControlFrame* BodyValidator::ReadLabel() {
  uint32_t label = 0;
  if (!ReadU32(&label, "label")) return nullptr;
  if (label < controls_.size()) [[likely]]
    return &FrameAt(label);
  Invalid("unknown label %u: %llu blocks are open", label,
          static_cast<unsigned long long>(controls_.size()));
  return nullptr;
}

}  // namespace virga::wasm
