// Operations on open descriptors, other than reading and writing.

#include <algorithm>

#include "hostfuncs/preview1/preview1.h"

namespace virga::host::preview1 {
namespace {

template <typename T>
Errno FromOutcome(const filesystem::FsOutcome<T>& outcome) {
  return outcome.ok() ? Errno::kSuccess : ToErrno(outcome.error());
}

Filetype FiletypeOf(const FdEntry& entry) {
  if (entry.descriptor != nullptr) return ToFiletype(entry.descriptor->type());
  return entry.is_terminal ? Filetype::kCharacterDevice : Filetype::kUnknown;
}

}  // namespace

Errno Preview1::FdAdvise(Memory, uint32_t fd, uint64_t offset, uint64_t length, uint32_t advice) {
  FdEntry* entry = nullptr;
  if (const Errno error = FindFile(fd, &entry); error != Errno::kSuccess) {
    return error == Errno::kIsdir ? Errno::kBadf : error;
  }
  if (advice > static_cast<uint32_t>(filesystem::Advice::kNoReuse)) return Errno::kInval;
  // Preview 1 numbers "will need" to "no reuse" as WASI 0.2 does.
  return FromOutcome(
      entry->descriptor->Advise(offset, length, static_cast<filesystem::Advice>(advice)));
}

Errno Preview1::FdAllocate(Memory, uint32_t fd, uint64_t offset, uint64_t length) {
  FdEntry* entry = nullptr;
  if (const Errno error = FindFile(fd, &entry); error != Errno::kSuccess) return error;
  uint64_t end = 0;
  if (length == 0) return Errno::kInval;
  if (!CheckedAdd(offset, length, &end)) return ToErrno(io::ErrorCode::kFileTooLarge);
  const auto stat = entry->descriptor->GetStat();
  if (!stat.ok()) return ToErrno(stat.error());
  // Never shrinks. Asks for the size even when it is there: a descriptor for reading is refused.
  return FromOutcome(entry->descriptor->SetSize(std::max(end, stat->size)));
}

Errno Preview1::FdClose(Memory, uint32_t fd) {
  return fds_.Close(fd) ? Errno::kSuccess : Errno::kBadf;
}

Errno Preview1::FdSync(Memory, uint32_t fd) {
  const FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  return entry->descriptor == nullptr ? Errno::kSuccess : FromOutcome(entry->descriptor->Sync());
}

Errno Preview1::FdDatasync(Memory, uint32_t fd) {
  const FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  return entry->descriptor == nullptr ? Errno::kSuccess
                                      : FromOutcome(entry->descriptor->SyncData());
}

Errno Preview1::FdFdstatGet(Memory memory, uint32_t fd, P out) {
  const FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  const auto record = memory.Slice(out, kFdstatSize);
  if (!record) return Errno::kFault;
  std::fill(record->begin(), record->end(), uint8_t{0});
  uint8_t* p = record->data();
  GuestMemory::Store<uint8_t>(p, static_cast<uint8_t>(FiletypeOf(*entry)));
  GuestMemory::Store<uint16_t>(p + 2, static_cast<uint16_t>(entry->flags));
  GuestMemory::Store<uint64_t>(p + 8, entry->rights);
  GuestMemory::Store<uint64_t>(p + 16, entry->inheriting_rights);
  return Errno::kSuccess;
}

Errno Preview1::FdFdstatSetFlags(Memory, uint32_t fd, uint32_t flags) {
  FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  // How writes reach the disk is fixed when a file is opened.
  constexpr uint32_t kSyncFlags = kFdDsync | kFdRsync | kFdSync;
  if ((flags & ~kFdFlagsAll) != 0) return Errno::kInval;
  if (((flags ^ entry->flags) & kSyncFlags) != 0) return Errno::kNotsup;
  entry->flags = flags;
  return Errno::kSuccess;
}

Errno Preview1::FdFdstatSetRights(Memory, uint32_t fd, uint64_t rights, uint64_t inheriting) {
  FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  const bool grows =
      (rights & ~entry->rights) != 0 || (inheriting & ~entry->inheriting_rights) != 0;
  if (grows) return Errno::kNotcapable;
  entry->rights = rights;
  entry->inheriting_rights = inheriting;
  return Errno::kSuccess;
}

Errno Preview1::FdFilestatGet(Memory memory, uint32_t fd, P out) {
  const FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  filesystem::Stat stat;
  if (entry->descriptor != nullptr) {
    const auto found = entry->descriptor->GetStat();
    if (!found.ok()) return ToErrno(found.error());
    stat = *found;
  } else if (entry->is_terminal) {
    stat.type = filesystem::DescriptorType::kCharacterDevice;
  }
  return WriteFilestat(memory, out, stat) ? Errno::kSuccess : Errno::kFault;
}

Errno Preview1::FdFilestatSetSize(Memory, uint32_t fd, uint64_t size) {
  FdEntry* entry = nullptr;
  if (const Errno error = FindFile(fd, &entry); error != Errno::kSuccess) {
    return error == Errno::kSpipe ? Errno::kInval : error;
  }
  return FromOutcome(entry->descriptor->SetSize(size));
}

Errno Preview1::FdFilestatSetTimes(Memory, uint32_t fd, uint64_t atim, uint64_t mtim,
                                   uint32_t fst_flags) {
  const FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  filesystem::NewTimestamp accessed, modified;
  const Errno error = ToNewTimestamps(atim, mtim, fst_flags, &accessed, &modified);
  if (error != Errno::kSuccess) return error;
  if (entry->descriptor == nullptr) return Errno::kInval;
  return FromOutcome(entry->descriptor->SetTimes(accessed, modified));
}

Errno Preview1::FdRenumber(Memory, uint32_t from, uint32_t to) {
  return fds_.Renumber(from, to) ? Errno::kSuccess : Errno::kBadf;
}

Errno Preview1::FdSeek(Memory memory, uint32_t fd, uint64_t delta, uint32_t whence, P out) {
  FdEntry* entry = nullptr;
  if (const Errno error = FindFile(fd, &entry); error != Errno::kSuccess) {
    return error == Errno::kIsdir ? Errno::kBadf : error;
  }
  uint64_t base = 0;
  switch (static_cast<Whence>(whence)) {
    case Whence::kSet:
      break;
    case Whence::kCurrent:
      base = entry->position;
      break;
    case Whence::kEnd: {
      const auto stat = entry->descriptor->GetStat();
      if (!stat.ok()) return ToErrno(stat.error());
      base = stat->size;
      break;
    }
    default:
      return Errno::kInval;
  }
  // The base is at most 2^63 - 1 and delta a signed number: the sum wraps exactly when it is
  // negative.
  const uint64_t position = base + delta;
  if (position > INT64_MAX) return Errno::kInval;
  if (!memory.Write(out, position)) return Errno::kFault;
  entry->position = position;
  return Errno::kSuccess;
}

Errno Preview1::FdTell(Memory memory, uint32_t fd, P out) {
  FdEntry* entry = nullptr;
  if (const Errno error = FindFile(fd, &entry); error != Errno::kSuccess) {
    return error == Errno::kIsdir ? Errno::kBadf : error;
  }
  return memory.Write(out, entry->position) ? Errno::kSuccess : Errno::kFault;
}

Errno Preview1::FdPrestatGet(Memory memory, uint32_t fd, P out) {
  const FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr || !entry->preopen_path) return Errno::kBadf;
  const auto record = memory.Slice(out, kPrestatSize);
  if (!record) return Errno::kFault;
  std::fill(record->begin(), record->end(), uint8_t{0});  // tag 0: a directory
  GuestMemory::Store<uint32_t>(record->data() + 4,
                               static_cast<uint32_t>(entry->preopen_path->size()));
  return Errno::kSuccess;
}

Errno Preview1::FdPrestatDirName(Memory memory, uint32_t fd, P path, P path_len) {
  const FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr || !entry->preopen_path) return Errno::kBadf;
  if (path_len < entry->preopen_path->size()) return Errno::kNametoolong;
  return memory.WriteBytes(path, *entry->preopen_path) ? Errno::kSuccess : Errno::kFault;
}

}  // namespace virga::host::preview1
