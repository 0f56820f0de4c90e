#include "hostfuncs/filesystem/posix_resolve.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "hostfuncs/filesystem/path_walk.h"

namespace virga::host::filesystem {
namespace {

using io::ErrorCodeFromErrno;
using io::UniqueFd;

constexpr mode_t kNewFileMode = 0666;  // less the umask
// A rename elsewhere in the tree makes openat2 give up; then the walk decides.
constexpr int kMaxAttempts = 16;

int CallOpenat2(int directory, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<uint64_t>(static_cast<unsigned>(flags));
  how.mode = (flags & O_CREAT) != 0 ? kNewFileMode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(syscall(SYS_openat2, directory, path, &how, sizeof how));
}

// The first `count` names with slashes between them: still relative to the base.
std::string Join(const Path& path, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; i++) {
    if (i > 0) text += '/';
    text += path.names[i];
  }
  if (count == path.names.size() && path.must_be_directory) text += '/';
  return text;
}

// Sets *retry where the walk has to decide.
FsOutcome<UniqueFd> OpenByKernel(int base, const std::string& path, int flags, bool* retry) {
  for (int attempt = 0; attempt < kMaxAttempts; attempt++) {
    const int fd = CallOpenat2(base, path.c_str(), flags);
    if (fd >= 0) return UniqueFd(fd);
    if (errno == EXDEV) return ErrorCode::kNotPermitted;
    if (errno != EAGAIN && errno != EINTR) return ErrorCodeFromErrno(errno);
  }
  *retry = true;
  return ErrorCode::kBusy;
}

struct PosixOps {
  using Directory = SharedFd;

  FsOutcome<WalkStep<Directory>> Look(const Directory& directory, const std::string& name) {
    UniqueFd fd(openat(directory->get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.ok()) return ErrorCodeFromErrno(errno);
    struct stat status{};
    if (fstat(fd.get(), &status) != 0) return ErrorCodeFromErrno(errno);
    WalkStep<Directory> step;
    if (S_ISDIR(status.st_mode)) {
      step.directory = std::make_shared<const UniqueFd>(std::move(fd));
    } else if (S_ISLNK(status.st_mode)) {
      char contents[PATH_MAX];
      const ssize_t size = readlinkat(fd.get(), "", contents, sizeof contents);
      if (size < 0) return ErrorCodeFromErrno(errno);
      step.link = std::string(contents, static_cast<size_t>(size));
    }
    return step;
  }
};

FsOutcome<PosixPlace> WalkTo(const SharedFd& base, const Path& path, Symlink symlink) {
  PosixOps ops;
  VIRGA_HOST_ASSIGN(WalkEnd<SharedFd> end, PathWalk<PosixOps>(ops, base).Run(path, symlink));
  return PosixPlace{std::move(end.directory), std::move(end.name), end.must_be_directory};
}

FsOutcome<UniqueFd> OpenByWalk(const SharedFd& base, const Path& path, Symlink symlink, int flags) {
  for (int attempt = 0; attempt < kMaxAttempts; attempt++) {
    VIRGA_HOST_ASSIGN(const PosixPlace place, WalkTo(base, path, symlink));
    // A link's contents ended in a slash: what it names must exist.
    if (place.must_be_directory && (flags & O_CREAT) != 0) return ErrorCode::kIsDirectory;
    const int directory_flag = place.must_be_directory ? O_DIRECTORY : 0;
    UniqueFd fd(
        openat(place.fd(), place.c_name(), flags | directory_flag | O_NOFOLLOW, kNewFileMode));
    if (!fd.ok() && errno == ELOOP && symlink == Symlink::kFollow) continue;  // became a link
    if (!fd.ok()) return ErrorCodeFromErrno(errno);
    struct stat status{};
    if (symlink == Symlink::kFollow && fstat(fd.get(), &status) == 0 && S_ISLNK(status.st_mode)) {
      continue;  // became one just now, and O_PATH opened the link itself
    }
    return fd;
  }
  return ErrorCode::kBusy;
}

}  // namespace

bool HasOpenat2() {
  static const bool has = [] {
    const UniqueFd fd(CallOpenat2(AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
    return fd.ok() || (errno != ENOSYS && errno != EPERM && errno != EINVAL);
  }();
  return has;
}

FsOutcome<PosixPlace> LocateBeneath(const SharedFd& base, const Path& path, Resolution resolution) {
  if (resolution == Resolution::kWalk) return WalkTo(base, path, Symlink::kNoFollow);
  const bool is_self = IsDots(path.last());
  const size_t count = path.names.size() - (is_self ? 0 : 1);
  const std::string name(is_self ? "." : path.last());
  if (count == 0) return PosixPlace{base, name, path.must_be_directory};
  bool retry = false;
  FsOutcome<UniqueFd> parent =
      OpenByKernel(base->get(), Join(path, count), O_PATH | O_DIRECTORY | O_CLOEXEC, &retry);
  if (retry) return WalkTo(base, path, Symlink::kNoFollow);
  if (!parent.ok()) return parent.error();
  return PosixPlace{std::make_shared<const UniqueFd>(std::move(*parent)), name,
                    path.must_be_directory};
}

FsOutcome<UniqueFd> OpenBeneath(const SharedFd& base, const Path& path, Symlink symlink, int flags,
                                Resolution resolution) {
  flags |= O_CLOEXEC;
  if ((flags & O_PATH) == 0) flags |= O_NOCTTY | O_NONBLOCK;
  if (path.must_be_directory) symlink = Symlink::kFollow;
  if (resolution != Resolution::kWalk) {
    bool retry = false;
    const int no_follow = symlink == Symlink::kNoFollow ? O_NOFOLLOW : 0;
    FsOutcome<UniqueFd> fd =
        OpenByKernel(base->get(), Join(path, path.names.size()), flags | no_follow, &retry);
    if (!retry) return fd;
  }
  return OpenByWalk(base, path, symlink, flags);
}

}  // namespace virga::host::filesystem
