// T40: symbolic links do not lead outside: planted by the host's user, dangling, looping, or
// swapped in while a path is being resolved.

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

namespace fs = std::filesystem;

class T40 : public FilesystemTest {
 protected:
  void SetUp() override {
    FilesystemTest::SetUp();
    if (IsSkipped()) return;
    fs::create_directories(host_.path() + "/granted/d");
    fs::create_directory(host_.path() + "/outside");
    std::ofstream(host_.path() + "/outside/secret") << "SECRET";
    root_ = OpenHostDirectory(host_.path() + "/granted", true, ResolutionOf(GetParam())).value();
  }
  // A link made by the host, which no guest could make.
  void Plant(const std::string& contents, const std::string& path) {
    fs::create_symlink(contents, host_.path() + "/granted/" + path);
  }
  size_t OutsideEntries() {
    const fs::directory_iterator all(host_.path() + "/outside");
    return static_cast<size_t>(std::distance(begin(all), end(all)));
  }
};

TEST_P(T40, LinksToTheOutsideAreRefused) {
  Plant("../outside", "relative");
  Plant(host_.path() + "/outside", "absolute");
  Plant("../outside/secret", "file");
  Plant("/proc/self/root", "proc");
  Plant("/", "slash");
  Plant("d/../../outside", "winding");
  Plant("relative", "chain");
  for (const char* name : {"relative", "absolute", "proc", "slash", "winding", "chain"}) {
    SCOPED_TRACE(name);
    const std::string inner = std::string(name) + "/secret";
    EXPECT_EQ(Name(OpenForReading(name)), "not-permitted");
    EXPECT_EQ(Name(OpenForReading(inner)), "not-permitted");
    EXPECT_EQ(Name(root_->StatAt(Symlink::kFollow, inner)), "not-permitted");
    EXPECT_EQ(Name(root_->UnlinkFileAt(inner)), "not-permitted");
    EXPECT_EQ(Name(root_->CreateDirectoryAt(std::string(name) + "/x")), "not-permitted");
    EXPECT_EQ(Name(root_->RenameAt(inner, *root_, "stolen")), "not-permitted");
    EXPECT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, inner, *root_, "stolen")), "not-permitted");
    EXPECT_EQ(Name(root_->SymlinkAt("x", std::string(name) + "/x")), "not-permitted");
  }
  EXPECT_EQ(Name(OpenForReading("file")), "not-permitted");
  EXPECT_EQ(Name(OpenForReading("file", Symlink::kNoFollow)), "loop");
  EXPECT_EQ(Name(root_->ReadlinkAt("absolute")), "not-permitted");
  EXPECT_EQ(OutsideEntries(), 1u);
}

// A hard link of a link that points outside is still a link that points outside.
TEST_P(T40, MovingALinkDoesNotFollowIt) {
  Plant("../outside/secret", "file");
  ASSERT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "file", *root_, "again")), "ok");
  ASSERT_EQ(Name(root_->RenameAt("file", *root_, "d/file")), "ok");
  EXPECT_EQ(Name(OpenForReading("again")), "not-permitted");
  EXPECT_EQ(TypeOf("d/file"), "link");
  EXPECT_EQ(Name(root_->UnlinkFileAt("d/file")), "ok");
  EXPECT_TRUE(fs::exists(host_.path() + "/outside/secret"));
}

// CVE-2024-38358 of another host: creating through a dangling link made a file outside.
TEST_P(T40, CreatingThroughADanglingLinkToTheOutsideIsRefused) {
  Plant("../outside/new", "relative");
  Plant(host_.path() + "/outside/new", "absolute");
  for (const char* name : {"relative", "absolute"}) {
    for (const bool truncate : {false, true}) {
      EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, name, {.create = true, .truncate = truncate},
                                   {.write = true})),
                "not-permitted");
    }
    EXPECT_NE(Name(root_->OpenAt(Symlink::kNoFollow, name, {.create = true}, {.write = true})),
              "ok");
    EXPECT_EQ(Name(root_->CreateDirectoryAt(name)), "exist");
  }
  EXPECT_EQ(OutsideEntries(), 1u);
}

TEST_P(T40, TruncatingThroughALinkToTheOutsideIsRefused) {
  Plant("../outside/secret", "file");
  EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, "file", {.truncate = true}, {.write = true})),
            "not-permitted");
  EXPECT_EQ(fs::file_size(host_.path() + "/outside/secret"), 6u);
}

TEST_P(T40, ADirectoryThatIsMovedOutDoesNotLeadOut) {
  fs::create_directory(host_.path() + "/granted/d/e");
  auto inner = root_->OpenAt(Symlink::kFollow, "d/e", {.directory = true}, {.read = true}).value();
  fs::rename(host_.path() + "/granted/d/e", host_.path() + "/outside/e");
  EXPECT_EQ(Name(inner->OpenAt(Symlink::kFollow, "../secret", {}, {.read = true})),
            "not-permitted");
  EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, "d/e/../secret", {}, {.read = true})), "no-entry");
}

// A thread of the host exchanges a directory and a link to the outside as fast as it can.
TEST_P(T40, ALinkSwappedInDuringResolutionDoesNotLeadOut) {
  const std::string root = host_.path() + "/granted";
  fs::create_directory(root + "/swap");
  std::ofstream(root + "/swap/secret") << "inside";
  Plant("../outside", "link");
  constexpr int kSwaps = 100'000;
  std::atomic<bool> done = false;
  std::thread racer([&] {
    const int fd = open(root.c_str(), O_RDONLY | O_DIRECTORY);
    constexpr unsigned kExchange = 2;
    for (int i = 0; i < kSwaps; i++) {
      if (syscall(SYS_renameat2, fd, "swap", fd, "link", kExchange) != 0) break;
    }
    close(fd);
    done = true;
  });
  int inside = 0, refused = 0;
  for (int i = 0; !done; i++) {
    auto file = OpenForReading("swap/secret");
    if (file.ok()) {
      EXPECT_EQ(ReadAll(**file), "inside");
      inside++;
    } else {
      refused++;
    }
    const std::string made = "swap/made" + std::to_string(i % 8);
    (void)root_->OpenAt(Symlink::kFollow, made, {.create = true}, {.write = true});
    (void)root_->RenameAt(made, *root_, "swap/moved");
    (void)root_->UnlinkFileAt("swap/moved");
    (void)root_->StatAt(Symlink::kFollow, "swap/secret");
  }
  racer.join();
  EXPECT_GT(inside + refused, 0);
  EXPECT_EQ(OutsideEntries(), 1u);
  EXPECT_TRUE(fs::exists(host_.path() + "/outside/secret"));
}

INSTANTIATE_TEST_SUITE_P(Backends, T40, testing::Values(Backend::kOpenat2, Backend::kWalk),
                         BackendName);

}  // namespace
}  // namespace virga::host::filesystem
