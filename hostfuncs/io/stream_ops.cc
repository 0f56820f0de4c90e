#include "hostfuncs/io/stream_ops.h"

#include <algorithm>
#include <array>
#include <vector>

namespace virga::host::io {
namespace {

StreamOutcome<void> WaitFor(const Blocking& how, Pollable& pollable) {
  Pollable* const one[] = {&pollable};
  Result<std::vector<uint32_t>> ready = Poll(how.loop, one, how.interrupted);
  if (!ready.ok()) {
    return StreamError{StreamError::Kind::kFailed, ErrorCode::kIo,
                       std::string(ready.error().message())};
  }
  if (ready->empty()) return StreamError::Misuse("interrupted");
  return {};
}

}  // namespace

StreamOutcome<uint64_t> Splice(InputStream& from, OutputStream& to, uint64_t length) {
  VIRGA_HOST_ASSIGN(const uint64_t permit, to.CheckWrite());
  std::vector<uint8_t> bytes(static_cast<size_t>(std::min({permit, length, kMaxPermit})));
  VIRGA_HOST_ASSIGN(const size_t got, from.Read(bytes));
  VIRGA_HOST_TRY(to.Write(std::span(bytes).first(got)));
  return static_cast<uint64_t>(got);
}

StreamOutcome<void> WaitReadable(const Blocking& how, InputStream& stream) {
  return WaitFor(how, *stream.Subscribe());
}

StreamOutcome<void> WaitWritable(const Blocking& how, OutputStream& stream) {
  return WaitFor(how, *stream.Subscribe());
}

StreamOutcome<size_t> BlockingRead(const Blocking& how, InputStream& stream,
                                   std::span<uint8_t> buffer) {
  while (true) {
    VIRGA_HOST_ASSIGN(const size_t got, stream.Read(buffer));
    if (got > 0 || buffer.empty()) return got;
    VIRGA_HOST_TRY(WaitReadable(how, stream));
  }
}

StreamOutcome<uint64_t> BlockingSkip(const Blocking& how, InputStream& stream, uint64_t length) {
  while (true) {
    VIRGA_HOST_ASSIGN(const uint64_t got, stream.Skip(length));
    if (got > 0 || length == 0) return got;
    VIRGA_HOST_TRY(WaitReadable(how, stream));
  }
}

StreamOutcome<void> BlockingWriteAll(const Blocking& how, OutputStream& stream,
                                     std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    VIRGA_HOST_ASSIGN(const uint64_t permit, stream.CheckWrite());
    if (permit == 0) {
      VIRGA_HOST_TRY(WaitWritable(how, stream));
      continue;
    }
    const size_t count = static_cast<size_t>(std::min<uint64_t>(permit, bytes.size()));
    VIRGA_HOST_TRY(stream.Write(bytes.first(count)));
    bytes = bytes.subspan(count);
  }
  return {};
}

StreamOutcome<void> BlockingWriteAndFlush(const Blocking& how, OutputStream& stream,
                                          std::span<const uint8_t> bytes) {
  if (bytes.size() > kBlockingWriteMax) {
    return StreamError::Misuse("blocking-write-and-flush of more than 4096 bytes");
  }
  VIRGA_HOST_TRY(BlockingWriteAll(how, stream, bytes));
  return BlockingFlush(how, stream);
}

StreamOutcome<void> BlockingWriteZeroesAndFlush(const Blocking& how, OutputStream& stream,
                                                uint64_t length) {
  if (length > kBlockingWriteMax) {
    return StreamError::Misuse("blocking-write-zeroes-and-flush of more than 4096 bytes");
  }
  static constexpr std::array<uint8_t, kBlockingWriteMax> kZeroes{};
  const auto zeroes = std::span(kZeroes).first(static_cast<size_t>(length));
  return BlockingWriteAndFlush(how, stream, zeroes);
}

StreamOutcome<void> BlockingFlush(const Blocking& how, OutputStream& stream) {
  VIRGA_HOST_TRY(stream.Flush());
  while (true) {
    StreamOutcome<uint64_t> permit = stream.CheckWrite();
    if (!permit.ok()) {
      // What was written is out; that the stream closed by it is for the next call to say.
      if (permit.error().kind == StreamError::Kind::kClosed) return {};
      return std::move(permit).error();
    }
    if (*permit > 0) return {};
    VIRGA_HOST_TRY(WaitWritable(how, stream));
  }
}

StreamOutcome<uint64_t> BlockingSplice(const Blocking& how, InputStream& from, OutputStream& to,
                                       uint64_t length) {
  if (length == 0) return uint64_t{0};
  VIRGA_HOST_TRY(WaitWritable(how, to));
  VIRGA_HOST_TRY(WaitReadable(how, from));
  return Splice(from, to, length);
}

}  // namespace virga::host::io
