// Tests, casts and conversions of references, and the branches on them. spec: valid/instructions.

#include "engine/binary/type_reader.h"
#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

namespace {

constexpr HeapType kAny = HeapType::Abstract(AbsHeap::kAny);
constexpr HeapType kExtern = HeapType::Abstract(AbsHeap::kExtern);
constexpr HeapType kEq = HeapType::Abstract(AbsHeap::kEq);
constexpr HeapType kI31 = HeapType::Abstract(AbsHeap::kI31);

bool ReadHeap(BodyValidator& v, HeapType* out) {
  Result<HeapType> heap = ReadHeapType(v.reader(), v.features());
  if (!heap.ok()) return v.Fail(std::move(heap).error());
  *out = *heap;
  return v.CheckType(ValType::Ref(*heap, true));
}

// The greatest type of the hierarchy that a type belongs to.
HeapType TopOf(const BodyValidator& v, HeapType heap) {
  AbsHeap below = AbsHeap::kAny;
  if (heap.is_concrete()) {
    const CompositeKind kind = v.module().types[heap.index()].kind;
    if (kind == CompositeKind::kFunc) below = AbsHeap::kFunc;
    if (kind == CompositeKind::kCont) below = AbsHeap::kCont;
  } else {
    below = heap.abstract();
  }
  switch (below) {
    case AbsHeap::kFunc:
    case AbsHeap::kNoFunc:
      return HeapType::Abstract(AbsHeap::kFunc);
    case AbsHeap::kExtern:
    case AbsHeap::kNoExtern:
      return kExtern;
    case AbsHeap::kExn:
    case AbsHeap::kNoExn:
      return HeapType::Abstract(AbsHeap::kExn);
    case AbsHeap::kCont:
    case AbsHeap::kNoCont:
      return HeapType::Abstract(AbsHeap::kCont);
    default:
      return kAny;
  }
}

// What is left of `from` when `to` is taken out of it. spec: valid/conventions (difference).
ValType Difference(ValType from, ValType to) {
  return to.is_nullable() ? ValType::Ref(from.heap(), false) : from;
}

// A label whose last value is a reference, split there.
bool SplitLabel(BodyValidator& v, std::span<const ValType>* rest, ValType* last) {
  const ControlFrame* const frame = v.ReadLabel();
  if (frame == nullptr) return false;
  const std::span<const ValType> label = frame->label();
  if (label.empty() || !label.back().is_ref()) {
    return v.Invalid("type mismatch: the label of %s takes %s, expected a reference last", v.name(),
                     TextOf(label).c_str());
  }
  *rest = label.first(label.size() - 1);
  *last = label.back();
  return true;
}

}  // namespace

bool CheckRefAsNonNull(BodyValidator& v) {
  ValType type;
  if (!v.PopRef(&type)) return false;
  return v.Push(type.is_bottom() ? type : ValType::Ref(type.heap(), false));
}

bool CheckBrOnNull(BodyValidator& v) {
  const ControlFrame* const frame = v.ReadLabel();
  ValType type;
  if (frame == nullptr || !v.PopRef(&type) || !v.RetypeTop(frame->label())) return false;
  return v.Push(type.is_bottom() ? type : ValType::Ref(type.heap(), false));
}

bool CheckBrOnNonNull(BodyValidator& v) {
  std::span<const ValType> rest;
  ValType last;
  return SplitLabel(v, &rest, &last) && v.Pop(ValType::Ref(last.heap(), true)) && v.RetypeTop(rest);
}

bool CheckBrOnCast(BodyValidator& v) {
  uint8_t flags = 0;
  if (!v.reader().ReadByte(&flags)) return v.Unreadable("cast flags");
  if (flags > 3) return v.Malformed("malformed br_on_cast flags: 0x%02x", flags);
  HeapType from_heap = kAny;
  HeapType to_heap = kAny;
  std::span<const ValType> rest;
  ValType last;
  if (!SplitLabel(v, &rest, &last) || !ReadHeap(v, &from_heap) || !ReadHeap(v, &to_heap)) {
    return false;
  }
  const ValType from = ValType::Ref(from_heap, (flags & 1) != 0);
  const ValType to = ValType::Ref(to_heap, (flags & 2) != 0);
  if (!v.types().Matches(to, from)) {
    return v.Invalid("type mismatch on cast: %s does not match %s", TextOf(to).c_str(),
                     TextOf(from).c_str());
  }
  const bool on_success = v.opcode() == Opcode::kBrOnCast;
  const ValType failed = Difference(from, to);
  const ValType carried = on_success ? to : failed;
  if (!v.types().Matches(carried, last)) {
    return v.Invalid("type mismatch: %s carries %s, its label takes %s", v.name(),
                     TextOf(carried).c_str(), TextOf(last).c_str());
  }
  return v.Pop(from) && v.RetypeTop(rest) && v.Push(on_success ? failed : to);
}

bool CheckRefTest(BodyValidator& v) {
  HeapType heap = kAny;
  return ReadHeap(v, &heap) && v.Pop(ValType::Ref(TopOf(v, heap), true)) && v.Push(ValType::I32());
}

bool CheckRefCast(BodyValidator& v) {
  HeapType heap = kAny;
  const bool nullable = v.opcode() == Opcode::kRefCastNull;
  return ReadHeap(v, &heap) && v.Pop(ValType::Ref(TopOf(v, heap), true)) &&
         v.Push(ValType::Ref(heap, nullable));
}

bool CheckRefEq(BodyValidator& v) {
  const ValType eq = ValType::Ref(kEq, true);
  return v.Pop(eq) && v.Pop(eq) && v.Push(ValType::I32());
}

bool CheckRefI31(BodyValidator& v) {
  return v.Pop(ValType::I32()) && v.Push(ValType::Ref(kI31, false));
}

bool CheckI31Get(BodyValidator& v) {
  return v.Pop(ValType::Ref(kI31, true)) && v.Push(ValType::I32());
}

// Between extern and any, as nullable as before.
bool CheckConvert(BodyValidator& v) {
  const bool to_any = v.opcode() == Opcode::kAnyConvertExtern;
  ValType got;
  if (!v.PopRef(&got)) return false;
  const bool nullable = got.is_ref() && got.is_nullable();
  const ValType expected = ValType::Ref(to_any ? kExtern : kAny, nullable);
  if (!v.types().Matches(got, expected)) return v.Mismatch(expected, got);
  return v.Push(ValType::Ref(to_any ? kAny : kExtern, nullable));
}

}  // namespace virga::wasm
