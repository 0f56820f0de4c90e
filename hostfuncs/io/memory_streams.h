// Streams without an operating system: bytes in memory, the empty stream, the sink, and a pipe.

#ifndef HOSTFUNCS_IO_MEMORY_STREAMS_H_
#define HOSTFUNCS_IO_MEMORY_STREAMS_H_

#include <memory>
#include <string>
#include <utility>

#include "hostfuncs/io/stream.h"

namespace virga::host::io {

// Reads `bytes`, then is closed.
std::unique_ptr<InputStream> MakeBytesInput(std::string bytes);
// Closed from the start.
std::unique_ptr<InputStream> MakeNullInput();
// Takes everything and keeps nothing.
std::unique_ptr<OutputStream> MakeNullOutput();
// Appends to `sink`, which must outlive the stream. Fails with kInsufficientSpace beyond `limit`.
std::unique_ptr<OutputStream> MakeBytesOutput(std::string* sink, size_t limit);

// A pipe in memory that holds up to `capacity` bytes: the reader is ready when it holds some or the
// writer is gone; the writer when there is room or the reader is gone. Both ends on one thread.
std::pair<std::unique_ptr<InputStream>, std::unique_ptr<OutputStream>> MakePipe(size_t capacity);

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_MEMORY_STREAMS_H_
