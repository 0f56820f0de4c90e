// T39: no form of a path leads outside the directory it is relative to, in any operation that takes
// one.

#include <fstream>

#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

struct BadPath {
  std::string path;
  const char* error;  // of an operation that looks for an existing object
};

std::vector<BadPath> BadPaths() {
  std::vector<BadPath> paths = {
      {"..", "not-permitted"},
      {"../outside", "not-permitted"},
      {"d/../../outside", "not-permitted"},
      {"./../outside", "not-permitted"},
      {"d/../..", "not-permitted"},
      {"../root/file", "not-permitted"},  // even when it comes back in
      {"/", "not-permitted"},
      {"//", "not-permitted"},
      {"/etc/passwd", "not-permitted"},
      {"", "no-entry"},
      {std::string("file\0x", 6), "invalid"},
      {std::string("\0", 1), "invalid"},
      {"..\\outside", "no-entry"},  // a backslash is a letter
      {"\xff", "illegal-byte-sequence"},
      {"d/\xc0\xae\xc0\xae/outside", "illegal-byte-sequence"},  // overlong dots
      {"\xed\xa0\x80", "illegal-byte-sequence"},                // a surrogate
      {std::string(256, 'n'), "name-too-long"},
      {std::string(1 << 20, 'p'), "name-too-long"},
      {"file/", "not-directory"},
      {"file/.", "not-directory"},
      {"file/../file", "not-directory"},
  };
  std::string ups;
  for (int i = 0; i < 1000; i++) ups += "../";
  paths.push_back({ups + "etc/passwd", "not-permitted"});
  return paths;
}

class T39 : public FilesystemTest {
 protected:
  void SetUp() override {
    FilesystemTest::SetUp();
    if (IsSkipped()) return;
    if (GetParam() != Backend::kMemory) {
      // The root is one level down, so that there is an outside to be reached.
      std::filesystem::create_directory(host_.path() + "/root");
      std::ofstream(host_.path() + "/outside") << "canary";
      root_ = OpenHostDirectory(host_.path() + "/root", true, ResolutionOf(GetParam())).value();
    }
    MakeFile("file", "inside");
    MakeDirectory("d");
  }

  void ExpectUntouched() {
    if (GetParam() == Backend::kMemory) return;
    std::string canary;
    std::ifstream(host_.path() + "/outside") >> canary;
    EXPECT_EQ(canary, "canary");
    size_t entries = 0;
    for (const auto& entry : std::filesystem::directory_iterator(host_.path())) {
      entries += entry.exists();
    }
    EXPECT_EQ(entries, 2u);
  }
};

TEST_P(T39, OperationsOnExistingObjects) {
  for (const BadPath& bad : BadPaths()) {
    SCOPED_TRACE(bad.path.substr(0, 40));
    const std::string& path = bad.path;
    EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, path, {}, {.read = true})), bad.error);
    EXPECT_EQ(Name(root_->OpenAt(Symlink::kNoFollow, path, {}, {.write = true})), bad.error);
    EXPECT_EQ(Name(root_->StatAt(Symlink::kFollow, path)), bad.error);
    EXPECT_EQ(Name(root_->StatAt(Symlink::kNoFollow, path)), bad.error);
    EXPECT_EQ(Name(root_->MetadataHashAt(Symlink::kFollow, path)), bad.error);
    const NewTimestamp now{NewTimestamp::Kind::kNow, {}};
    EXPECT_EQ(Name(root_->SetTimesAt(Symlink::kFollow, path, now, now)), bad.error);
    EXPECT_NE(Name(root_->ReadlinkAt(path)), "ok");
    EXPECT_NE(Name(root_->UnlinkFileAt(path)), "ok");
    EXPECT_NE(Name(root_->RemoveDirectoryAt(path)), "ok");
    EXPECT_NE(Name(root_->RenameAt(path, *root_, "moved")), "ok");
    EXPECT_NE(Name(root_->LinkAt(Symlink::kNoFollow, path, *root_, "linked")), "ok");
  }
  EXPECT_EQ(Contents("file"), "inside");
  ExpectUntouched();
}

TEST_P(T39, OperationsThatMakeNames) {
  for (const BadPath& bad : BadPaths()) {
    // These would be new names: no mistake.
    if (std::string_view(bad.error) == "no-entry" && !bad.path.empty()) continue;
    SCOPED_TRACE(bad.path.substr(0, 40));
    const std::string& path = bad.path;
    EXPECT_NE(Name(root_->OpenAt(Symlink::kFollow, path, {.create = true, .truncate = true},
                                 {.write = true})),
              "ok");
    EXPECT_NE(Name(root_->CreateDirectoryAt(path)), "ok");
    EXPECT_NE(Name(root_->SymlinkAt("file", path)), "ok");
    EXPECT_NE(Name(root_->RenameAt("file", *root_, path)), "ok");
    EXPECT_NE(Name(root_->LinkAt(Symlink::kNoFollow, "file", *root_, path)), "ok");
  }
  EXPECT_EQ(Contents("file"), "inside");
  ExpectUntouched();
}

TEST_P(T39, ADescriptorOfASubdirectoryIsARootOfItsOwn) {
  auto inner = root_->OpenAt(Symlink::kFollow, "d", {.directory = true}, {.read = true}).value();
  EXPECT_EQ(Name(inner->OpenAt(Symlink::kFollow, "../file", {}, {.read = true})), "not-permitted");
  EXPECT_EQ(Name(inner->CreateDirectoryAt("../x")), "not-permitted");
  EXPECT_EQ(Name(inner->RenameAt("../file", *root_, "x")), "not-permitted");
}

VIRGA_ALL_FILESYSTEMS(T39);

}  // namespace
}  // namespace virga::host::filesystem
