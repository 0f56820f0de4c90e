// Blocks and branches. spec: valid/instructions (control).

#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

bool CheckUnreachable(BodyValidator& v) {
  v.SetUnreachable();
  return true;
}

bool CheckBlock(BodyValidator& v) {
  BlockType type;
  return v.ReadBlockType(&type) && v.PopAll(type.params()) && v.Open(v.opcode(), type);
}

bool CheckIf(BodyValidator& v) {
  BlockType type;
  return v.ReadBlockType(&type) && v.Pop(ValType::I32()) && v.PopAll(type.params()) &&
         v.Open(v.opcode(), type);
}

bool CheckElse(BodyValidator& v) {
  if (v.top().opcode != Opcode::kIf) return v.Malformed("misplaced ELSE opcode");
  ControlFrame frame;
  return v.Close(&frame) && v.Open(Opcode::kElse, frame.type);
}

bool CheckEnd(BodyValidator& v) {
  ControlFrame frame;
  if (!v.Close(&frame)) return false;
  // An `if` without `else` passes its parameters on.
  if (frame.opcode == Opcode::kIf &&
      !v.types().Matches(frame.type.params(), frame.type.results())) {
    return v.Invalid("type mismatch: if without else has type %s -> %s",
                     TextOf(frame.type.params()).c_str(), TextOf(frame.type.results()).c_str());
  }
  return v.depth() == 0 || v.PushAll(frame.type.results());
}

bool CheckBr(BodyValidator& v) {
  const ControlFrame* const frame = v.ReadLabel();
  if (frame == nullptr || !v.CheckTop(frame->label())) return false;
  v.SetUnreachable();
  return true;
}

bool CheckBrIf(BodyValidator& v) {
  const ControlFrame* const frame = v.ReadLabel();
  return frame != nullptr && v.Pop(ValType::I32()) && v.RetypeTop(frame->label());
}

bool CheckBrTable(BodyValidator& v) {
  uint32_t count = 0;
  if (!v.ReadU32(&count, "br_table")) return false;
  if (count >= v.reader().remaining()) {
    return v.Malformed("unexpected end: length out of bounds: %u labels in %llu bytes", count,
                       static_cast<unsigned long long>(v.reader().remaining()));
  }
  if (!v.Pop(ValType::I32())) return false;
  // Labels repeat; each is compared with the stack once, so that a table of n labels to a block of
  // m results costs n + m and not n * m (threat T05).
  const uint32_t serial = v.NextBrTable();
  bool first = true;
  size_t arity = 0;
  for (uint32_t i = 0; i <= count; ++i) {
    ControlFrame* const frame = v.ReadLabel();
    if (frame == nullptr) return false;
    if (frame->br_table_seen == serial) continue;
    frame->br_table_seen = serial;
    const std::span<const ValType> label = frame->label();
    if (!first && label.size() != arity) {
      return v.Invalid("type mismatch: labels of br_table take %zu and %zu values", arity,
                       label.size());
    }
    first = false;
    arity = label.size();
    if (!v.CheckTop(label)) return false;
  }
  v.SetUnreachable();
  return true;
}

bool CheckReturn(BodyValidator& v) {
  if (!v.CheckTop(v.outermost().label())) return false;
  v.SetUnreachable();
  return true;
}

}  // namespace virga::wasm
