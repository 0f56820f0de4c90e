#include "canonical-abi/abi/val_side.h"

#include <cinttypes>

#include "canonical-abi/abi/guest_side.h"
#include "canonical-abi/abi/transcode.h"

namespace virga::cabi {

bool ValSource::Mismatch(TypeKind expected, const Val* got) {
  const std::string_view want = TypeKindName(expected);
  const std::string_view have = got == nullptr ? "nothing" : TypeKindName(got->kind());
  return cx_.Fail(Error::Make(ErrorKind::kUsage, "expected a value of type %.*s, got %.*s",
                              static_cast<int>(want.size()), want.data(),
                              static_cast<int>(have.size()), have.data()));
}

const Val* ValSource::Next(TypeKind kind) {
  const Val* val = root_;
  if (!open_.empty()) {
    Open& open = open_.back();
    const auto items = open.val->items();
    val = open.next < items.size() ? &items[open.next++] : nullptr;
  }
  if (val != nullptr && val->kind() == kind) return val;
  Mismatch(kind, val);
  return nullptr;
}

bool ValSource::Enter(const Val* val) {
  return open_.Push({val, 0}) || cx_.Fail(Error::OutOfMemory());
}

bool ValSource::End() {
  const Open open = open_.back();
  open_.Pop();
  if (open.val->is_packed() || open.next == open.val->items().size()) return true;
  const std::string_view kind = TypeKindName(open.val->kind());
  return cx_.Fail(
      Error::Make(ErrorKind::kUsage, "a value of type %.*s has %zu parts, its type has %zu",
                  static_cast<int>(kind.size()), kind.data(), open.val->items().size(), open.next));
}

bool ValSource::Scalar(const Step& s, uint64_t* out) {
  const Val* val = Next(s.kind);
  if (val == nullptr) return false;
  *out = val->bits();
  switch (s.kind) {
    case TypeKind::kF32:
      *out = CanonicalF32(static_cast<uint32_t>(*out));
      return true;
    case TypeKind::kF64:
      *out = CanonicalF64(*out);
      return true;
    case TypeKind::kBool:
      *out = *out != 0;
      return true;
    case TypeKind::kFlags:
      if ((*out & ~uint64_t{s.a}) == 0) return true;
      return cx_.Fail(Error::Make(ErrorKind::kUsage, "flags 0x%" PRIx64 " has unknown bits", *out));
    case TypeKind::kEnum:
      if (*out < s.a) return true;
      return cx_.Fail(Error::Make(
          ErrorKind::kUsage, "case %" PRIu64 " of a type enum with %" PRIu32 " cases", *out, s.a));
    case TypeKind::kChar:
      if (*out < 0x110000 && (*out < 0xd800 || *out >= 0xe000)) return true;
      return cx_.Fail(Error::Make(ErrorKind::kUsage, "0x%" PRIx64 " is not a char", *out));
    default:
      *out = Extend(*out, s.bytes, IsSigned(s.kind));
      return true;
  }
}

bool ValSource::String(const Step& s, StringRef* out) {
  const Val* val = Next(s.kind);
  if (val == nullptr) return false;
  const std::string_view text = val->string();
  if (text.size() > kByteLengthMax)
    return cx_.Fail(Error::Make(ErrorKind::kUsage, "a string of %zu bytes", text.size()));
  *out = StringRef::Host(text);
  if (IsWellFormed({out->encoding, out->data(), out->units})) return true;
  return cx_.Fail(Error::Make(ErrorKind::kUsage, "a string is not well-formed UTF-8"));
}

bool ValSource::Case(const Step& s, uint32_t* out) {
  const Val* val = Next(s.kind);
  if (val == nullptr) return false;
  *out = val->case_index();
  if (*out >= s.b) {
    return cx_.Fail(Error::Make(ErrorKind::kUsage,
                                "case %" PRIu32 " of a type %s with %" PRIu32 " cases", *out,
                                TypeKindName(s.kind).data(), s.b));
  }
  return Enter(val);
}

bool ValSource::Handle(const Step& s, HandleRef* out) {
  const Val* val = Next(s.kind);
  if (val == nullptr) return false;
  *out = {val->resource(), val->rep()};
  if (val->resource() == &cx_.resource(s.b)) return true;
  return cx_.Fail(Error::Make(ErrorKind::kUsage, "a handle is of another resource type"));
}

bool ValSource::List(const Step&, const ListInfo& info, uint64_t* count) {
  const Val* val = Next(info.kind);
  if (val == nullptr) return false;
  *count = val->size();
  if (info.fixed_length != 0 && *count != info.fixed_length) {
    return cx_.Fail(Error::Make(ErrorKind::kUsage,
                                "a list of %" PRIu64 " where %" PRIu32 " elements are expected",
                                *count, info.fixed_length));
  }
  if (val->is_packed() && *count != 0 &&
      (info.bulk == Bulk::kNone || val->packed_element() != info.element)) {
    const Val element = val->PackedAt(0);
    return Mismatch(info.element, &element);
  }
  return Enter(val);
}

bool ValSource::Bulk(const ListInfo& info, uint64_t count, const uint8_t** bytes) {
  Open& open = open_.back();
  if (open.val->is_packed()) {
    *bytes = open.val->packed_bytes().data();
    return true;
  }
  const uint32_t size = NumberBytes(info.element);
  if (!packed_.Resize(static_cast<size_t>(count) * size)) return cx_.Fail(Error::OutOfMemory());
  uint8_t* to = packed_.data();
  for (const Val& item : open.val->items()) {
    if (item.kind() != info.element) return Mismatch(info.element, &item);
    StoreBits(to, item.bits(), size);
    to += size;
  }
  open.next = static_cast<size_t>(count);
  *bytes = packed_.data();
  return true;
}

bool ValSource::Begin(const Step& s) {
  const Val* val = Next(s.kind);
  if (val == nullptr) return false;
  if (!val->is_packed()) return Enter(val);
  return cx_.Fail(Error::Make(ErrorKind::kUsage, "a packed list where a list in core values goes"));
}

bool ValSink::Enter(TypeKind kind, uint32_t index) {
  return open_.Push({kind, index, Vec<Val>(allocator_)}) || OutOfMemory();
}

bool ValSink::Add(Val val) {
  if (open_.empty()) {
    *root_ = std::move(val);
    return true;
  }
  return open_.back().items.Push(std::move(val)) || OutOfMemory();
}

bool ValSink::String(const Step&, const StringRef& ref) {
  Vec<uint8_t> bytes(allocator_);
  if (ref.units != 0) {
    const Text text = {ref.encoding, ref.data(), ref.units};
    const uint64_t size = ref.encoding == StringRef::Units::kUtf8 ? ref.units : Utf8Bytes(text);
    if (!cx_.Charge(size)) return false;
    if (!bytes.Resize(static_cast<size_t>(size))) return OutOfMemory();
    if (WriteUtf8(text, 0, bytes.data(), size) != size)
      return cx_.Trap("string changed while it was read");
  }
  return Add(Val::StringOf(std::move(bytes)));
}

bool ValSink::List(const Step&, const ListInfo& info, uint64_t count) {
  if (info.bulk == Bulk::kNone && !cx_.Charge(count * sizeof(Val))) return false;
  return Enter(info.kind, 0);
}

bool ValSink::Bulk(const ListInfo& info, uint64_t count, const uint8_t* bytes) {
  Open& open = open_.back();
  const uint32_t size = NumberBytes(info.element);
  open.packed = true;
  open.element = info.element;
  open.bytes = Vec<uint8_t>(allocator_);
  if (!open.bytes.Append({bytes, static_cast<size_t>(count * size)})) return OutOfMemory();
  for (uint64_t i = 0; info.bulk == Bulk::kF32 && i < count; ++i) {
    uint8_t* p = open.bytes.data() + 4 * i;
    StoreLe(p, CanonicalF32(LoadLe<uint32_t>(p)));
  }
  for (uint64_t i = 0; info.bulk == Bulk::kF64 && i < count; ++i) {
    uint8_t* p = open.bytes.data() + 8 * i;
    StoreLe(p, CanonicalF64(LoadLe<uint64_t>(p)));
  }
  return true;
}

bool ValSink::End() {
  Open open = std::move(open_.back());
  open_.Pop();
  if (open.packed) return Add(Val::Packed(open.kind, open.element, std::move(open.bytes)));
  if (open.kind == TypeKind::kVariant || open.kind == TypeKind::kOption ||
      open.kind == TypeKind::kResult)
    return Add(Val::Case(open.kind, open.index, std::move(open.items)));
  return Add(Val::Compound(open.kind, std::move(open.items)));
}

}  // namespace virga::cabi
