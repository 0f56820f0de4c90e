// Descriptors of files and directories: the backend of wasi:filesystem 0.2 and of preview 1's
// files.
//
// A Descriptor is what a guest's handle points at. This class checks, once for all backends, what
// is asked against what the descriptor may do, and the form of every path; the backends (posix_*,
// memory_*) implement the protected Do* functions and may rely on both.
//
// Permissions. A preopen is read-only or read-write. Everything opened beneath a read-only
// directory is read-only. A descriptor remembers whether its tree may be changed (`tree_writable`),
// besides the flags it was opened with:
//   - reading data needs flags.read, writing it flags.write          else bad-descriptor
//   - anything that changes names or metadata, opening with write, create or truncate, needs a
//     writable tree, at both ends of a link or rename                 else read-only
//   - truncating needs flags.write                                    else not-permitted
// Directories opened in a writable tree can be mutated whether or not the guest asked for
// mutate-directory: real guests open them for reading and then unlink beneath them, and could
// reopen them anyway.
//
// Paths are guest text: UTF-8, relative, `/` between names. What would leave the directory the path
// is relative to is not-permitted. No host path is ever built from them.
//
// Calls may block on a disk, never on a peer: special files are opened without waiting.
// Thread-safety: a descriptor belongs to one thread; several may share a tree.

#ifndef HOSTFUNCS_FILESYSTEM_FILESYSTEM_H_
#define HOSTFUNCS_FILESYSTEM_FILESYSTEM_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hostfuncs/filesystem/path.h"
#include "hostfuncs/filesystem/types.h"

namespace virga::host::filesystem {

class DirectoryStream {
 public:
  virtual ~DirectoryStream() = default;
  // The next entry, without "." and ".."; none at the end. Names that are not UTF-8 are skipped:
  // the guest could not name them.
  virtual FsOutcome<std::optional<DirectoryEntry>> Next() = 0;
};

class Descriptor;
using DescriptorPtr = std::shared_ptr<Descriptor>;

class Descriptor {
 public:
  virtual ~Descriptor() = default;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  const DescriptorFlags& flags() const { return flags_; }
  DescriptorType type() const { return type_; }
  bool tree_writable() const { return tree_writable_; }
  bool is_directory() const { return type_ == DescriptorType::kDirectory; }

  // Files. Reads and writes may be short; a read of 0 bytes is the end (or an empty buffer).
  FsOutcome<size_t> Read(std::span<uint8_t> buffer, uint64_t offset);
  FsOutcome<size_t> Write(std::span<const uint8_t> bytes, uint64_t offset);
  FsOutcome<size_t> Append(std::span<const uint8_t> bytes);
  FsOutcome<void> SetSize(uint64_t size);
  FsOutcome<void> Advise(uint64_t offset, uint64_t length, Advice advice);
  // Files and directories. Syncing what was not opened for writing does nothing.
  FsOutcome<void> Sync();
  FsOutcome<void> SyncData();
  FsOutcome<Stat> GetStat();
  FsOutcome<void> SetTimes(const NewTimestamp& accessed, const NewTimestamp& modified);
  FsOutcome<MetadataHashValue> MetadataHash();
  bool IsSameObject(Descriptor& other);

  // Directories; on anything else not-directory.
  FsOutcome<DescriptorPtr> OpenAt(Symlink symlink, std::string_view path, OpenFlags open_flags,
                                  DescriptorFlags flags);
  FsOutcome<std::unique_ptr<DirectoryStream>> ReadDirectory();
  FsOutcome<Stat> StatAt(Symlink symlink, std::string_view path);
  FsOutcome<void> SetTimesAt(Symlink symlink, std::string_view path, const NewTimestamp& accessed,
                             const NewTimestamp& modified);
  FsOutcome<MetadataHashValue> MetadataHashAt(Symlink symlink, std::string_view path);
  FsOutcome<void> CreateDirectoryAt(std::string_view path);
  FsOutcome<void> UnlinkFileAt(std::string_view path);
  FsOutcome<void> RemoveDirectoryAt(std::string_view path);
  FsOutcome<std::string> ReadlinkAt(std::string_view path);
  FsOutcome<void> SymlinkAt(std::string_view contents, std::string_view path);
  // kFollow is `invalid`: a link to what a link names is not offered, as in other hosts.
  FsOutcome<void> LinkAt(Symlink old_symlink, std::string_view old_path, Descriptor& new_directory,
                         std::string_view new_path);
  FsOutcome<void> RenameAt(std::string_view old_path, Descriptor& new_directory,
                           std::string_view new_path);

 protected:
  Descriptor(DescriptorType type, DescriptorFlags flags, bool tree_writable)
      : type_(type), flags_(flags), tree_writable_(tree_writable) {}

  virtual FsOutcome<size_t> DoRead(std::span<uint8_t> buffer, uint64_t offset) = 0;
  virtual FsOutcome<size_t> DoWrite(std::span<const uint8_t> bytes, uint64_t offset) = 0;
  virtual FsOutcome<size_t> DoAppend(std::span<const uint8_t> bytes) = 0;
  virtual FsOutcome<void> DoSetSize(uint64_t size) = 0;
  virtual FsOutcome<void> DoAdvise(uint64_t offset, uint64_t length, Advice advice) = 0;
  virtual FsOutcome<void> DoSync(bool data_only) = 0;
  virtual FsOutcome<Stat> DoStat() = 0;
  virtual FsOutcome<void> DoSetTimes(const NewTimestamp& accessed,
                                     const NewTimestamp& modified) = 0;

  virtual FsOutcome<DescriptorPtr> DoOpenAt(const Path& path, Symlink symlink, OpenFlags open_flags,
                                            DescriptorFlags flags) = 0;
  virtual FsOutcome<std::unique_ptr<DirectoryStream>> DoReadDirectory() = 0;
  virtual FsOutcome<Stat> DoStatAt(const Path& path, Symlink symlink) = 0;
  virtual FsOutcome<void> DoSetTimesAt(const Path& path, Symlink symlink,
                                       const NewTimestamp& accessed,
                                       const NewTimestamp& modified) = 0;
  virtual FsOutcome<void> DoCreateDirectoryAt(const Path& path) = 0;
  virtual FsOutcome<void> DoUnlinkFileAt(const Path& path) = 0;
  virtual FsOutcome<void> DoRemoveDirectoryAt(const Path& path) = 0;
  virtual FsOutcome<std::string> DoReadlinkAt(const Path& path) = 0;
  virtual FsOutcome<void> DoSymlinkAt(std::string_view contents, const Path& path) = 0;
  virtual FsOutcome<void> DoLinkAt(const Path& old_path, Descriptor& new_directory,
                                   const Path& new_path) = 0;
  virtual FsOutcome<void> DoRenameAt(const Path& old_path, Descriptor& new_directory,
                                     const Path& new_path) = 0;

 private:
  // The path's form, after checking that this is a directory (whose tree may be changed).
  FsOutcome<Path> Beneath(std::string_view path) const;
  FsOutcome<Path> MutableBeneath(std::string_view path) const;

  DescriptorType type_;
  DescriptorFlags flags_;
  bool tree_writable_;
};

struct Preopen {
  std::string guest_path;
  DescriptorPtr directory;
};

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_FILESYSTEM_H_
