// What wasi:io/streams offers on top of the non-blocking streams: splice and the blocking forms.
//
// These block the thread inside the loop. A binding that suspends fibers writes its own loop over
// the same three calls. `interrupted` as in Poll(): when it stops a wait, the answer is kMisuse
// with the text "interrupted".

#ifndef HOSTFUNCS_IO_STREAM_OPS_H_
#define HOSTFUNCS_IO_STREAM_OPS_H_

#include "hostfuncs/io/stream.h"

namespace virga::host::io {

struct Blocking {
  EventLoop& loop;
  const std::function<bool()>* interrupted = nullptr;
};

// The most blocking-write-and-flush takes at once; more is kMisuse.
inline constexpr uint64_t kBlockingWriteMax = 4096;

// Moves up to `length` bytes without blocking; returns how many.
StreamOutcome<uint64_t> Splice(InputStream& from, OutputStream& to, uint64_t length);

StreamOutcome<void> WaitReadable(const Blocking& how, InputStream& stream);
StreamOutcome<void> WaitWritable(const Blocking& how, OutputStream& stream);
// At least one byte, unless the buffer is empty.
StreamOutcome<size_t> BlockingRead(const Blocking& how, InputStream& stream,
                                   std::span<uint8_t> buffer);
StreamOutcome<uint64_t> BlockingSkip(const Blocking& how, InputStream& stream, uint64_t length);
// All bytes, in as many permits as needed; without a size limit or a flush (preview 1).
StreamOutcome<void> BlockingWriteAll(const Blocking& how, OutputStream& stream,
                                     std::span<const uint8_t> bytes);
// As in the interface: at most kBlockingWriteMax bytes.
StreamOutcome<void> BlockingWriteAndFlush(const Blocking& how, OutputStream& stream,
                                          std::span<const uint8_t> bytes);
StreamOutcome<void> BlockingWriteZeroesAndFlush(const Blocking& how, OutputStream& stream,
                                                uint64_t length);
StreamOutcome<void> BlockingFlush(const Blocking& how, OutputStream& stream);
StreamOutcome<uint64_t> BlockingSplice(const Blocking& how, InputStream& from, OutputStream& to,
                                       uint64_t length);

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_STREAM_OPS_H_
