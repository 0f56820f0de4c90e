// The checks that all backends share: permissions and the form of paths.

#include <algorithm>

#include "engine/support/hash.h"
#include "hostfuncs/filesystem/filesystem.h"

namespace virga::host::filesystem {
namespace {

// Offsets are signed 64-bit in every operating system.
constexpr uint64_t kMaxOffset = INT64_MAX;

bool RangeFits(uint64_t offset, uint64_t length) {
  return offset <= kMaxOffset && length <= kMaxOffset - offset;
}

bool TimesFit(const NewTimestamp& accessed, const NewTimestamp& modified) {
  for (const NewTimestamp* time : {&accessed, &modified}) {
    if (time->kind != NewTimestamp::Kind::kTimestamp) continue;
    if (time->time.nanoseconds >= clocks::kNsPerSecond) return false;
    if (time->time.seconds > INT64_MAX) return false;
  }
  return true;
}

MetadataHashValue HashOf(const Stat& stat) {
  uint64_t h = HashMix(stat.device, stat.inode);
  h = HashMix(h, stat.size);
  for (const auto& time : {stat.modified, stat.changed}) {
    if (time) h = HashMix(HashMix(h, time->seconds), time->nanoseconds);
  }
  return {h, HashMix(h ^ 0x6d65746164617461u, stat.inode)};
}

}  // namespace

FsOutcome<size_t> Descriptor::Read(std::span<uint8_t> buffer, uint64_t offset) {
  if (is_directory()) return ErrorCode::kIsDirectory;
  if (!flags_.read) return ErrorCode::kBadDescriptor;
  if (offset > kMaxOffset) return ErrorCode::kInvalid;
  // Nothing is beyond the largest offset; the system calls would refuse a buffer that reaches
  // there.
  buffer =
      buffer.first(static_cast<size_t>(std::min<uint64_t>(buffer.size(), kMaxOffset - offset)));
  if (buffer.empty()) return size_t{0};
  return DoRead(buffer, offset);
}

FsOutcome<size_t> Descriptor::Write(std::span<const uint8_t> bytes, uint64_t offset) {
  if (is_directory()) return ErrorCode::kIsDirectory;
  if (!flags_.write) return ErrorCode::kBadDescriptor;
  if (!RangeFits(offset, bytes.size())) return ErrorCode::kFileTooLarge;
  if (bytes.empty()) return size_t{0};
  return DoWrite(bytes, offset);
}

FsOutcome<size_t> Descriptor::Append(std::span<const uint8_t> bytes) {
  if (is_directory()) return ErrorCode::kIsDirectory;
  if (!flags_.write) return ErrorCode::kBadDescriptor;
  if (bytes.empty()) return size_t{0};
  return DoAppend(bytes);
}

FsOutcome<void> Descriptor::SetSize(uint64_t size) {
  if (is_directory()) return ErrorCode::kIsDirectory;
  if (!flags_.write) return ErrorCode::kBadDescriptor;
  if (size > kMaxOffset) return ErrorCode::kFileTooLarge;
  return DoSetSize(size);
}

FsOutcome<void> Descriptor::Advise(uint64_t offset, uint64_t length, Advice advice) {
  if (is_directory()) return ErrorCode::kBadDescriptor;
  if (!RangeFits(offset, length)) return ErrorCode::kInvalid;
  return DoAdvise(offset, length, advice);
}

FsOutcome<void> Descriptor::Sync() { return flags_.write ? DoSync(false) : FsOutcome<void>(); }

FsOutcome<void> Descriptor::SyncData() { return flags_.write ? DoSync(true) : FsOutcome<void>(); }

FsOutcome<Stat> Descriptor::GetStat() { return DoStat(); }

FsOutcome<void> Descriptor::SetTimes(const NewTimestamp& accessed, const NewTimestamp& modified) {
  if (!tree_writable_) return ErrorCode::kReadOnly;
  if (!TimesFit(accessed, modified)) return ErrorCode::kInvalid;
  return DoSetTimes(accessed, modified);
}

FsOutcome<MetadataHashValue> Descriptor::MetadataHash() {
  VIRGA_HOST_ASSIGN(const Stat stat, DoStat());
  return HashOf(stat);
}

bool Descriptor::IsSameObject(Descriptor& other) {
  const FsOutcome<Stat> mine = DoStat();
  const FsOutcome<Stat> theirs = other.DoStat();
  return mine.ok() && theirs.ok() && mine->device == theirs->device && mine->inode == theirs->inode;
}

FsOutcome<Path> Descriptor::Beneath(std::string_view path) const {
  if (!is_directory()) return ErrorCode::kNotDirectory;
  return ParsePath(path);
}

FsOutcome<Path> Descriptor::MutableBeneath(std::string_view path) const {
  VIRGA_HOST_ASSIGN(Path parsed, Beneath(path));
  if (!tree_writable_) return ErrorCode::kReadOnly;
  return parsed;
}

FsOutcome<DescriptorPtr> Descriptor::OpenAt(Symlink symlink, std::string_view path,
                                            OpenFlags open_flags, DescriptorFlags flags) {
  VIRGA_HOST_ASSIGN(const Path parsed, Beneath(path));
  const bool mutates =
      flags.write || flags.mutate_directory || open_flags.create || open_flags.truncate;
  if (mutates && !tree_writable_) return ErrorCode::kReadOnly;
  if (open_flags.truncate && !flags.write) return ErrorCode::kNotPermitted;
  // A file is created, never a directory.
  if (open_flags.create && (open_flags.directory || flags.mutate_directory)) {
    return ErrorCode::kInvalid;
  }
  if (open_flags.create && parsed.must_be_directory) return ErrorCode::kIsDirectory;
  if (open_flags.exclusive && !open_flags.create) open_flags.exclusive = false;
  return DoOpenAt(parsed, symlink, open_flags, flags);
}

FsOutcome<std::unique_ptr<DirectoryStream>> Descriptor::ReadDirectory() {
  if (!is_directory()) return ErrorCode::kNotDirectory;
  return DoReadDirectory();
}

FsOutcome<Stat> Descriptor::StatAt(Symlink symlink, std::string_view path) {
  VIRGA_HOST_ASSIGN(const Path parsed, Beneath(path));
  return DoStatAt(parsed, symlink);
}

FsOutcome<void> Descriptor::SetTimesAt(Symlink symlink, std::string_view path,
                                       const NewTimestamp& accessed, const NewTimestamp& modified) {
  VIRGA_HOST_ASSIGN(const Path parsed, MutableBeneath(path));
  if (!TimesFit(accessed, modified)) return ErrorCode::kInvalid;
  return DoSetTimesAt(parsed, symlink, accessed, modified);
}

FsOutcome<MetadataHashValue> Descriptor::MetadataHashAt(Symlink symlink, std::string_view path) {
  VIRGA_HOST_ASSIGN(const Stat stat, StatAt(symlink, path));
  return HashOf(stat);
}

FsOutcome<void> Descriptor::CreateDirectoryAt(std::string_view path) {
  VIRGA_HOST_ASSIGN(const Path parsed, MutableBeneath(path));
  return DoCreateDirectoryAt(parsed);
}

FsOutcome<void> Descriptor::UnlinkFileAt(std::string_view path) {
  VIRGA_HOST_ASSIGN(const Path parsed, MutableBeneath(path));
  return DoUnlinkFileAt(parsed);
}

FsOutcome<void> Descriptor::RemoveDirectoryAt(std::string_view path) {
  VIRGA_HOST_ASSIGN(const Path parsed, MutableBeneath(path));
  return DoRemoveDirectoryAt(parsed);
}

FsOutcome<std::string> Descriptor::ReadlinkAt(std::string_view path) {
  VIRGA_HOST_ASSIGN(const Path parsed, Beneath(path));
  VIRGA_HOST_ASSIGN(std::string contents, DoReadlinkAt(parsed));
  if (contents.starts_with('/')) return ErrorCode::kNotPermitted;
  return contents;
}

FsOutcome<void> Descriptor::SymlinkAt(std::string_view contents, std::string_view path) {
  VIRGA_HOST_ASSIGN(const Path parsed, MutableBeneath(path));
  // The contents are not resolved now, but must be a path that could be: no NUL, no absolute one.
  VIRGA_HOST_TRY(ParsePath(contents));
  return DoSymlinkAt(contents, parsed);
}

FsOutcome<void> Descriptor::LinkAt(Symlink old_symlink, std::string_view old_path,
                                   Descriptor& new_directory, std::string_view new_path) {
  if (old_symlink == Symlink::kFollow) return ErrorCode::kInvalid;
  VIRGA_HOST_ASSIGN(const Path old_parsed, MutableBeneath(old_path));
  VIRGA_HOST_ASSIGN(const Path new_parsed, new_directory.MutableBeneath(new_path));
  return DoLinkAt(old_parsed, new_directory, new_parsed);
}

FsOutcome<void> Descriptor::RenameAt(std::string_view old_path, Descriptor& new_directory,
                                     std::string_view new_path) {
  VIRGA_HOST_ASSIGN(const Path old_parsed, MutableBeneath(old_path));
  VIRGA_HOST_ASSIGN(const Path new_parsed, new_directory.MutableBeneath(new_path));
  return DoRenameAt(old_parsed, new_directory, new_parsed);
}

}  // namespace virga::host::filesystem
