// Byte streams: the backend of wasi:io/streams 0.2 and of preview 1's non-file descriptors.
//
// Streams never block. A reader that got nothing and a writer without a permit wait on Subscribe().
// The blocking forms of the interface are in stream_ops.h. Not thread-safe.

#ifndef HOSTFUNCS_IO_STREAM_H_
#define HOSTFUNCS_IO_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "hostfuncs/io/error_code.h"
#include "hostfuncs/io/outcome.h"
#include "hostfuncs/io/pollable.h"

namespace virga::host::io {

struct StreamError {
  enum class Kind : uint8_t {
    kClosed,  // nothing more can be read or written
    kFailed,  // this operation failed (code, text); the stream is closed from now on
    kMisuse,  // the guest broke a precondition of the interface (text): the binding traps
  };
  Kind kind = Kind::kClosed;
  ErrorCode code = ErrorCode::kIo;
  std::string text;

  static StreamError Closed() { return {}; }
  static StreamError Failed(ErrorCode code);
  static StreamError Misuse(std::string text) {
    return {Kind::kMisuse, ErrorCode::kInvalid, std::move(text)};
  }
};

template <typename T>
using StreamOutcome = Outcome<T, StreamError>;

class InputStream {
 public:
  virtual ~InputStream() = default;

  // Reads what is there, up to the buffer's size; 0 when nothing is there yet. An empty buffer only
  // asks whether the stream is still open. After a failure every call answers kClosed.
  virtual StreamOutcome<size_t> Read(std::span<uint8_t> buffer) = 0;
  // As Read, without keeping the bytes.
  virtual StreamOutcome<uint64_t> Skip(uint64_t length);
  // Ready when Read would return bytes or an error.
  virtual std::unique_ptr<Pollable> Subscribe() = 0;
};

class OutputStream {
 public:
  virtual ~OutputStream() = default;

  // How many bytes the next Write may have; 0: wait on Subscribe().
  StreamOutcome<uint64_t> CheckWrite();
  // Takes all of `bytes`. More than the last CheckWrite permitted is kMisuse. A permit can be used
  // up in pieces.
  StreamOutcome<void> Write(std::span<const uint8_t> bytes);
  StreamOutcome<void> WriteZeroes(uint64_t length);
  // Starts to pass on what was buffered. Until it is done CheckWrite answers 0.
  virtual StreamOutcome<void> Flush() = 0;
  // Ready when CheckWrite would answer more than 0 or an error.
  virtual std::unique_ptr<Pollable> Subscribe() = 0;

 protected:
  virtual StreamOutcome<uint64_t> Permit() = 0;
  // REQUIRES: bytes.size() <= the last Permit().
  virtual StreamOutcome<void> DoWrite(std::span<const uint8_t> bytes) = 0;

 private:
  uint64_t permit_ = 0;
};

// The most a single permit allows: a bound on what one call makes the host copy.
inline constexpr uint64_t kMaxPermit = 1 << 20;

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_STREAM_H_
