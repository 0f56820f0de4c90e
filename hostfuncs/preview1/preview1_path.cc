// Operations on names beneath an open directory.

#include <algorithm>
#include <cstring>

#include "hostfuncs/preview1/preview1.h"

namespace virga::host::preview1 {
namespace {

using filesystem::DirectoryEntry;
using filesystem::FsOutcome;
using filesystem::Symlink;

// A directory that keeps growing while it is listed must end somewhere.
constexpr uint64_t kMaxListed = 10'000'000;

template <typename T>
Errno FromOutcome(const FsOutcome<T>& outcome) {
  return outcome.ok() ? Errno::kSuccess : ToErrno(outcome.error());
}

Symlink ToSymlink(uint32_t lookup_flags) {
  return (lookup_flags & kLookupFollow) != 0 ? Symlink::kFollow : Symlink::kNoFollow;
}

filesystem::DescriptorFlags ToDescriptorFlags(uint64_t rights, uint32_t open_flags,
                                              uint32_t fd_flags) {
  constexpr uint64_t kWriting = kRightFdWrite | kRightFdAllocate | kRightFdFilestatSetSize;
  filesystem::DescriptorFlags flags;
  flags.read = (rights & kRightFdRead) != 0;
  // Guests ask for every right on directories too, which nobody can open for writing.
  flags.write = (rights & kWriting) != 0 && (open_flags & kOpenDirectory) == 0;
  flags.data_integrity_sync = (fd_flags & kFdDsync) != 0;
  flags.file_integrity_sync = (fd_flags & kFdSync) != 0;
  flags.requested_write_sync = (fd_flags & kFdRsync) != 0;
  return flags;
}

// A dirent record and its name.
std::string EncodeEntry(const DirectoryEntry& entry, uint64_t next_cookie) {
  std::string text(kDirentSize, '\0');
  auto* p = reinterpret_cast<uint8_t*>(text.data());
  GuestMemory::Store<uint64_t>(p, next_cookie);
  GuestMemory::Store<uint64_t>(p + 8, entry.inode);
  GuestMemory::Store<uint32_t>(p + 16, static_cast<uint32_t>(entry.name.size()));
  GuestMemory::Store<uint8_t>(p + 20, static_cast<uint8_t>(ToFiletype(entry.type)));
  return text + entry.name;
}

}  // namespace

FsOutcome<const DirectoryEntry*> Preview1::ListedEntry(FdEntry& entry, uint64_t index) {
  if (entry.listing == nullptr) {
    VIRGA_HOST_ASSIGN(entry.listing, entry.descriptor->ReadDirectory());
    VIRGA_HOST_ASSIGN(const filesystem::Stat self, entry.descriptor->GetStat());
    entry.listed.clear();
    // What is above may be outside: the parent's number is the directory's own.
    for (const char* name : {".", ".."}) {
      entry.listed.push_back({filesystem::DescriptorType::kDirectory, name, self.inode});
    }
  }
  while (entry.listed.size() <= index && entry.listed.size() < kMaxListed) {
    VIRGA_HOST_ASSIGN(std::optional<DirectoryEntry> next, entry.listing->Next());
    if (!next) break;
    entry.listed.push_back(std::move(*next));
  }
  return index < entry.listed.size() ? &entry.listed[static_cast<size_t>(index)] : nullptr;
}

Errno Preview1::FdReaddir(Memory memory, uint32_t fd, P buf, P buf_len, uint64_t cookie, P used) {
  FdEntry* entry = nullptr;
  if (const Errno error = FindDirectory(fd, &entry); error != Errno::kSuccess) return error;
  const auto buffer = memory.Slice(buf, buf_len);
  if (!buffer || !memory.Slice(used, sizeof(uint32_t))) return Errno::kFault;
  if (cookie == 0) entry->listing.reset();  // from the start, as it is now
  std::span<uint8_t> left = *buffer;
  while (!left.empty()) {
    const auto listed = ListedEntry(*entry, cookie);
    if (!listed.ok()) return ToErrno(listed.error());
    if (*listed == nullptr) break;
    // The last entry may be cut off: a full buffer tells the guest to come again.
    const std::string record = EncodeEntry(**listed, ++cookie);
    const size_t size = std::min(record.size(), left.size());
    memcpy(left.data(), record.data(), size);
    left = left.subspan(size);
  }
  const auto total = static_cast<uint32_t>(buffer->size() - left.size());
  return memory.Write(used, total) ? Errno::kSuccess : Errno::kFault;
}

Errno Preview1::PathCreateDirectory(Memory memory, uint32_t fd, P path, P path_len) {
  FdEntry* entry = nullptr;
  std::string_view text;
  const Errno error = FindPath(memory, fd, path, path_len, &entry, &text);
  if (error != Errno::kSuccess) return error;
  return FromOutcome(entry->descriptor->CreateDirectoryAt(text));
}

Errno Preview1::PathFilestatGet(Memory memory, uint32_t fd, uint32_t lookup_flags, P path,
                                P path_len, P out) {
  FdEntry* entry = nullptr;
  std::string_view text;
  const Errno error = FindPath(memory, fd, path, path_len, &entry, &text);
  if (error != Errno::kSuccess) return error;
  const auto stat = entry->descriptor->StatAt(ToSymlink(lookup_flags), text);
  if (!stat.ok()) return ToErrno(stat.error());
  return WriteFilestat(memory, out, *stat) ? Errno::kSuccess : Errno::kFault;
}

Errno Preview1::PathFilestatSetTimes(Memory memory, uint32_t fd, uint32_t lookup_flags, P path,
                                     P path_len, uint64_t atim, uint64_t mtim, uint32_t fst_flags) {
  FdEntry* entry = nullptr;
  std::string_view text;
  Errno error = FindPath(memory, fd, path, path_len, &entry, &text);
  if (error != Errno::kSuccess) return error;
  filesystem::NewTimestamp accessed, modified;
  error = ToNewTimestamps(atim, mtim, fst_flags, &accessed, &modified);
  if (error != Errno::kSuccess) return error;
  return FromOutcome(
      entry->descriptor->SetTimesAt(ToSymlink(lookup_flags), text, accessed, modified));
}

Errno Preview1::PathLink(Memory memory, uint32_t old_fd, uint32_t lookup_flags, P old_path,
                         P old_path_len, uint32_t new_fd, P new_path, P new_path_len) {
  FdEntry *from = nullptr, *to = nullptr;
  std::string_view old_text, new_text;
  Errno error = FindPath(memory, old_fd, old_path, old_path_len, &from, &old_text);
  if (error != Errno::kSuccess) return error;
  error = FindPath(memory, new_fd, new_path, new_path_len, &to, &new_text);
  if (error != Errno::kSuccess) return error;
  return FromOutcome(
      from->descriptor->LinkAt(ToSymlink(lookup_flags), old_text, *to->descriptor, new_text));
}

Errno Preview1::PathOpen(Memory memory, uint32_t fd, uint32_t lookup_flags, P path, P path_len,
                         uint32_t open_flags, uint64_t rights, uint64_t inheriting,
                         uint32_t fd_flags, P out) {
  FdEntry* directory = nullptr;
  std::string_view text;
  const Errno error = FindPath(memory, fd, path, path_len, &directory, &text);
  if (error != Errno::kSuccess) return error;
  if ((open_flags & ~kOpenFlagsAll) != 0 || (fd_flags & ~kFdFlagsAll) != 0) return Errno::kInval;
  if (!memory.Slice(out, sizeof(uint32_t))) return Errno::kFault;

  // More than the directory may pass on is not an error: guests ask for everything.
  FdEntry entry;
  entry.rights = rights & directory->inheriting_rights;
  entry.inheriting_rights = inheriting & directory->inheriting_rights;
  entry.flags = fd_flags;
  filesystem::OpenFlags flags;
  flags.create = (open_flags & kOpenCreate) != 0;
  flags.directory = (open_flags & kOpenDirectory) != 0;
  flags.exclusive = (open_flags & kOpenExclusive) != 0;
  flags.truncate = (open_flags & kOpenTruncate) != 0;
  auto opened = directory->descriptor->OpenAt(
      ToSymlink(lookup_flags), text, flags, ToDescriptorFlags(entry.rights, open_flags, fd_flags));
  if (!opened.ok()) return ToErrno(opened.error());
  entry.descriptor = std::move(*opened);
  const std::optional<uint32_t> number = fds_.Add(std::move(entry));
  if (!number) return Errno::kMfile;
  return memory.Write(out, *number) ? Errno::kSuccess : Errno::kFault;
}

Errno Preview1::PathReadlink(Memory memory, uint32_t fd, P path, P path_len, P buf, P buf_len,
                             P used) {
  FdEntry* entry = nullptr;
  std::string_view text;
  const Errno error = FindPath(memory, fd, path, path_len, &entry, &text);
  if (error != Errno::kSuccess) return error;
  const auto contents = entry->descriptor->ReadlinkAt(text);
  if (!contents.ok()) return ToErrno(contents.error());
  const std::string_view cut = std::string_view(*contents).substr(0, buf_len);
  const bool written =
      memory.WriteBytes(buf, cut) && memory.Write(used, static_cast<uint32_t>(cut.size()));
  return written ? Errno::kSuccess : Errno::kFault;
}

Errno Preview1::PathRemoveDirectory(Memory memory, uint32_t fd, P path, P path_len) {
  FdEntry* entry = nullptr;
  std::string_view text;
  const Errno error = FindPath(memory, fd, path, path_len, &entry, &text);
  if (error != Errno::kSuccess) return error;
  return FromOutcome(entry->descriptor->RemoveDirectoryAt(text));
}

Errno Preview1::PathRename(Memory memory, uint32_t old_fd, P old_path, P old_path_len,
                           uint32_t new_fd, P new_path, P new_path_len) {
  FdEntry *from = nullptr, *to = nullptr;
  std::string_view old_text, new_text;
  Errno error = FindPath(memory, old_fd, old_path, old_path_len, &from, &old_text);
  if (error != Errno::kSuccess) return error;
  error = FindPath(memory, new_fd, new_path, new_path_len, &to, &new_text);
  if (error != Errno::kSuccess) return error;
  return FromOutcome(from->descriptor->RenameAt(old_text, *to->descriptor, new_text));
}

Errno Preview1::PathSymlink(Memory memory, P old_path, P old_path_len, uint32_t fd, P new_path,
                            P new_path_len) {
  FdEntry* entry = nullptr;
  std::string_view text;
  const Errno error = FindPath(memory, fd, new_path, new_path_len, &entry, &text);
  if (error != Errno::kSuccess) return error;
  const auto contents = memory.Text(old_path, old_path_len);
  if (!contents) return Errno::kFault;
  return FromOutcome(entry->descriptor->SymlinkAt(*contents, text));
}

Errno Preview1::PathUnlinkFile(Memory memory, uint32_t fd, P path, P path_len) {
  FdEntry* entry = nullptr;
  std::string_view text;
  const Errno error = FindPath(memory, fd, path, path_len, &entry, &text);
  if (error != Errno::kSuccess) return error;
  return FromOutcome(entry->descriptor->UnlinkFileAt(text));
}

}  // namespace virga::host::preview1
