// What preview 1's descriptor numbers mean: streams, files and directories.
//
// Protection is the filesystem backend's business; the rights kept here are what a guest asked for
// and reads back. Of them only reading and writing are enforced, as in other hosts: guests in use
// pass rights carelessly.

#ifndef HOSTFUNCS_PREVIEW1_FD_TABLE_H_
#define HOSTFUNCS_PREVIEW1_FD_TABLE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hostfuncs/filesystem/filesystem.h"
#include "hostfuncs/io/stream.h"
#include "hostfuncs/preview1/abi.h"

namespace virga::host::preview1 {

struct FdEntry {
  // Exactly one of the three.
  filesystem::DescriptorPtr descriptor;
  std::shared_ptr<io::InputStream> input;
  std::shared_ptr<io::OutputStream> output;

  bool is_terminal = false;                 // of a stream
  std::optional<std::string> preopen_path;  // of a granted directory
  uint64_t position = 0;                    // of a file
  uint32_t flags = 0;                       // fdflags
  uint64_t rights = 0;
  uint64_t inheriting_rights = 0;

  // What fd_readdir has seen so far: entry n has the cookie n + 1.
  std::unique_ptr<filesystem::DirectoryStream> listing;
  std::vector<filesystem::DirectoryEntry> listed;

  bool is_directory() const { return descriptor != nullptr && descriptor->is_directory(); }
  bool is_file() const { return descriptor != nullptr && !descriptor->is_directory(); }
};

class FdTable {
 public:
  explicit FdTable(uint32_t max_fds) : max_fds_(max_fds) {}

  // Null for a number that is not open.
  FdEntry* Find(uint32_t fd) {
    return fd < entries_.size() && entries_[fd] ? entries_[fd].get() : nullptr;
  }
  // The lowest free number; none when all are taken.
  std::optional<uint32_t> Add(FdEntry entry);
  bool Close(uint32_t fd);
  // Both must be open; what `to` was is closed.
  bool Renumber(uint32_t from, uint32_t to);

 private:
  uint32_t max_fds_;
  std::vector<std::unique_ptr<FdEntry>> entries_;
};

}  // namespace virga::host::preview1

#endif  // HOSTFUNCS_PREVIEW1_FD_TABLE_H_
