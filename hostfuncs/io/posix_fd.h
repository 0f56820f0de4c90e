// A file descriptor that is closed with its owner.

#ifndef HOSTFUNCS_IO_POSIX_FD_H_
#define HOSTFUNCS_IO_POSIX_FD_H_

#include <utility>

namespace virga::host::io {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.Release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd();  // in posix_streams.cc

  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_POSIX_FD_H_
