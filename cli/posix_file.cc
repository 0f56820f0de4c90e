#include "cli/posix_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstring>
#include <utility>

#include "engine/support/try.h"

namespace virga::cli {

namespace {

Error SystemError(const char* what) {
  return Error::Make(ErrorKind::kIo, "cannot %s: %s", what, std::strerror(errno));
}

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd > STDERR_FILENO) close(fd);
  }
};

}  // namespace

Result<InputFile> InputFile::Read(const std::string& path, uint64_t max_bytes) {
  const Descriptor file{path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) return SystemError("open");
  struct stat info;
  if (fstat(file.fd, &info) != 0) return SystemError("read");
  const bool has_size = S_ISREG(info.st_mode) && info.st_size > 0;
  InputFile input;
  VIRGA_TRY(input.ReadFrom(file.fd, has_size ? static_cast<uint64_t>(info.st_size) : 0, max_bytes));
  return input;
}

void InputFile::Grow(size_t capacity) {
  auto grown = std::make_unique_for_overwrite<uint8_t[]>(capacity);
  if (size_ > 0) std::memcpy(grown.get(), buffer_.get(), size_);
  buffer_ = std::move(grown);
  capacity_ = capacity;
}

// The expected size is a hint: a file may change while it is read.
Status InputFile::ReadFrom(int fd, uint64_t expected_bytes, uint64_t max_bytes) {
  constexpr size_t kChunkBytes = 64 << 10;
  Grow(static_cast<size_t>(std::min(expected_bytes, max_bytes)) + kChunkBytes);
  for (;;) {
    if (size_ > max_bytes) {
      return Error::Make(ErrorKind::kLimit, "expected at most %" PRIu64 " bytes (max-module-bytes)",
                         max_bytes);
    }
    if (size_ == capacity_) Grow(capacity_ * 2);
    const ssize_t got = read(fd, buffer_.get() + size_, capacity_ - size_);
    if (got == 0) return {};
    if (got > 0) {
      size_ += static_cast<size_t>(got);
    } else if (errno != EINTR) {
      return SystemError("read");
    }
  }
}

}  // namespace virga::cli
