// wasi:filesystem 0.2: types and preopens over the descriptors of this room.

#ifndef HOSTFUNCS_FILESYSTEM_FILESYSTEM_HOST_H_
#define HOSTFUNCS_FILESYSTEM_FILESYSTEM_HOST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "hostfuncs/bindings/filesystem_preopens.h"
#include "hostfuncs/bindings/filesystem_types.h"
#include "hostfuncs/filesystem/filesystem.h"
#include "hostfuncs/io/resources.h"

namespace virga::host::filesystem {

namespace wit = wasi::filesystem::types;

struct FilesystemResources {
  io::ResourceTable<Descriptor> descriptors{"descriptor"};
  io::ResourceTable<DirectoryStream> directories{"directory-entry-stream"};
};

class TypesHost final : public wit::Host {
 public:
  using Self = cabi::Borrow<wit::Descriptor>;
  template <typename T>
  using Reply = cabi::Reply<cabi::Expected<T, wit::ErrorCode>>;

  TypesHost(FilesystemResources* resources, io::IoResources* streams)
      : resources_(*resources), streams_(*streams) {}

  Reply<io::IoResources::WitInput> DescriptorReadViaStream(Self self, uint64_t offset) override;
  Reply<io::IoResources::WitOutput> DescriptorWriteViaStream(Self self, uint64_t offset) override;
  Reply<io::IoResources::WitOutput> DescriptorAppendViaStream(Self self) override;
  Reply<std::monostate> DescriptorAdvise(Self self, uint64_t offset, uint64_t length,
                                         wit::Advice advice) override;
  Reply<std::monostate> DescriptorSyncData(Self self) override;
  Reply<wit::DescriptorFlags> DescriptorGetFlags(Self self) override;
  Reply<wit::DescriptorType> DescriptorGetType(Self self) override;
  Reply<std::monostate> DescriptorSetSize(Self self, uint64_t size) override;
  Reply<std::monostate> DescriptorSetTimes(
      Self self, const wit::NewTimestamp& data_access_timestamp,
      const wit::NewTimestamp& data_modification_timestamp) override;
  Reply<std::tuple<std::vector<uint8_t>, bool>> DescriptorRead(Self self, uint64_t length,
                                                               uint64_t offset) override;
  Reply<uint64_t> DescriptorWrite(Self self, std::span<const uint8_t> buffer,
                                  uint64_t offset) override;
  Reply<cabi::Own<wit::DirectoryEntryStream>> DescriptorReadDirectory(Self self) override;
  Reply<std::monostate> DescriptorSync(Self self) override;
  Reply<std::monostate> DescriptorCreateDirectoryAt(Self self, std::string_view path) override;
  Reply<wit::DescriptorStat> CallDescriptorStat(Self self) override;
  Reply<wit::DescriptorStat> DescriptorStatAt(Self self, wit::PathFlags path_flags,
                                              std::string_view path) override;
  Reply<std::monostate> DescriptorSetTimesAt(
      Self self, wit::PathFlags path_flags, std::string_view path,
      const wit::NewTimestamp& data_access_timestamp,
      const wit::NewTimestamp& data_modification_timestamp) override;
  Reply<std::monostate> DescriptorLinkAt(Self self, wit::PathFlags old_path_flags,
                                         std::string_view old_path, Self new_descriptor,
                                         std::string_view new_path) override;
  Reply<cabi::Own<wit::Descriptor>> DescriptorOpenAt(Self self, wit::PathFlags path_flags,
                                                     std::string_view path,
                                                     wit::OpenFlags open_flags,
                                                     wit::DescriptorFlags flags) override;
  Reply<std::string> DescriptorReadlinkAt(Self self, std::string_view path) override;
  Reply<std::monostate> DescriptorRemoveDirectoryAt(Self self, std::string_view path) override;
  Reply<std::monostate> DescriptorRenameAt(Self self, std::string_view old_path,
                                           Self new_descriptor, std::string_view new_path) override;
  Reply<std::monostate> DescriptorSymlinkAt(Self self, std::string_view old_path,
                                            std::string_view new_path) override;
  Reply<std::monostate> DescriptorUnlinkFileAt(Self self, std::string_view path) override;
  cabi::Reply<bool> DescriptorIsSameObject(Self self, Self other) override;
  Reply<wit::MetadataHashValue> DescriptorMetadataHash(Self self) override;
  Reply<wit::MetadataHashValue> DescriptorMetadataHashAt(Self self, wit::PathFlags path_flags,
                                                         std::string_view path) override;
  Reply<std::optional<wit::DirectoryEntry>> DirectoryEntryStreamReadDirectoryEntry(
      cabi::Borrow<wit::DirectoryEntryStream> self) override;
  cabi::Reply<std::optional<wit::ErrorCode>> FilesystemErrorCode(
      cabi::Borrow<wit::Error> err) override;
  Status DropDescriptor(uint32_t rep) override { return resources_.descriptors.Remove(rep); }
  Status DropDirectoryEntryStream(uint32_t rep) override {
    return resources_.directories.Remove(rep);
  }

 private:
  Descriptor& Get(Self self) { return resources_.descriptors.Get(self.rep); }

  FilesystemResources& resources_;
  io::IoResources& streams_;
};

class PreopensHost final : public wasi::filesystem::preopens::Host {
 public:
  PreopensHost(const std::vector<Preopen>* preopens, FilesystemResources* resources)
      : preopens_(*preopens), resources_(*resources) {}
  cabi::Reply<std::vector<std::tuple<cabi::Own<wit::Descriptor>, std::string>>> GetDirectories()
      override;

 private:
  const std::vector<Preopen>& preopens_;
  FilesystemResources& resources_;
};

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_FILESYSTEM_HOST_H_
