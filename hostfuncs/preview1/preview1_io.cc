// Reading and writing.

#include <algorithm>
#include <array>
#include <cstring>

#include "hostfuncs/io/stream_ops.h"
#include "hostfuncs/preview1/preview1.h"

namespace virga::host::preview1 {
namespace {

using Parts = std::span<const std::span<uint8_t>>;

// Small writes in several pieces, as C libraries make them, become one call to the system.
constexpr size_t kGatherBytes = 4096;

// Reads until a part is not filled. An error after some bytes is left for the next call to find.
Errno ReadFile(filesystem::Descriptor& file, Parts parts, uint64_t offset, uint32_t* total) {
  for (const std::span<uint8_t> part : parts) {
    const auto got = file.Read(part, offset + *total);
    if (!got.ok()) return *total > 0 ? Errno::kSuccess : ToErrno(got.error());
    *total += static_cast<uint32_t>(*got);
    if (*got < part.size()) break;
  }
  return Errno::kSuccess;
}

Errno WriteFile(filesystem::Descriptor& file, Parts parts, std::optional<uint64_t> offset,
                uint32_t* total) {
  for (const std::span<uint8_t> part : parts) {
    const auto put = offset ? file.Write(part, *offset + *total) : file.Append(part);
    if (!put.ok()) return *total > 0 ? Errno::kSuccess : ToErrno(put.error());
    *total += static_cast<uint32_t>(*put);
    if (*put < part.size()) break;
  }
  return Errno::kSuccess;
}

size_t TotalSize(Parts parts) {
  size_t size = 0;
  for (const std::span<uint8_t> part : parts) size += part.size();
  return size;
}

}  // namespace

Result<Errno> Preview1::FromStream(const io::StreamError& error) const {
  switch (error.kind) {
    case io::StreamError::Kind::kClosed:
      return Errno::kPipe;
    case io::StreamError::Kind::kFailed:
      return ToErrno(error.code);
    case io::StreamError::Kind::kMisuse:
      break;  // the calls here keep the streams' rules, so this is an interrupted wait
  }
  return Error::Trap(TrapCode::kInterrupted);
}

Result<Errno> Preview1::ReadStream(FdEntry& entry, Parts parts, uint32_t* total) {
  for (const std::span<uint8_t> part : parts) {
    const io::Blocking how{*options_.loop, &options_.interrupted};
    // Only the first byte is worth waiting for.
    const bool may_wait = *total == 0 && (entry.flags & kFdNonblock) == 0;
    const auto got = may_wait ? io::BlockingRead(how, *entry.input, part) : entry.input->Read(part);
    if (!got.ok()) {
      if (*total > 0 || got.error().kind == io::StreamError::Kind::kClosed) break;
      return FromStream(got.error());
    }
    if (*got == 0 && *total == 0) return Errno::kAgain;
    *total += static_cast<uint32_t>(*got);
    if (*got < part.size()) break;
  }
  return Errno::kSuccess;
}

Result<Errno> Preview1::WriteStream(FdEntry& entry, Parts parts, uint32_t* total) {
  std::array<uint8_t, kGatherBytes> gathered;
  std::span<uint8_t> one;
  if (parts.size() > 1 && TotalSize(parts) <= gathered.size()) {
    size_t size = 0;
    for (const std::span<uint8_t> part : parts) {
      memcpy(gathered.data() + size, part.data(), part.size());
      size += part.size();
    }
    one = std::span(gathered).first(size);
    parts = std::span(&one, 1);
  }
  const io::Blocking how{*options_.loop, &options_.interrupted};
  for (const std::span<uint8_t> part : parts) {
    size_t size = part.size();
    io::StreamOutcome<void> written;
    if ((entry.flags & kFdNonblock) == 0) {
      written = io::BlockingWriteAll(how, *entry.output, part);
    } else {
      const auto permit = entry.output->CheckWrite();
      if (!permit.ok()) return FromStream(permit.error());
      if (*permit == 0) return *total > 0 ? Errno::kSuccess : Errno::kAgain;
      size = static_cast<size_t>(std::min<uint64_t>(*permit, size));
      written = entry.output->Write(part.first(size));
    }
    if (!written.ok()) return FromStream(written.error());
    *total += static_cast<uint32_t>(size);
    if (size < part.size()) break;
  }
  return Errno::kSuccess;
}

Result<Errno> Preview1::FdRead(Memory memory, uint32_t fd, P iovs, P iovs_len, P nread) {
  FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  std::vector<std::span<uint8_t>> parts;
  Errno error = ReadIovecs(memory, iovs, iovs_len, &parts);
  if (error != Errno::kSuccess) return error;
  if (!memory.Slice(nread, sizeof(uint32_t))) return Errno::kFault;
  if (entry->is_directory()) return Errno::kIsdir;
  if (entry->output != nullptr || (entry->rights & kRightFdRead) == 0) return Errno::kBadf;

  uint32_t total = 0;
  if (entry->is_file()) {
    error = ReadFile(*entry->descriptor, parts, entry->position, &total);
    entry->position += total;
  } else {
    auto read = ReadStream(*entry, parts, &total);
    if (!read.ok()) return read;
    error = *read;
  }
  if (error == Errno::kSuccess && !memory.Write(nread, total)) return Errno::kFault;
  return error;
}

Errno Preview1::FdPread(Memory memory, uint32_t fd, P iovs, P iovs_len, uint64_t offset, P nread) {
  FdEntry* entry = nullptr;
  Errno error = FindFile(fd, &entry);
  if (error != Errno::kSuccess) return error;
  std::vector<std::span<uint8_t>> parts;
  error = ReadIovecs(memory, iovs, iovs_len, &parts);
  if (error != Errno::kSuccess) return error;
  if (offset > INT64_MAX) return Errno::kInval;
  if ((entry->rights & kRightFdRead) == 0) return Errno::kBadf;
  uint32_t total = 0;
  error = ReadFile(*entry->descriptor, parts, offset, &total);
  if (error == Errno::kSuccess && !memory.Write(nread, total)) return Errno::kFault;
  return error;
}

Result<Errno> Preview1::FdWrite(Memory memory, uint32_t fd, P iovs, P iovs_len, P nwritten) {
  FdEntry* entry = fds_.Find(fd);
  if (entry == nullptr) return Errno::kBadf;
  std::vector<std::span<uint8_t>> parts;
  Errno error = ReadIovecs(memory, iovs, iovs_len, &parts);
  if (error != Errno::kSuccess) return error;
  if (!memory.Slice(nwritten, sizeof(uint32_t))) return Errno::kFault;
  if (entry->is_directory()) return Errno::kIsdir;
  if (entry->input != nullptr || (entry->rights & kRightFdWrite) == 0) return Errno::kBadf;

  uint32_t total = 0;
  if (entry->output != nullptr) {
    auto written = WriteStream(*entry, parts, &total);
    if (!written.ok()) return written;
    error = *written;
  } else if ((entry->flags & kFdAppend) != 0) {
    error = WriteFile(*entry->descriptor, parts, std::nullopt, &total);
    const auto stat = entry->descriptor->GetStat();
    if (stat.ok()) entry->position = stat->size;
  } else {
    error = WriteFile(*entry->descriptor, parts, entry->position, &total);
    entry->position += total;
  }
  if (error == Errno::kSuccess && !memory.Write(nwritten, total)) return Errno::kFault;
  return error;
}

Errno Preview1::FdPwrite(Memory memory, uint32_t fd, P iovs, P iovs_len, uint64_t offset,
                         P nwritten) {
  FdEntry* entry = nullptr;
  Errno error = FindFile(fd, &entry);
  if (error != Errno::kSuccess) return error;
  std::vector<std::span<uint8_t>> parts;
  error = ReadIovecs(memory, iovs, iovs_len, &parts);
  if (error != Errno::kSuccess) return error;
  if (offset > INT64_MAX) return Errno::kInval;
  if ((entry->rights & kRightFdWrite) == 0) return Errno::kBadf;
  uint32_t total = 0;
  error = WriteFile(*entry->descriptor, parts, offset, &total);
  if (error == Errno::kSuccess && !memory.Write(nwritten, total)) return Errno::kFault;
  return error;
}

}  // namespace virga::host::preview1
