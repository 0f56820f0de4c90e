// The filesystem backends under test, each as a fresh, empty, writable root.

#ifndef TESTS_HOSTFUNCS_FILESYSTEM_BACKENDS_H_
#define TESTS_HOSTFUNCS_FILESYSTEM_BACKENDS_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <span>
#include <string>

#include "hostfuncs/filesystem/filesystem.h"
#include "hostfuncs/filesystem/memory_filesystem.h"
#include "hostfuncs/filesystem/posix_filesystem.h"
#include "hostfuncs/filesystem/posix_resolve.h"

namespace virga::host::filesystem {

// A directory of the host that is removed with its contents.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = testing::TempDir() + "virga_fs_XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

enum class Backend { kMemory, kOpenat2, kWalk };

inline std::string BackendName(const testing::TestParamInfo<Backend>& info) {
  return info.param == Backend::kMemory ? "Memory"
                                        : (info.param == Backend::kOpenat2 ? "Openat2" : "Walk");
}

inline Resolution ResolutionOf(Backend backend) {
  return backend == Backend::kWalk ? Resolution::kWalk : Resolution::kOpenat2;
}

inline std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

inline std::string ReadAll(Descriptor& file) {
  std::string text;
  uint8_t buffer[64];
  while (true) {
    const FsOutcome<size_t> got = file.Read(buffer, text.size());
    if (!got.ok()) return "error: " + std::string(io::ErrorCodeName(got.error()));
    if (*got == 0) return text;
    text.append(reinterpret_cast<const char*>(buffer), *got);
  }
}

// "ok" or the name of the error: what tests compare.
template <typename T>
std::string Name(const FsOutcome<T>& outcome) {
  return outcome.ok() ? "ok" : std::string(io::ErrorCodeName(outcome.error()));
}

class FilesystemTest : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    if (GetParam() == Backend::kOpenat2 && !HasOpenat2()) GTEST_SKIP() << "no openat2 here";
    if (GetParam() == Backend::kMemory) {
      root_ = MakeMemoryFilesystem({});
      read_only_ = MakeReadOnlyView(*root_);
      return;
    }
    root_ = OpenHostDirectory(host_.path(), true, ResolutionOf(GetParam())).value();
    read_only_ = OpenHostDirectory(host_.path(), false, ResolutionOf(GetParam())).value();
  }

  void MakeFile(std::string_view path, std::string_view contents) {
    auto file = root_->OpenAt(Symlink::kFollow, path, {.create = true, .truncate = true},
                              {.read = true, .write = true});
    ASSERT_EQ(Name(file), "ok") << path;
    ASSERT_EQ((*file)->Write(Bytes(contents), 0).value(), contents.size());
  }
  void MakeDirectory(std::string_view path) {
    ASSERT_EQ(Name(root_->CreateDirectoryAt(path)), "ok") << path;
  }
  void MakeSymlink(std::string_view contents, std::string_view path) {
    ASSERT_EQ(Name(root_->SymlinkAt(contents, path)), "ok") << path;
  }
  FsOutcome<DescriptorPtr> OpenForReading(std::string_view path,
                                          Symlink symlink = Symlink::kFollow) {
    return root_->OpenAt(symlink, path, {}, {.read = true});
  }
  std::string Contents(std::string_view path) {
    auto file = OpenForReading(path);
    return file.ok() ? ReadAll(**file) : Name(file);
  }
  std::string TypeOf(std::string_view path) {
    const FsOutcome<Stat> stat = root_->StatAt(Symlink::kNoFollow, path);
    if (!stat.ok()) return Name(stat);
    switch (stat->type) {
      case DescriptorType::kDirectory:
        return "directory";
      case DescriptorType::kSymbolicLink:
        return "link";
      case DescriptorType::kRegularFile:
        return "file";
      default:
        return "other";
    }
  }

  TemporaryDirectory host_;
  DescriptorPtr root_;
  DescriptorPtr read_only_;
};

#define VIRGA_ALL_FILESYSTEMS(suite)                                                             \
  INSTANTIATE_TEST_SUITE_P(Backends, suite,                                                      \
                           testing::Values(Backend::kMemory, Backend::kOpenat2, Backend::kWalk), \
                           BackendName)

}  // namespace virga::host::filesystem

#endif  // TESTS_HOSTFUNCS_FILESYSTEM_BACKENDS_H_
