// Exceptions. spec: valid/instructions (control).

#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

namespace {

enum CatchKind : uint8_t { kCatch, kCatchRef, kCatchAll, kCatchAllRef };

constexpr ValType kExnRef = ValType::Ref(HeapType::Abstract(AbsHeap::kExn), true);
constexpr ValType kExn = ValType::Ref(HeapType::Abstract(AbsHeap::kExn), false);

const FuncType* ReadTag(BodyValidator& v) {
  const Module& module = v.module();
  uint32_t tag = 0;
  if (!v.ReadU32(&tag, "tag")) return nullptr;
  if (tag < module.tags.size()) return &module.types[module.tags[tag].type_index].func;
  v.Invalid("unknown tag %u: the module has %llu", tag,
            static_cast<unsigned long long>(module.tags.size()));
  return nullptr;
}

// One catch clause: what it delivers must be what its label takes. Labels count from outside the
// try_table.
bool CheckCatch(BodyValidator& v) {
  uint8_t kind = 0;
  if (!v.reader().ReadByte(&kind)) return v.Unreadable("catch clause");
  if (kind > kCatchAllRef) return v.Malformed("malformed catch clause: kind 0x%02x", kind);
  std::span<const ValType> values;
  if (kind == kCatch || kind == kCatchRef) {
    const FuncType* const tag = ReadTag(v);
    if (tag == nullptr) return false;
    values = tag->params;
  }
  const ControlFrame* const frame = v.ReadLabel();
  if (frame == nullptr) return false;
  const bool with_reference = kind == kCatchRef || kind == kCatchAllRef;
  std::span<const ValType> label = frame->label();
  bool matches = label.size() == values.size() + (with_reference ? 1 : 0);
  if (matches && with_reference) {
    matches = v.types().Matches(kExn, label.back());
    label = label.first(values.size());
  }
  if (matches && v.types().Matches(values, label)) return true;
  return v.Invalid("type mismatch: a catch clause delivers %s%s, its label takes %s",
                   TextOf(values).c_str(), with_reference ? " and a reference" : "",
                   TextOf(frame->label()).c_str());
}

}  // namespace

bool CheckThrow(BodyValidator& v) {
  const FuncType* const tag = ReadTag(v);
  if (tag == nullptr || !v.PopAll(tag->params)) return false;
  v.SetUnreachable();
  return true;
}

bool CheckThrowRef(BodyValidator& v) {
  if (!v.Pop(kExnRef)) return false;
  v.SetUnreachable();
  return true;
}

bool CheckTryTable(BodyValidator& v) {
  BlockType type;
  uint32_t clauses = 0;
  if (!v.ReadBlockType(&type) || !v.ReadU32(&clauses, "catch clauses")) return false;
  if (clauses > v.reader().remaining() / 2) {
    return v.Malformed("unexpected end: length out of bounds: %u catch clauses in %llu bytes",
                       clauses, static_cast<unsigned long long>(v.reader().remaining()));
  }
  for (uint32_t i = 0; i < clauses; ++i) {
    if (!CheckCatch(v)) return false;
  }
  return v.PopAll(type.params()) && v.Open(v.opcode(), type);
}

}  // namespace virga::wasm
