#include "hostfuncs/io/stream.h"

#include <algorithm>
#include <array>

namespace virga::host::io {

StreamError StreamError::Failed(ErrorCode code) {
  return {Kind::kFailed, code, std::string(ErrorCodeText(code))};
}

StreamOutcome<uint64_t> InputStream::Skip(uint64_t length) {
  // One bounded read: the interface lets a call skip fewer bytes than asked.
  std::array<uint8_t, 16384> scratch;
  const size_t count = static_cast<size_t>(std::min<uint64_t>(length, scratch.size()));
  VIRGA_HOST_ASSIGN(const size_t got, Read(std::span(scratch).first(count)));
  return static_cast<uint64_t>(got);
}

StreamOutcome<uint64_t> OutputStream::CheckWrite() {
  permit_ = 0;
  VIRGA_HOST_ASSIGN(permit_, Permit());
  return permit_;
}

StreamOutcome<void> OutputStream::Write(std::span<const uint8_t> bytes) {
  if (bytes.size() > permit_) {
    return StreamError::Misuse("write of more bytes than check-write permitted");
  }
  permit_ -= bytes.size();
  if (bytes.empty()) return {};
  return DoWrite(bytes);
}

StreamOutcome<void> OutputStream::WriteZeroes(uint64_t length) {
  if (length > permit_) {
    return StreamError::Misuse("write-zeroes of more bytes than check-write permitted");
  }
  static constexpr std::array<uint8_t, 4096> kZeroes{};
  while (length > 0) {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(length, kZeroes.size()));
    VIRGA_HOST_TRY(Write(std::span(kZeroes).first(count)));
    length -= count;
  }
  return {};
}

}  // namespace virga::host::io
