#include "hostfuncs/filesystem/filesystem_host.h"

#include <algorithm>
#include <utility>

#include "hostfuncs/filesystem/file_streams.h"

namespace virga::host::filesystem {

namespace {

template <typename T>
using Expected = cabi::Expected<T, wit::ErrorCode>;

// One read hands out at most this much: the guest names a length, not a buffer that exists.
constexpr uint64_t kReadMax = 1 << 20;

// The enums of backend and interface have the same order (hostfuncs/io/error_code.def, types.h).
wit::ErrorCode ToWit(ErrorCode code) { return static_cast<wit::ErrorCode>(code); }

template <typename T, typename Convert>
Expected<std::invoke_result_t<Convert, T>> Answer(FsOutcome<T> outcome, Convert convert) {
  using Wit = Expected<std::invoke_result_t<Convert, T>>;
  if (!outcome.ok()) return Wit::Failure(ToWit(outcome.error()));
  return Wit(convert(std::move(outcome).value()));
}

Expected<std::monostate> Answer(FsOutcome<void> outcome) {
  if (!outcome.ok()) return Expected<std::monostate>::Failure(ToWit(outcome.error()));
  return {};
}

Symlink FromWit(wit::PathFlags flags) {
  return flags.has(wit::PathFlags::kSymlinkFollow) ? Symlink::kFollow : Symlink::kNoFollow;
}

NewTimestamp FromWit(const wit::NewTimestamp& time) {
  NewTimestamp result;
  result.kind = static_cast<NewTimestamp::Kind>(time.which());
  if (result.kind == NewTimestamp::Kind::kTimestamp) {
    result.time = {time.as_timestamp().seconds, time.as_timestamp().nanoseconds};
  }
  return result;
}

DescriptorFlags FromWit(wit::DescriptorFlags flags) {
  using F = wit::DescriptorFlags;
  return {.read = flags.has(F::kRead),
          .write = flags.has(F::kWrite),
          .file_integrity_sync = flags.has(F::kFileIntegritySync),
          .data_integrity_sync = flags.has(F::kDataIntegritySync),
          .requested_write_sync = flags.has(F::kRequestedWriteSync),
          .mutate_directory = flags.has(F::kMutateDirectory)};
}

wit::DescriptorFlags ToWit(const DescriptorFlags& flags) {
  using F = wit::DescriptorFlags;
  const int bits = (flags.read ? F::kRead : 0) | (flags.write ? F::kWrite : 0) |
                   (flags.file_integrity_sync ? F::kFileIntegritySync : 0) |
                   (flags.data_integrity_sync ? F::kDataIntegritySync : 0) |
                   (flags.requested_write_sync ? F::kRequestedWriteSync : 0) |
                   (flags.mutate_directory ? F::kMutateDirectory : 0);
  return {static_cast<uint8_t>(bits)};
}

std::optional<wit::Datetime> ToWit(const std::optional<Datetime>& time) {
  if (!time.has_value()) return std::nullopt;
  return wit::Datetime{time->seconds, time->nanoseconds};
}

wit::DescriptorStat ToWit(const Stat& stat) {
  return {static_cast<wit::DescriptorType>(stat.type),
          stat.link_count,
          stat.size,
          ToWit(stat.accessed),
          ToWit(stat.modified),
          ToWit(stat.changed)};
}

wit::MetadataHashValue ToWit(const MetadataHashValue& hash) { return {hash.lower, hash.upper}; }

constexpr auto kToWit = [](const auto& value) { return ToWit(value); };

}  // namespace

TypesHost::Reply<io::IoResources::WitInput> TypesHost::DescriptorReadViaStream(Self self,
                                                                               uint64_t offset) {
  return Answer(ReadViaStream(resources_.descriptors.Share(self.rep), offset),
                [this](std::unique_ptr<io::InputStream> stream) {
                  return streams_.Add(std::shared_ptr<io::InputStream>(std::move(stream)));
                });
}

TypesHost::Reply<io::IoResources::WitOutput> TypesHost::DescriptorWriteViaStream(Self self,
                                                                                 uint64_t offset) {
  return Answer(WriteViaStream(resources_.descriptors.Share(self.rep), offset),
                [this](std::unique_ptr<io::OutputStream> stream) {
                  return streams_.Add(std::shared_ptr<io::OutputStream>(std::move(stream)));
                });
}

TypesHost::Reply<io::IoResources::WitOutput> TypesHost::DescriptorAppendViaStream(Self self) {
  return Answer(AppendViaStream(resources_.descriptors.Share(self.rep)),
                [this](std::unique_ptr<io::OutputStream> stream) {
                  return streams_.Add(std::shared_ptr<io::OutputStream>(std::move(stream)));
                });
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorAdvise(Self self, uint64_t offset,
                                                             uint64_t length, wit::Advice advice) {
  return Answer(Get(self).Advise(offset, length, static_cast<Advice>(advice)));
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorSyncData(Self self) {
  return Answer(Get(self).SyncData());
}

TypesHost::Reply<wit::DescriptorFlags> TypesHost::DescriptorGetFlags(Self self) {
  return Expected<wit::DescriptorFlags>(ToWit(Get(self).flags()));
}

TypesHost::Reply<wit::DescriptorType> TypesHost::DescriptorGetType(Self self) {
  return Expected<wit::DescriptorType>(static_cast<wit::DescriptorType>(Get(self).type()));
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorSetSize(Self self, uint64_t size) {
  return Answer(Get(self).SetSize(size));
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorSetTimes(
    Self self, const wit::NewTimestamp& data_access_timestamp,
    const wit::NewTimestamp& data_modification_timestamp) {
  return Answer(
      Get(self).SetTimes(FromWit(data_access_timestamp), FromWit(data_modification_timestamp)));
}

TypesHost::Reply<std::tuple<std::vector<uint8_t>, bool>> TypesHost::DescriptorRead(
    Self self, uint64_t length, uint64_t offset) {
  std::vector<uint8_t> bytes(static_cast<size_t>(std::min(length, kReadMax)));
  return Answer(Get(self).Read(bytes, offset), [&bytes](size_t count) {
    const bool at_end = count == 0 && !bytes.empty();
    bytes.resize(count);
    return std::tuple<std::vector<uint8_t>, bool>(std::move(bytes), at_end);
  });
}

TypesHost::Reply<uint64_t> TypesHost::DescriptorWrite(Self self, std::span<const uint8_t> buffer,
                                                      uint64_t offset) {
  return Answer(Get(self).Write(buffer, offset), [](size_t count) { return uint64_t{count}; });
}

TypesHost::Reply<cabi::Own<wit::DirectoryEntryStream>> TypesHost::DescriptorReadDirectory(
    Self self) {
  return Answer(Get(self).ReadDirectory(), [this](std::unique_ptr<DirectoryStream> stream) {
    return cabi::Own<wit::DirectoryEntryStream>{resources_.directories.Add(std::move(stream))};
  });
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorSync(Self self) {
  return Answer(Get(self).Sync());
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorCreateDirectoryAt(Self self,
                                                                        std::string_view path) {
  return Answer(Get(self).CreateDirectoryAt(path));
}

TypesHost::Reply<wit::DescriptorStat> TypesHost::CallDescriptorStat(Self self) {
  return Answer(Get(self).GetStat(), kToWit);
}

TypesHost::Reply<wit::DescriptorStat> TypesHost::DescriptorStatAt(Self self,
                                                                  wit::PathFlags path_flags,
                                                                  std::string_view path) {
  return Answer(Get(self).StatAt(FromWit(path_flags), path), kToWit);
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorSetTimesAt(
    Self self, wit::PathFlags path_flags, std::string_view path,
    const wit::NewTimestamp& data_access_timestamp,
    const wit::NewTimestamp& data_modification_timestamp) {
  return Answer(Get(self).SetTimesAt(FromWit(path_flags), path, FromWit(data_access_timestamp),
                                     FromWit(data_modification_timestamp)));
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorLinkAt(Self self,
                                                             wit::PathFlags old_path_flags,
                                                             std::string_view old_path,
                                                             Self new_descriptor,
                                                             std::string_view new_path) {
  return Answer(Get(self).LinkAt(FromWit(old_path_flags), old_path, Get(new_descriptor), new_path));
}

TypesHost::Reply<cabi::Own<wit::Descriptor>> TypesHost::DescriptorOpenAt(
    Self self, wit::PathFlags path_flags, std::string_view path, wit::OpenFlags open_flags,
    wit::DescriptorFlags flags) {
  const OpenFlags how = {.create = open_flags.has(wit::OpenFlags::kCreate),
                         .directory = open_flags.has(wit::OpenFlags::kDirectory),
                         .exclusive = open_flags.has(wit::OpenFlags::kExclusive),
                         .truncate = open_flags.has(wit::OpenFlags::kTruncate)};
  return Answer(Get(self).OpenAt(FromWit(path_flags), path, how, FromWit(flags)),
                [this](DescriptorPtr opened) {
                  return cabi::Own<wit::Descriptor>{resources_.descriptors.Add(std::move(opened))};
                });
}

TypesHost::Reply<std::string> TypesHost::DescriptorReadlinkAt(Self self, std::string_view path) {
  return Answer(Get(self).ReadlinkAt(path), [](std::string target) { return target; });
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorRemoveDirectoryAt(Self self,
                                                                        std::string_view path) {
  return Answer(Get(self).RemoveDirectoryAt(path));
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorRenameAt(Self self, std::string_view old_path,
                                                               Self new_descriptor,
                                                               std::string_view new_path) {
  return Answer(Get(self).RenameAt(old_path, Get(new_descriptor), new_path));
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorSymlinkAt(Self self,
                                                                std::string_view old_path,
                                                                std::string_view new_path) {
  return Answer(Get(self).SymlinkAt(old_path, new_path));
}

TypesHost::Reply<std::monostate> TypesHost::DescriptorUnlinkFileAt(Self self,
                                                                   std::string_view path) {
  return Answer(Get(self).UnlinkFileAt(path));
}

cabi::Reply<bool> TypesHost::DescriptorIsSameObject(Self self, Self other) {
  return Get(self).IsSameObject(Get(other));
}

TypesHost::Reply<wit::MetadataHashValue> TypesHost::DescriptorMetadataHash(Self self) {
  return Answer(Get(self).MetadataHash(), kToWit);
}

TypesHost::Reply<wit::MetadataHashValue> TypesHost::DescriptorMetadataHashAt(
    Self self, wit::PathFlags path_flags, std::string_view path) {
  return Answer(Get(self).MetadataHashAt(FromWit(path_flags), path), kToWit);
}

TypesHost::Reply<std::optional<wit::DirectoryEntry>>
TypesHost::DirectoryEntryStreamReadDirectoryEntry(cabi::Borrow<wit::DirectoryEntryStream> self) {
  return Answer(resources_.directories.Get(self.rep).Next(),
                [](std::optional<DirectoryEntry> entry) -> std::optional<wit::DirectoryEntry> {
                  if (!entry.has_value()) return std::nullopt;
                  return wit::DirectoryEntry{static_cast<wit::DescriptorType>(entry->type),
                                             std::move(entry->name)};
                });
}

cabi::Reply<std::optional<wit::ErrorCode>> TypesHost::FilesystemErrorCode(
    cabi::Borrow<wit::Error> err) {
  const std::optional<ErrorCode>& code = streams_.errors.Get(err.rep).code;
  return code.has_value() ? std::optional(ToWit(*code)) : std::nullopt;
}

cabi::Reply<std::vector<std::tuple<cabi::Own<wit::Descriptor>, std::string>>>
PreopensHost::GetDirectories() {
  std::vector<std::tuple<cabi::Own<wit::Descriptor>, std::string>> directories;
  for (const Preopen& preopen : preopens_) {
    const uint32_t rep = resources_.descriptors.Add(preopen.directory);
    directories.emplace_back(cabi::Own<wit::Descriptor>{rep}, preopen.guest_path);
  }
  return directories;
}

}  // namespace virga::host::filesystem
