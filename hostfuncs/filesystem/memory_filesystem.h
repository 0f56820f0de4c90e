// A filesystem in memory: for tests, for guests that need scratch space without touching the host,
// and as the reference that posix_filesystem must agree with (tests/hostfuncs/filesystem).

#ifndef HOSTFUNCS_FILESYSTEM_MEMORY_FILESYSTEM_H_
#define HOSTFUNCS_FILESYSTEM_MEMORY_FILESYSTEM_H_

#include <memory>

#include "hostfuncs/clocks/clock.h"
#include "hostfuncs/filesystem/filesystem.h"

namespace virga::host::filesystem {

struct MemoryFilesystemOptions {
  std::shared_ptr<clocks::WallClock> clock;  // null: the operating system's
  uint64_t max_bytes = uint64_t{256} << 20;  // of all files, names and links
  uint64_t max_nodes = 100'000;              // files, directories and links
};

// A fresh, empty tree and a writable descriptor of its root.
DescriptorPtr MakeMemoryFilesystem(MemoryFilesystemOptions options);
// A read-only descriptor of the same directory. REQUIRES: `directory` is of this backend.
DescriptorPtr MakeReadOnlyView(Descriptor& directory);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_MEMORY_FILESYSTEM_H_
