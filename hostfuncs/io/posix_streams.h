// Streams over file descriptors: pipes, terminals, sockets, and files without an offset of their
// own.
//
// A descriptor may be shared with other processes (a terminal), so its flags are never changed: the
// streams ask the kernel for readiness before they read or write, and write no more than a ready
// pipe is sure to take.

#ifndef HOSTFUNCS_IO_POSIX_STREAMS_H_
#define HOSTFUNCS_IO_POSIX_STREAMS_H_

#include <memory>

#include "hostfuncs/io/stream.h"

namespace virga::host::io {

enum class FdOwnership : uint8_t { kBorrowed, kOwned };

// An owned descriptor is closed with the stream.
std::unique_ptr<InputStream> MakeFdInput(int fd, FdOwnership ownership);
std::unique_ptr<OutputStream> MakeFdOutput(int fd, FdOwnership ownership);

// Makes writes to a closed pipe fail with kPipe (here: kClosed) instead of killing the process.
// Called once by the program, never by the library.
void IgnoreSigpipe();

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_POSIX_STREAMS_H_
