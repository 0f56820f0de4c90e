// The bytes of the file to run.

#ifndef CLI_POSIX_FILE_H_
#define CLI_POSIX_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "virga/error.h"

namespace virga::cli {

// Read whole, not mapped: a guest that may write its own file could truncate it, and touching a
// mapping beyond the end of its file kills the process.
class InputFile {
 public:
  // "-" is the standard input. Error: kIo, with the system's reason; kLimit beyond `max_bytes`.
  static Result<InputFile> Read(const std::string& path, uint64_t max_bytes);

  std::span<const uint8_t> bytes() const { return {buffer_.get(), size_}; }

 private:
  InputFile() = default;
  Status ReadFrom(int fd, uint64_t expected_bytes, uint64_t max_bytes);
  void Grow(size_t capacity);

  std::unique_ptr<uint8_t[]> buffer_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace virga::cli

#endif  // CLI_POSIX_FILE_H_
