// Conversions between preview 1's records and the backends' types, and the lookup of descriptors.

#include <algorithm>

#include "hostfuncs/preview1/preview1.h"

namespace virga::host::preview1 {

Preview1::Preview1(Preview1Options options)
    : options_(std::move(options)), fds_(std::max<uint32_t>(options_.max_fds, 3)) {
  const cli::Environment& environment = options_.environment;
  FdEntry input;
  input.input = environment.standard_input.stream;
  input.is_terminal = environment.standard_input.is_terminal;
  input.rights = kRightsInput;
  fds_.Add(std::move(input));
  for (const auto* stdio : {&environment.standard_output, &environment.standard_error}) {
    FdEntry output;
    output.output = stdio->stream;
    output.is_terminal = stdio->is_terminal;
    output.rights = kRightsOutput;
    fds_.Add(std::move(output));
  }
  for (filesystem::Preopen& preopen : options_.preopens) {
    FdEntry directory;
    directory.descriptor = std::move(preopen.directory);
    directory.preopen_path = std::move(preopen.guest_path);
    directory.rights = directory.inheriting_rights = kRightsAll;
    fds_.Add(std::move(directory));
  }
  options_.preopens.clear();
}

Errno Preview1::FindDirectory(uint32_t fd, FdEntry** entry) {
  *entry = fds_.Find(fd);
  if (*entry == nullptr) return Errno::kBadf;
  return (*entry)->is_directory() ? Errno::kSuccess : Errno::kNotdir;
}

Errno Preview1::FindFile(uint32_t fd, FdEntry** entry) {
  *entry = fds_.Find(fd);
  if (*entry == nullptr) return Errno::kBadf;
  if ((*entry)->is_directory()) return Errno::kIsdir;
  return (*entry)->is_file() ? Errno::kSuccess : Errno::kSpipe;
}

Errno Preview1::FindPath(Memory memory, uint32_t fd, P path, P path_len, FdEntry** entry,
                         std::string_view* text) {
  if (const Errno error = FindDirectory(fd, entry); error != Errno::kSuccess) return error;
  const auto found = memory.Text(path, path_len);
  if (!found) return Errno::kFault;
  *text = *found;
  return Errno::kSuccess;
}

Filetype ToFiletype(filesystem::DescriptorType type) {
  using filesystem::DescriptorType;
  switch (type) {
    case DescriptorType::kBlockDevice:
      return Filetype::kBlockDevice;
    case DescriptorType::kCharacterDevice:
      return Filetype::kCharacterDevice;
    case DescriptorType::kDirectory:
      return Filetype::kDirectory;
    case DescriptorType::kRegularFile:
      return Filetype::kRegularFile;
    case DescriptorType::kSymbolicLink:
      return Filetype::kSymbolicLink;
    case DescriptorType::kSocket:
      return Filetype::kSocketStream;
    case DescriptorType::kFifo:
    case DescriptorType::kUnknown:
      break;
  }
  return Filetype::kUnknown;
}

bool WriteFilestat(const GuestMemory& memory, uint32_t at, const filesystem::Stat& stat) {
  const auto record = memory.Slice(at, kFilestatSize);
  if (!record) return false;
  const auto time = [](const std::optional<clocks::Datetime>& t) {
    return t ? clocks::ToNanoseconds(*t) : uint64_t{0};
  };
  uint8_t* p = record->data();
  std::fill(record->begin(), record->end(), uint8_t{0});
  GuestMemory::Store<uint64_t>(p, stat.device);
  GuestMemory::Store<uint64_t>(p + 8, stat.inode);
  GuestMemory::Store<uint8_t>(p + 16, static_cast<uint8_t>(ToFiletype(stat.type)));
  GuestMemory::Store<uint64_t>(p + 24, stat.link_count);
  GuestMemory::Store<uint64_t>(p + 32, stat.size);
  GuestMemory::Store<uint64_t>(p + 40, time(stat.accessed));
  GuestMemory::Store<uint64_t>(p + 48, time(stat.modified));
  GuestMemory::Store<uint64_t>(p + 56, time(stat.changed));
  return true;
}

Errno ToNewTimestamps(uint64_t atim, uint64_t mtim, uint32_t fst_flags,
                      filesystem::NewTimestamp* accessed, filesystem::NewTimestamp* modified) {
  using Kind = filesystem::NewTimestamp::Kind;
  constexpr uint32_t kAll = kSetAtim | kSetAtimNow | kSetMtim | kSetMtimNow;
  const auto convert = [fst_flags](uint64_t time, uint32_t set, uint32_t now,
                                   filesystem::NewTimestamp* out) {
    const bool is_set = (fst_flags & set) != 0;
    const bool is_now = (fst_flags & now) != 0;
    if (is_set) *out = {Kind::kTimestamp, clocks::FromNanoseconds(time)};
    if (is_now) out->kind = Kind::kNow;
    return !(is_set && is_now);
  };
  const bool valid = convert(atim, kSetAtim, kSetAtimNow, accessed) &&
                     convert(mtim, kSetMtim, kSetMtimNow, modified) && (fst_flags & ~kAll) == 0;
  return valid ? Errno::kSuccess : Errno::kInval;
}

Errno ReadIovecs(const GuestMemory& memory, uint32_t iovs, uint32_t count,
                 std::vector<std::span<uint8_t>>* parts) {
  const auto records = memory.Array(iovs, count, kIovecSize);
  if (!records) return Errno::kFault;
  uint64_t left = kMaxTransfer;
  for (uint32_t i = 0; i < count; i++) {
    const uint8_t* record = records->data() + i * kIovecSize;
    auto part =
        memory.Slice(GuestMemory::Load<uint32_t>(record), GuestMemory::Load<uint32_t>(record + 4));
    if (!part) return Errno::kFault;
    if (part->empty() || left == 0) continue;
    parts->push_back(part->first(static_cast<size_t>(std::min<uint64_t>(part->size(), left))));
    left -= parts->back().size();
  }
  return Errno::kSuccess;
}

}  // namespace virga::host::preview1
