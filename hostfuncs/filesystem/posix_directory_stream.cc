#include <dirent.h>
#include <fcntl.h>

#include <cerrno>

#include "engine/support/utf8.h"
#include "hostfuncs/filesystem/posix_descriptor.h"
#include "hostfuncs/filesystem/posix_stat.h"

namespace virga::host::filesystem {
namespace {

class PosixDirectoryStream : public DirectoryStream {
 public:
  explicit PosixDirectoryStream(DIR* directory) : directory_(directory) {}
  ~PosixDirectoryStream() override { closedir(directory_); }
  PosixDirectoryStream(const PosixDirectoryStream&) = delete;
  PosixDirectoryStream& operator=(const PosixDirectoryStream&) = delete;

  FsOutcome<std::optional<DirectoryEntry>> Next() override {
    while (true) {
      errno = 0;
      const dirent* found = readdir(directory_);
      if (found == nullptr && errno != 0) return io::ErrorCodeFromErrno(errno);
      if (found == nullptr) return std::optional<DirectoryEntry>();
      const std::string_view name = found->d_name;
      if (IsDots(name) || !IsUtf8(name)) continue;
      DirectoryEntry entry{TypeFromMode(DTTOIF(found->d_type)), std::string(name), found->d_ino};
      if (found->d_type == DT_UNKNOWN) {
        // Some filesystems do not say; an entry that vanished meanwhile is no entry.
        const FsOutcome<struct stat> status = StatName(dirfd(directory_), found->d_name);
        if (!status.ok()) continue;
        entry.type = TypeFromMode(status->st_mode);
      }
      return std::optional<DirectoryEntry>(std::move(entry));
    }
  }

 private:
  DIR* directory_;
};

}  // namespace

FsOutcome<std::unique_ptr<DirectoryStream>> OpenDirectoryStream(int directory) {
  // A fresh open: a duplicate would share its position with other streams.
  io::UniqueFd fd(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.ok()) return io::ErrorCodeFromErrno(errno);
  DIR* stream = fdopendir(fd.get());
  if (stream == nullptr) return io::ErrorCodeFromErrno(errno);
  fd.Release();
  return std::unique_ptr<DirectoryStream>(new PosixDirectoryStream(stream));
}

}  // namespace virga::host::filesystem
