// ByteReader: a cursor over borrowed bytes that cannot leave them.
//
// Every Read returns false at the first fault and leaves the reason inside the reader; the caller
// stops at once and turns it into an Error with TakeError(what). Offsets are from `base`, the
// position of the bytes in the whole input. Used by the module decoder, the component decoder and,
// for function bodies, by validator and translator.

#ifndef ENGINE_SUPPORT_READER_H_
#define ENGINE_SUPPORT_READER_H_

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "engine/support/leb128.h"
#include "virga/error.h"

namespace virga {

class ByteReader {
 public:
  ByteReader() = default;
  explicit ByteReader(std::span<const uint8_t> bytes, uint64_t base = 0)
      : begin_(bytes.data()), p_(bytes.data()), end_(bytes.data() + bytes.size()), base_(base) {}

  bool at_end() const { return p_ == end_; }
  uint64_t remaining() const { return static_cast<uint64_t>(end_ - p_); }
  uint64_t offset() const { return base_ + static_cast<uint64_t>(p_ - begin_); }
  const uint8_t* position() const { return p_; }

  [[nodiscard]] bool ReadByte(uint8_t* out) {
    if (p_ == end_) [[unlikely]]
      return Fail(LebError::kTruncated);
    *out = *p_++;
    return true;
  }
  // Looks at the next byte without taking it; -1 at the end.
  int Peek() const { return p_ == end_ ? -1 : *p_; }

  [[nodiscard]] bool ReadU32(uint32_t* out) { return Take(DecodeU32(p_, end_), out); }
  [[nodiscard]] bool ReadU64(uint64_t* out) { return Take(DecodeU64(p_, end_), out); }
  [[nodiscard]] bool ReadS32(int32_t* out) { return Take(DecodeS32(p_, end_), out); }
  [[nodiscard]] bool ReadS33(int64_t* out) { return Take(DecodeS33(p_, end_), out); }
  [[nodiscard]] bool ReadS64(int64_t* out) { return Take(DecodeS64(p_, end_), out); }

  // Fixed-width little-endian values.
  [[nodiscard]] bool ReadFixed32(uint32_t* out) {
    const uint8_t* p = p_;
    if (!Skip(4)) return false;
    *out = uint32_t{p[0]} | uint32_t{p[1]} << 8 | uint32_t{p[2]} << 16 | uint32_t{p[3]} << 24;
    return true;
  }
  [[nodiscard]] bool ReadFixed64(uint64_t* out) {
    uint32_t low, high;
    if (!ReadFixed32(&low) || !ReadFixed32(&high)) return false;
    *out = uint64_t{high} << 32 | low;
    return true;
  }

  // Borrows `count` bytes; false (and nothing taken) when there are fewer.
  [[nodiscard]] bool ReadBytes(uint64_t count, std::span<const uint8_t>* out) {
    const uint8_t* p = p_;
    if (!Skip(count)) return false;
    *out = {p, static_cast<size_t>(count)};
    return true;
  }
  [[nodiscard]] bool Skip(uint64_t count) {
    if (count > remaining()) [[unlikely]]
      return Fail(LebError::kTruncated);
    p_ += count;
    return true;
  }

  // The fault of the last Read that returned false, as "unexpected end: what" and its kin, at the
  // current offset.
  Error TakeError(const char* what) const;

 private:
  template <typename T>
  bool Take(LebResult<T> result, T* out) {
    if (result.error != LebError::kNone) [[unlikely]]
      return Fail(result.error);
    p_ = result.next;
    *out = result.value;
    return true;
  }
  bool Fail(LebError fault) {
    fault_ = fault;
    return false;
  }

  const uint8_t* begin_ = nullptr;
  const uint8_t* p_ = nullptr;
  const uint8_t* end_ = nullptr;
  uint64_t base_ = 0;
  LebError fault_ = LebError::kNone;
};

}  // namespace virga

#endif  // ENGINE_SUPPORT_READER_H_
