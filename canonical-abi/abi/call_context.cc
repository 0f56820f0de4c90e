#include "canonical-abi/abi/call_context.h"

#include <cinttypes>
#include <cstdarg>
#include <cstdio>

#include "canonical-abi/abi/transcode.h"

namespace virga::cabi {

bool CallContext::Fail(Error error) {
  if (!error_.has_value()) error_.emplace(std::move(error));
  return false;
}

bool CallContext::Trap(const char* format, ...) {
  char text[256];
  va_list args;
  va_start(args, format);
  std::vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  return Fail(Error::Trap(TrapCode::kCanonicalAbi, "%s", text));
}

bool CallContext::FailCopyLimit(uint64_t bytes) {
  return Fail(Error::Trap(TrapCode::kHostCopyLimit,
                          "%" PRIu64 " more bytes with %" PRIu64 " of %" PRIu64
                          " left (max-host-copy)",
                          bytes, copy_left_, options_.copy_bytes_max));
}

bool CallContext::FailChar(uint32_t value) {
  return Trap("invalid `char` bit pattern 0x%" PRIx32, value);
}

bool CallContext::FailCase(uint32_t index, uint32_t count, const char* what) {
  return Trap("invalid variant discriminant %" PRIu32 " of a type %s with %" PRIu32 " cases", index,
              what, count);
}

bool CallContext::CheckRange(uint64_t address, uint64_t bytes, uint32_t align, RangeOf what) {
  // The wording is that of the component model's test suite.
  static constexpr struct {
    const char* unaligned;
    const char* outside;
  } kTexts[] = {
      {"unaligned pointer", "pointer out of bounds of memory"},
      {"unaligned pointer", "string pointer/length out of bounds of memory"},
      {"unaligned pointer", "list pointer/length out of bounds of memory"},
      {"realloc return: result not aligned", "realloc return: beyond end of memory"},
  };
  const auto& texts = kTexts[static_cast<size_t>(what)];
  if ((address & (align - 1)) != 0) [[unlikely]]
    return Trap("%s: 0x%" PRIx64 " is not a multiple of %" PRIu32, texts.unaligned, address, align);
  if (!memory().Contains(address, bytes)) [[unlikely]]
    return Trap("%s: %" PRIu64 " bytes at 0x%" PRIx64 " of 0x%" PRIx64, texts.outside, bytes,
                address, memory().size());
  return true;
}

bool CallContext::LiftString(GuestSlice slice, StringRef* out) {
  const uint64_t tag = width() == PtrWidth::k32 ? uint64_t{1} << 31 : uint64_t{1} << 63;
  uint64_t units = slice.length;
  StringRef ref;
  ref.memory = &options_.memory;
  ref.address = slice.address;
  switch (encoding()) {
    case StringEncoding::kUtf8:
      break;
    case StringEncoding::kUtf16:
      ref.encoding = StringRef::Units::kUtf16;
      break;
    case StringEncoding::kLatin1Utf16:
      ref.was_latin1_utf16 = true;
      ref.encoding = (units & tag) != 0 ? StringRef::Units::kUtf16 : StringRef::Units::kLatin1;
      units &= ~tag;
      break;
  }
  const uint32_t unit_bytes = ref.encoding == StringRef::Units::kUtf16 ? 2 : 1;
  if (units > kByteLengthMax / unit_bytes) [[unlikely]]
    return Trap("string of %" PRIu64 " code units is longer than 2^28-1 bytes", units);
  ref.units = static_cast<uint32_t>(units);
  const uint32_t align = encoding() == StringEncoding::kUtf8 ? 1 : 2;
  if (!CheckRange(slice.address, ref.bytes(), align, RangeOf::kString)) return false;
  if (!Charge(ref.bytes())) return false;
  *out = ref;
  if (units == 0) return true;
  if (!IsWellFormed({ref.encoding, ref.data(), units})) [[unlikely]]
    return Trap("invalid %s in the string at 0x%" PRIx64, unit_bytes == 1 ? "utf-8" : "utf-16",
                slice.address);
  return true;
}

bool CallContext::LiftUtf8(GuestSlice slice, std::string_view* out) {
  StringRef ref;
  if (!LiftString(slice, &ref)) return false;
  if (ref.units == 0) {
    *out = {};
    return true;
  }
  const Text text = {ref.encoding, ref.data(), ref.units};
  if (ref.encoding == StringRef::Units::kUtf8 ||
      (ref.encoding == StringRef::Units::kLatin1 && PrefixBelow(text, 0x80) == ref.units)) {
    *out = {reinterpret_cast<const char*>(text.data), ref.units};
    return true;
  }
  const uint64_t bytes = Utf8Bytes(text);
  if (!Charge(bytes)) return false;
  uint8_t* copy = static_cast<uint8_t*>(scratch_.Allocate(static_cast<size_t>(bytes)));
  if (copy == nullptr) return Fail(Error::Trap(TrapCode::kOutOfMemory));
  const uint64_t written = WriteUtf8(text, 0, copy, bytes);
  if (written == kBadText) return Trap("string changed while it was read");
  *out = {reinterpret_cast<const char*>(copy), static_cast<size_t>(written)};
  return true;
}

bool CallContext::LiftList(GuestSlice slice, uint32_t element_bytes, uint32_t align) {
  if (slice.length > kByteLengthMax / element_bytes) [[unlikely]]
    return Trap("list of %" PRIu64 " elements of %" PRIu32 " bytes is longer than 2^28-1 bytes",
                slice.length, element_bytes);
  const uint64_t bytes = slice.length * element_bytes;
  return CheckRange(slice.address, bytes, align, RangeOf::kList) && Charge(bytes);
}

bool CallContext::LiftBytes(GuestSlice slice, std::span<const uint8_t>* out) {
  if (!LiftList(slice, 1, 1)) return false;
  *out = {};
  if (slice.length != 0) *out = {memory().At(slice.address), static_cast<size_t>(slice.length)};
  return true;
}

bool CallContext::Reallocate(uint64_t old_address, uint64_t old_bytes, uint32_t align,
                             uint64_t new_bytes, uint64_t* address) {
  if (options_.realloc.call == nullptr) return Trap("the guest has no realloc to receive a value");
  Result<uint64_t> result =
      options_.realloc.call(options_.realloc.self, old_address, old_bytes, align, new_bytes);
  if (!result.ok()) return Fail(std::move(result).error());
  *address = *result;
  return CheckRange(*address, new_bytes, align, RangeOf::kReallocResult);
}

bool CallContext::Allocate(uint64_t bytes, uint32_t align, uint64_t* address) {
  return Reallocate(0, 0, align, bytes, address);
}

bool CallContext::LowerList(uint64_t count, uint32_t element_bytes, uint32_t align,
                            uint64_t* address) {
  if (count > kByteLengthMax / element_bytes) [[unlikely]]
    return Trap("list of %" PRIu64 " elements of %" PRIu32 " bytes is longer than 2^28-1 bytes",
                count, element_bytes);
  const uint64_t bytes = count * element_bytes;
  return Charge(bytes) && Allocate(bytes, align, address);
}

bool CallContext::LowerBytes(std::span<const uint8_t> bytes, GuestSlice* out) {
  // Bytes of this very memory (an echoed parameter) move with it.
  const bool inside = memory().present() && bytes.data() >= memory().At(0) &&
                      bytes.data() < memory().At(0) + memory().size();
  const uint64_t offset = inside ? static_cast<uint64_t>(bytes.data() - memory().At(0)) : 0;
  out->length = bytes.size();
  if (!LowerList(bytes.size(), 1, 1, &out->address)) return false;
  if (bytes.empty()) return true;
  const uint8_t* source = inside ? memory().At(offset) : bytes.data();
  std::memmove(memory().At(out->address), source, bytes.size());
  return true;
}

template <typename Answer>
bool CallContext::Take(Answer answer, uint32_t* out) {
  if (!answer.ok()) return Fail(std::move(answer).error());
  *out = *answer;
  return true;
}

bool CallContext::LiftOwn(const ResourceType& type, uint32_t index, uint32_t* rep) {
  return Take(options_.handles->LiftOwn(type, index), rep);
}

bool CallContext::LiftBorrow(const ResourceType& type, uint32_t index, uint32_t* rep) {
  return Take(options_.handles->LiftBorrow(type, index), rep);
}

bool CallContext::LowerOwn(const ResourceType& type, uint32_t rep, uint32_t* index) {
  return Take(options_.handles->LowerOwn(type, rep), index);
}

bool CallContext::LowerBorrow(const ResourceType& type, uint32_t rep, uint32_t* index) {
  return Take(options_.handles->LowerBorrow(type, rep), index);
}

}  // namespace virga::cabi
