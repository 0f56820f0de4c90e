// From a guest's path to an open object beneath a directory of the host: the only place that hands
// guest names to the operating system. See posix_filesystem.h.

#ifndef HOSTFUNCS_FILESYSTEM_POSIX_RESOLVE_H_
#define HOSTFUNCS_FILESYSTEM_POSIX_RESOLVE_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "hostfuncs/filesystem/path.h"
#include "hostfuncs/filesystem/posix_filesystem.h"
#include "hostfuncs/io/posix_fd.h"

namespace virga::host::filesystem {

using SharedFd = std::shared_ptr<const io::UniqueFd>;

// A name in a directory that is held open. The name has no slash, so an *at call on it stays there;
// it is "." when the path leads to the directory itself.
struct PosixPlace {
  SharedFd directory;
  std::string name;
  bool must_be_directory = false;

  bool is_self() const { return name == "."; }
  int fd() const { return directory->get(); }
  const char* c_name() const { return name.c_str(); }
};

// Whether this kernel has openat2 and lets us call it.
bool HasOpenat2();

// The place of the path's last name, which is not looked at. REQUIRES: resolution is not
// kAutomatic.
FsOutcome<PosixPlace> LocateBeneath(const SharedFd& base, const Path& path, Resolution resolution);

// Opens what the path names with open(2) flags; O_CLOEXEC, O_NOCTTY and O_NONBLOCK are added. With
// kNoFollow a symbolic link at the end is `loop`, or opened itself with O_PATH.
FsOutcome<io::UniqueFd> OpenBeneath(const SharedFd& base, const Path& path, Symlink symlink,
                                    int flags, Resolution resolution);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_POSIX_RESOLVE_H_
