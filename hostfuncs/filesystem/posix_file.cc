// Operations on an open file, and the opening of roots.

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "hostfuncs/filesystem/posix_descriptor.h"
#include "hostfuncs/filesystem/posix_stat.h"

namespace virga::host::filesystem {
namespace {

using io::ErrorCodeFromErrno;

// The kernel moves no more in one call; a short answer is allowed.
constexpr size_t kMaxTransfer = 0x7ffff000;

}  // namespace

FsOutcome<size_t> PosixDescriptor::DoRead(std::span<uint8_t> buffer, uint64_t offset) {
  const size_t wanted = std::min(buffer.size(), kMaxTransfer);
  ssize_t got = 0;
  do {
    got = pread(fd_->get(), buffer.data(), wanted, static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got < 0) return ErrorCodeFromErrno(errno);
  return static_cast<size_t>(got);
}

FsOutcome<size_t> PosixDescriptor::DoWrite(std::span<const uint8_t> bytes, uint64_t offset) {
  const size_t wanted = std::min(bytes.size(), kMaxTransfer);
  ssize_t put = 0;
  do {
    put = pwrite(fd_->get(), bytes.data(), wanted, static_cast<off_t>(offset));
  } while (put < 0 && errno == EINTR);
  if (put < 0) return ErrorCodeFromErrno(errno);
  return static_cast<size_t>(put);
}

FsOutcome<size_t> PosixDescriptor::DoAppend(std::span<const uint8_t> bytes) {
  // Atomically at the end, without a flag on the descriptor that positioned writes would ignore.
  iovec part{const_cast<uint8_t*>(bytes.data()), std::min(bytes.size(), kMaxTransfer)};
  ssize_t put = 0;
  do {
    put = pwritev2(fd_->get(), &part, 1, 0, RWF_APPEND);
  } while (put < 0 && errno == EINTR);
  if (put >= 0) return static_cast<size_t>(put);
  if (errno != EOPNOTSUPP && errno != ENOSYS) return ErrorCodeFromErrno(errno);
  VIRGA_HOST_ASSIGN(const struct stat status, StatFd(fd_->get()));
  return DoWrite(bytes, static_cast<uint64_t>(status.st_size));
}

FsOutcome<void> PosixDescriptor::DoSetSize(uint64_t size) {
  int code = 0;
  do {
    code = ftruncate(fd_->get(), static_cast<off_t>(size));
  } while (code != 0 && errno == EINTR);
  // Linux says EINVAL for a size that the file system cannot have.
  if (code != 0) return errno == EINVAL ? ErrorCode::kFileTooLarge : ErrorCodeFromErrno(errno);
  return {};
}

FsOutcome<void> PosixDescriptor::DoAdvise(uint64_t offset, uint64_t length, Advice advice) {
  static constexpr int kAdvice[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                    POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  const int error =
      posix_fadvise(fd_->get(), static_cast<off_t>(offset), static_cast<off_t>(length),
                    kAdvice[static_cast<uint8_t>(advice)]);
  if (error != 0) return ErrorCodeFromErrno(error);
  return {};
}

FsOutcome<void> PosixDescriptor::DoSync(bool data_only) {
  const int code = data_only ? fdatasync(fd_->get()) : fsync(fd_->get());
  if (code != 0 && errno != EINVAL) return ErrorCodeFromErrno(errno);
  return {};
}

FsOutcome<Stat> PosixDescriptor::DoStat() {
  VIRGA_HOST_ASSIGN(const struct stat status, StatFd(fd_->get()));
  return StatFromPosix(status);
}

FsOutcome<void> PosixDescriptor::DoSetTimes(const NewTimestamp& accessed,
                                            const NewTimestamp& modified) {
  const timespec times[2] = {ToTimespec(accessed), ToTimespec(modified)};
  if (futimens(fd_->get(), times) != 0) return ErrorCodeFromErrno(errno);
  return {};
}

Result<DescriptorPtr> OpenHostDirectory(const std::string& host_path, bool writable,
                                        Resolution resolution) {
  io::UniqueFd fd(open(host_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.ok()) {
    return Error::Make(ErrorKind::kIo, "directory '%s': %s", host_path.c_str(), strerror(errno));
  }
  if (resolution == Resolution::kAutomatic) {
    resolution = HasOpenat2() ? Resolution::kOpenat2 : Resolution::kWalk;
  }
  const DescriptorFlags flags{.read = true, .mutate_directory = writable};
  return DescriptorPtr(
      std::make_shared<PosixDescriptor>(std::make_shared<const io::UniqueFd>(std::move(fd)),
                                        DescriptorType::kDirectory, flags, writable, resolution));
}

}  // namespace virga::host::filesystem
