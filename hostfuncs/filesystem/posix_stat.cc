#include "hostfuncs/filesystem/posix_stat.h"

#include <fcntl.h>

#include <cerrno>

namespace virga::host::filesystem {
namespace {

// Times before 1970 have no representation in the interface.
std::optional<Datetime> FromTimespec(const timespec& time) {
  if (time.tv_sec < 0) return std::nullopt;
  return Datetime{static_cast<uint64_t>(time.tv_sec), static_cast<uint32_t>(time.tv_nsec)};
}

}  // namespace

DescriptorType TypeFromMode(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFBLK:
      return DescriptorType::kBlockDevice;
    case S_IFCHR:
      return DescriptorType::kCharacterDevice;
    case S_IFDIR:
      return DescriptorType::kDirectory;
    case S_IFIFO:
      return DescriptorType::kFifo;
    case S_IFLNK:
      return DescriptorType::kSymbolicLink;
    case S_IFREG:
      return DescriptorType::kRegularFile;
    case S_IFSOCK:
      return DescriptorType::kSocket;
    default:
      return DescriptorType::kUnknown;
  }
}

Stat StatFromPosix(const struct stat& status) {
  Stat stat;
  stat.type = TypeFromMode(status.st_mode);
  stat.link_count = status.st_nlink;
  stat.size = status.st_size < 0 ? 0 : static_cast<uint64_t>(status.st_size);
  stat.accessed = FromTimespec(status.st_atim);
  stat.modified = FromTimespec(status.st_mtim);
  stat.changed = FromTimespec(status.st_ctim);
  stat.device = status.st_dev;
  stat.inode = status.st_ino;
  return stat;
}

timespec ToTimespec(const NewTimestamp& time) {
  switch (time.kind) {
    case NewTimestamp::Kind::kNoChange:
      return {0, UTIME_OMIT};
    case NewTimestamp::Kind::kNow:
      return {0, UTIME_NOW};
    case NewTimestamp::Kind::kTimestamp:
      break;
  }
  return {static_cast<time_t>(time.time.seconds), static_cast<long>(time.time.nanoseconds)};
}

FsOutcome<struct stat> StatFd(int fd) {
  struct stat status{};
  if (fstat(fd, &status) != 0) return io::ErrorCodeFromErrno(errno);
  return status;
}

FsOutcome<struct stat> StatName(int directory, const char* name) {
  struct stat status{};
  if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return io::ErrorCodeFromErrno(errno);
  }
  return status;
}

}  // namespace virga::host::filesystem
