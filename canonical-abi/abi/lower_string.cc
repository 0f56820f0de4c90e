// Storing strings: the realloc calls are exactly those of the specification, since a guest sees
// them. spec: CanonicalABI (store_string_into_range and what it calls; named at each function).

#include <cinttypes>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/abi/transcode.h"

namespace virga::cabi {

namespace {

using Units = StringRef::Units;

class StringLowerer {
 public:
  StringLowerer(CallContext* cx, const StringRef& string, GuestSlice* out)
      : cx_(*cx), string_(string), units_(string.units), out_(*out) {}

  bool Lower() {
    switch (cx_.encoding()) {
      case StringEncoding::kUtf8:
        if (string_.encoding == Units::kUtf8) return Copy(1);
        return ToUtf8(string_.encoding == Units::kUtf16 ? 3 : 2);
      case StringEncoding::kUtf16:
        return string_.encoding == Units::kUtf8 ? Utf8ToUtf16() : ToUtf16SameUnits();
      case StringEncoding::kLatin1Utf16:
        if (!string_.was_latin1_utf16) return ToLatin1OrUtf16();
        return string_.encoding == Units::kLatin1 ? Copy(2) : ProbablyUtf16();
    }
    return false;
  }

 private:
  // Views are taken anew after each realloc, which may move either memory.
  Text text() const { return {string_.encoding, string_.data(), units_}; }
  uint8_t* target(uint64_t offset = 0) const { return cx_.memory().At(out_.address + offset); }
  uint64_t tag() const {
    return cx_.width() == PtrWidth::k32 ? uint64_t{1} << 31 : uint64_t{1} << 63;
  }
  bool Allocate(uint64_t bytes, uint32_t align) {
    block_ = bytes;
    return cx_.Charge(bytes) && cx_.Allocate(bytes, align, &out_.address);
  }
  bool Reallocate(uint64_t bytes, uint32_t align) {
    const uint64_t old_bytes = block_;
    block_ = bytes;
    return cx_.Reallocate(out_.address, old_bytes, align, bytes, &out_.address);
  }
  bool Changed() { return cx_.Trap("string changed while it was copied"); }

  // store_string_copy, where source and target have the same bytes.
  bool Copy(uint32_t align) {
    out_.length = units_;
    if (!Allocate(units_, align)) return false;
    if (units_ != 0) std::memmove(target(), string_.data(), units_);
    return true;
  }

  // store_string_copy to UTF-16 from UTF-16 or Latin-1.
  bool ToUtf16SameUnits() {
    out_.length = units_;
    if (!Allocate(2 * units_, 2)) return false;
    if (units_ == 0) return true;
    if (string_.encoding == Units::kUtf16) {
      std::memmove(target(), string_.data(), 2 * units_);
      return true;
    }
    return WriteUtf16(text(), 0, target(), 2 * units_) != kBadText || Changed();
  }

  // store_string_to_utf8: hopes for ASCII, then takes the worst case and shrinks.
  bool ToUtf8(uint32_t worst_factor) {
    if (!Allocate(units_, 1)) return false;
    out_.length = units_;
    if (units_ == 0) return true;
    const uint64_t ascii = PrefixBelow(text(), 0x80);
    CopyNarrow(ascii);
    if (ascii == units_) return true;
    const uint64_t worst = units_ * worst_factor;
    if (!cx_.Charge(worst) || !Reallocate(worst, 1)) return false;
    const uint64_t written = WriteUtf8(text(), ascii, target(ascii), worst - ascii);
    if (written == kBadText) return Changed();
    out_.length = ascii + written;
    return out_.length == worst || Reallocate(out_.length, 1);
  }

  // store_utf8_to_utf16
  bool Utf8ToUtf16() {
    if (!Allocate(2 * units_, 2)) return false;
    out_.length = 0;
    if (units_ == 0) return true;
    const uint64_t written = WriteUtf16(text(), 0, target(), 2 * units_);
    if (written == kBadText) return Changed();
    out_.length = written / 2;
    return written == 2 * units_ || Reallocate(written, 2);
  }

  // store_string_to_latin1_or_utf16: hopes for Latin-1, then widens what it has written.
  bool ToLatin1OrUtf16() {
    if (!Allocate(units_, 2)) return false;
    out_.length = 0;
    if (units_ == 0) return true;
    uint64_t consumed = 0;
    const uint64_t narrow = WriteLatin1(text(), target(), units_, &consumed);
    if (narrow == kBadText) return Changed();
    if (consumed == units_) {
      out_.length = narrow;
      return narrow == units_ || Reallocate(narrow, 2);
    }
    const uint64_t worst = 2 * units_;
    if (!cx_.Charge(worst) || !Reallocate(worst, 2)) return false;
    uint8_t* base = target();
    for (uint64_t i = narrow; i-- > 0;) {
      base[2 * i] = base[i];
      base[2 * i + 1] = 0;
    }
    const uint64_t rest = WriteUtf16(text(), consumed, base + 2 * narrow, worst - 2 * narrow);
    if (rest == kBadText) return Changed();
    const uint64_t bytes = 2 * narrow + rest;
    out_.length = bytes / 2 | tag();
    return bytes == worst || Reallocate(bytes, 2);
  }

  // store_probably_utf16_to_latin1_or_utf16
  bool ProbablyUtf16() {
    if (!Allocate(2 * units_, 2)) return false;
    out_.length = units_;
    if (units_ != 0) std::memmove(target(), string_.data(), 2 * units_);
    // The copy is judged, not the source: it is what the guest will read.
    const Text copy = {Units::kUtf16, units_ == 0 ? nullptr : target(), units_};
    if (PrefixBelow(copy, 0x100) < units_) {
      out_.length |= tag();
      return true;
    }
    for (uint64_t i = 0; i < units_; ++i) target()[i] = target()[2 * i];
    return Reallocate(units_, 1);
  }

  void CopyNarrow(uint64_t count) {
    if (count == 0) return;
    const uint8_t* source = string_.data();
    const uint32_t stride = string_.encoding == Units::kUtf16 ? 2 : 1;
    uint8_t* to = target();
    for (uint64_t i = 0; i < count; ++i) to[i] = source[stride * i];
  }

  CallContext& cx_;
  const StringRef& string_;
  const uint64_t units_;
  GuestSlice& out_;
  uint64_t block_ = 0;
};

}  // namespace

bool CallContext::LowerString(StringRef string, GuestSlice* out) {
  return StringLowerer(this, string, out).Lower();
}

bool CallContext::LowerHostUtf8(std::string_view utf8, GuestSlice* out) {
  if (utf8.size() > kByteLengthMax) [[unlikely]]
    return Trap("string of %zu bytes is longer than 2^28-1 bytes", utf8.size());
  StringRef ref = StringRef::Host(utf8);
  // Text of this very memory (an echoed parameter) moves with it.
  const uint8_t* data = reinterpret_cast<const uint8_t*>(utf8.data());
  if (memory().present() && data >= memory().At(0) && data < memory().At(0) + memory().size()) {
    ref.memory = &options_.memory;
    ref.address = static_cast<uint64_t>(data - memory().At(0));
  }
  return LowerString(ref, out);
}

}  // namespace virga::cabi
