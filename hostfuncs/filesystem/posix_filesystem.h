// Directories of the host, beneath which a guest works.
//
// A root is opened once, by its host path. Everything else is reached from the root's descriptor by
// guest names only: by openat2(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS) where the kernel has it,
// and else by a walk that opens one name at a time with O_NOFOLLOW and resolves symbolic links
// itself. Both refuse what leaves the directory that a path is relative to. Files are opened with
// O_NONBLOCK and O_NOCTTY: a FIFO or a device does not hang.

#ifndef HOSTFUNCS_FILESYSTEM_POSIX_FILESYSTEM_H_
#define HOSTFUNCS_FILESYSTEM_POSIX_FILESYSTEM_H_

#include <string>

#include "hostfuncs/filesystem/filesystem.h"
#include "virga/error.h"

namespace virga::host::filesystem {

// How names are resolved; kWalk is for kernels without openat2, and for tests.
enum class Resolution : uint8_t { kAutomatic, kOpenat2, kWalk };

// Opens a host directory as a root. kIo with the host path and the cause when that fails.
Result<DescriptorPtr> OpenHostDirectory(const std::string& host_path, bool writable,
                                        Resolution resolution = Resolution::kAutomatic);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_POSIX_FILESYSTEM_H_
