// Operations on names beneath an open directory.
//
// Every *at call gets a directory that is held open and one name without a slash: see PosixPlace.

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "hostfuncs/filesystem/posix_descriptor.h"
#include "hostfuncs/filesystem/posix_stat.h"

namespace virga::host::filesystem {
namespace {

using io::ErrorCodeFromErrno;
using io::UniqueFd;

constexpr mode_t kNewDirectoryMode = 0777;  // less the umask

FsOutcome<void> FromCode(int code) {
  if (code != 0) return ErrorCodeFromErrno(errno);
  return {};
}

int ToPosixFlags(OpenFlags open_flags, DescriptorFlags flags) {
  int result = flags.write ? (flags.read ? O_RDWR : O_WRONLY) : O_RDONLY;
  if (open_flags.create) result |= O_CREAT;
  if (open_flags.exclusive) result |= O_EXCL;
  if (open_flags.truncate) result |= O_TRUNC;
  if (open_flags.directory || flags.mutate_directory) result |= O_DIRECTORY;
  if (flags.file_integrity_sync) result |= O_SYNC;
  if (flags.data_integrity_sync) result |= O_DSYNC;
  if (flags.requested_write_sync) result |= O_RSYNC;
  return result;
}

// Sets the times of an object that is open with O_PATH, which futimens refuses.
FsOutcome<void> SetTimesOfObject(int fd, const timespec times[2]) {
  if (utimensat(fd, "", times, AT_EMPTY_PATH) == 0) return {};
  if (errno != EINVAL) return ErrorCodeFromErrno(errno);
  // Before Linux 5.8. The text is ours: no guest name is in it.
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  return FromCode(utimensat(AT_FDCWD, path, times, 0));
}

}  // namespace

FsOutcome<DescriptorPtr> PosixDescriptor::DoOpenAt(const Path& path, Symlink symlink,
                                                   OpenFlags open_flags, DescriptorFlags flags) {
  if (open_flags.exclusive) symlink = Symlink::kNoFollow;
  VIRGA_HOST_ASSIGN(UniqueFd fd,
                    OpenBeneath(fd_, path, symlink, ToPosixFlags(open_flags, flags), resolution_));
  VIRGA_HOST_ASSIGN(const struct stat status, StatFd(fd.get()));
  const DescriptorType type = TypeFromMode(status.st_mode);
  // Pipes, sockets and devices do not have the contents that the interface promises.
  if (type != DescriptorType::kRegularFile && type != DescriptorType::kDirectory) {
    return ErrorCode::kUnsupported;
  }
  return DescriptorPtr(std::make_shared<PosixDescriptor>(
      std::make_shared<const UniqueFd>(std::move(fd)), type, flags, tree_writable(), resolution_));
}

FsOutcome<std::unique_ptr<DirectoryStream>> PosixDescriptor::DoReadDirectory() {
  return OpenDirectoryStream(fd_->get());
}

FsOutcome<Stat> PosixDescriptor::DoStatAt(const Path& path, Symlink symlink) {
  VIRGA_HOST_ASSIGN(const UniqueFd fd, OpenBeneath(fd_, path, symlink, O_PATH, resolution_));
  VIRGA_HOST_ASSIGN(const struct stat status, StatFd(fd.get()));
  return StatFromPosix(status);
}

FsOutcome<void> PosixDescriptor::DoSetTimesAt(const Path& path, Symlink symlink,
                                              const NewTimestamp& accessed,
                                              const NewTimestamp& modified) {
  const timespec times[2] = {ToTimespec(accessed), ToTimespec(modified)};
  if (symlink == Symlink::kNoFollow && !path.must_be_directory) {
    VIRGA_HOST_ASSIGN(const PosixPlace place, Locate(path));
    return FromCode(utimensat(place.fd(), place.c_name(), times, AT_SYMLINK_NOFOLLOW));
  }
  VIRGA_HOST_ASSIGN(const UniqueFd fd,
                    OpenBeneath(fd_, path, Symlink::kFollow, O_PATH, resolution_));
  return SetTimesOfObject(fd.get(), times);
}

FsOutcome<void> PosixDescriptor::DoCreateDirectoryAt(const Path& path) {
  VIRGA_HOST_ASSIGN(const PosixPlace place, Locate(path));
  return FromCode(mkdirat(place.fd(), place.c_name(), kNewDirectoryMode));
}

FsOutcome<void> PosixDescriptor::DoUnlinkFileAt(const Path& path) {
  VIRGA_HOST_ASSIGN(const PosixPlace place, Locate(path));
  if (place.is_self()) return ErrorCode::kIsDirectory;
  if (place.must_be_directory) {
    VIRGA_HOST_ASSIGN(const struct stat status, StatName(place.fd(), place.c_name()));
    return S_ISDIR(status.st_mode) ? ErrorCode::kIsDirectory : ErrorCode::kNotDirectory;
  }
  return FromCode(unlinkat(place.fd(), place.c_name(), 0));
}

FsOutcome<void> PosixDescriptor::DoRemoveDirectoryAt(const Path& path) {
  VIRGA_HOST_ASSIGN(const PosixPlace place, Locate(path));
  if (place.is_self()) {
    return path.last() == "." ? ErrorCode::kInvalid : ErrorCode::kNotEmpty;
  }
  return FromCode(unlinkat(place.fd(), place.c_name(), AT_REMOVEDIR));
}

FsOutcome<std::string> PosixDescriptor::DoReadlinkAt(const Path& path) {
  VIRGA_HOST_ASSIGN(const PosixPlace place, Locate(path));
  if (place.must_be_directory) {
    VIRGA_HOST_ASSIGN(const struct stat status, StatName(place.fd(), place.c_name()));
    return S_ISDIR(status.st_mode) ? ErrorCode::kInvalid : ErrorCode::kNotDirectory;
  }
  char contents[PATH_MAX];
  const ssize_t size = readlinkat(place.fd(), place.c_name(), contents, sizeof contents);
  if (size < 0) return ErrorCodeFromErrno(errno);
  return std::string(contents, static_cast<size_t>(size));
}

FsOutcome<void> PosixDescriptor::DoSymlinkAt(std::string_view contents, const Path& path) {
  VIRGA_HOST_ASSIGN(const PosixPlace place, Locate(path));
  if (place.must_be_directory) {
    return StatName(place.fd(), place.c_name()).ok() ? ErrorCode::kExist : ErrorCode::kNoEntry;
  }
  return FromCode(symlinkat(std::string(contents).c_str(), place.fd(), place.c_name()));
}

FsOutcome<void> PosixDescriptor::DoLinkAt(const Path& old_path, Descriptor& new_directory,
                                          const Path& new_path) {
  auto* target = dynamic_cast<PosixDescriptor*>(&new_directory);
  if (target == nullptr) return ErrorCode::kCrossDevice;
  VIRGA_HOST_ASSIGN(const PosixPlace from, Locate(old_path));
  VIRGA_HOST_ASSIGN(const struct stat status, StatName(from.fd(), from.c_name()));
  if (from.must_be_directory && !S_ISDIR(status.st_mode)) return ErrorCode::kNotDirectory;
  VIRGA_HOST_ASSIGN(const PosixPlace to, target->Locate(new_path));
  if (StatName(to.fd(), to.c_name()).ok()) return ErrorCode::kExist;
  if (S_ISDIR(status.st_mode)) return ErrorCode::kNotPermitted;
  if (to.must_be_directory) return ErrorCode::kNoEntry;
  return FromCode(linkat(from.fd(), from.c_name(), to.fd(), to.c_name(), 0));
}

FsOutcome<void> PosixDescriptor::DoRenameAt(const Path& old_path, Descriptor& new_directory,
                                            const Path& new_path) {
  auto* target = dynamic_cast<PosixDescriptor*>(&new_directory);
  if (target == nullptr) return ErrorCode::kCrossDevice;
  VIRGA_HOST_ASSIGN(const PosixPlace from, Locate(old_path));
  VIRGA_HOST_ASSIGN(const PosixPlace to, target->Locate(new_path));
  if (from.is_self() || to.is_self()) return ErrorCode::kBusy;
  if (from.must_be_directory || to.must_be_directory) {
    VIRGA_HOST_ASSIGN(const struct stat status, StatName(from.fd(), from.c_name()));
    if (!S_ISDIR(status.st_mode)) return ErrorCode::kNotDirectory;
  }
  return FromCode(renameat(from.fd(), from.c_name(), to.fd(), to.c_name()));
}

}  // namespace virga::host::filesystem
