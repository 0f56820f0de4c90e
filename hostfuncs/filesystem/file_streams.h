// Streams over a file's contents: read-via-stream, write-via-stream and append-via-stream.

#ifndef HOSTFUNCS_FILESYSTEM_FILE_STREAMS_H_
#define HOSTFUNCS_FILESYSTEM_FILE_STREAMS_H_

#include <memory>

#include "hostfuncs/filesystem/filesystem.h"
#include "hostfuncs/io/stream.h"

namespace virga::host::filesystem {

// The streams keep the file open and have positions of their own. They fail as a Read or Write of
// the descriptor would; the answer at once is what the open mode forbids.
FsOutcome<std::unique_ptr<io::InputStream>> ReadViaStream(DescriptorPtr file, uint64_t offset);
FsOutcome<std::unique_ptr<io::OutputStream>> WriteViaStream(DescriptorPtr file, uint64_t offset);
FsOutcome<std::unique_ptr<io::OutputStream>> AppendViaStream(DescriptorPtr file);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_FILE_STREAMS_H_
