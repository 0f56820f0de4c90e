// A descriptor of the host's filesystem. Private to the posix_* files.

#ifndef HOSTFUNCS_FILESYSTEM_POSIX_DESCRIPTOR_H_
#define HOSTFUNCS_FILESYSTEM_POSIX_DESCRIPTOR_H_

#include "hostfuncs/filesystem/filesystem.h"
#include "hostfuncs/filesystem/posix_resolve.h"

namespace virga::host::filesystem {

class PosixDescriptor : public Descriptor {
 public:
  PosixDescriptor(SharedFd fd, DescriptorType type, DescriptorFlags flags, bool tree_writable,
                  Resolution resolution)
      : Descriptor(type, flags, tree_writable), fd_(std::move(fd)), resolution_(resolution) {}

 protected:
  // posix_file.cc
  FsOutcome<size_t> DoRead(std::span<uint8_t> buffer, uint64_t offset) override;
  FsOutcome<size_t> DoWrite(std::span<const uint8_t> bytes, uint64_t offset) override;
  FsOutcome<size_t> DoAppend(std::span<const uint8_t> bytes) override;
  FsOutcome<void> DoSetSize(uint64_t size) override;
  FsOutcome<void> DoAdvise(uint64_t offset, uint64_t length, Advice advice) override;
  FsOutcome<void> DoSync(bool data_only) override;
  FsOutcome<Stat> DoStat() override;
  FsOutcome<void> DoSetTimes(const NewTimestamp& accessed, const NewTimestamp& modified) override;

  // posix_directory.cc
  FsOutcome<DescriptorPtr> DoOpenAt(const Path& path, Symlink symlink, OpenFlags open_flags,
                                    DescriptorFlags flags) override;
  FsOutcome<std::unique_ptr<DirectoryStream>> DoReadDirectory() override;
  FsOutcome<Stat> DoStatAt(const Path& path, Symlink symlink) override;
  FsOutcome<void> DoSetTimesAt(const Path& path, Symlink symlink, const NewTimestamp& accessed,
                               const NewTimestamp& modified) override;
  FsOutcome<void> DoCreateDirectoryAt(const Path& path) override;
  FsOutcome<void> DoUnlinkFileAt(const Path& path) override;
  FsOutcome<void> DoRemoveDirectoryAt(const Path& path) override;
  FsOutcome<std::string> DoReadlinkAt(const Path& path) override;
  FsOutcome<void> DoSymlinkAt(std::string_view contents, const Path& path) override;
  FsOutcome<void> DoLinkAt(const Path& old_path, Descriptor& new_directory,
                           const Path& new_path) override;
  FsOutcome<void> DoRenameAt(const Path& old_path, Descriptor& new_directory,
                             const Path& new_path) override;

 private:
  FsOutcome<PosixPlace> Locate(const Path& path) const {
    return LocateBeneath(fd_, path, resolution_);
  }

  SharedFd fd_;
  Resolution resolution_;
};

// posix_directory_stream.cc: entries of the directory, from the start.
FsOutcome<std::unique_ptr<DirectoryStream>> OpenDirectoryStream(int directory);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_POSIX_DESCRIPTOR_H_
