#include <set>

#include "tests/hostfuncs/preview1/guest.h"

namespace virga::host::preview1 {
namespace {

class Paths : public GuestTest {
 protected:
  // All entries through a buffer of `size` bytes; asks again with the last cookie, as C libraries
  // do.
  std::multiset<std::string> List(uint32_t fd, uint32_t size) {
    std::multiset<std::string> names;
    uint64_t cookie = 0;
    while (true) {
      EXPECT_EQ(p1_->FdReaddir(mem(), fd, kBuffer, size, cookie, kOut), Errno::kSuccess);
      const uint32_t used = U32();
      uint32_t at = 0;
      while (at + kDirentSize <= used) {
        const uint32_t length = U32(kBuffer + at + 16);
        if (at + kDirentSize + length > used) break;
        names.insert(Text(kBuffer + at + static_cast<uint32_t>(kDirentSize), length));
        cookie = U64(kBuffer + at);
        at += static_cast<uint32_t>(kDirentSize) + length;
      }
      if (used < size) return names;
    }
  }
};

TEST_F(Paths, OpenFlagsAndRights) {
  EXPECT_EQ(Open("f"), Errno::kNoent);
  const uint32_t fd = MustOpen("f", kOpenCreate);
  EXPECT_EQ(fd, 5u);
  EXPECT_EQ(Open("f", kOpenCreate | kOpenExclusive), Errno{20});
  EXPECT_EQ(Open("f", kOpenDirectory), Errno::kNotdir);
  EXPECT_EQ(Open("f", 16), Errno::kInval);
  EXPECT_EQ(Open("f", 0, kAllRights, 32), Errno::kInval);
  EXPECT_EQ(Open("f", 0, kAllRights, 0, 1), Errno::kNotdir);
  EXPECT_EQ(Open("f", 0, kAllRights, 0, 99), Errno::kBadf);
  EXPECT_EQ(Open("../f"), Errno::kPerm);
  EXPECT_EQ(Open("/f"), Errno::kPerm);
  EXPECT_EQ(Open(""), Errno::kNoent);
  EXPECT_EQ(Open(std::string_view("f\0g", 3)), Errno::kInval);
  EXPECT_EQ(Open("\xff"), Errno::kIlseq);
  ASSERT_EQ(Write(fd, "text"), Errno::kSuccess);
  MustOpen("f", kOpenTruncate);
  EXPECT_EQ(Read(MustOpen("f")), "");
}

TEST_F(Paths, DirectoriesOpenWithEveryRight) {
  ASSERT_EQ(MakeDirectory("d"), Errno::kSuccess);
  const uint32_t fd = MustOpen("d", kOpenDirectory, UINT64_MAX);
  EXPECT_EQ(MakeDirectory("inner", fd), Errno::kSuccess);
  EXPECT_EQ(MakeDirectory("inner", fd), Errno{20});
  EXPECT_EQ(Open("d", 0, kRightFdRead), Errno::kSuccess);
  EXPECT_EQ(Open("d", 0, kRightFdRead | kRightFdWrite), Errno::kIsdir);
}

TEST_F(Paths, ReadOnlyPreopensStayReadOnly) {
  MustOpen("f", kOpenCreate);
  EXPECT_EQ(Open("f", 0, kRightFdRead, 0, kReadOnly), Errno::kSuccess);
  EXPECT_EQ(Open("f", 0, kRightFdRead | kRightFdWrite, 0, kReadOnly), Errno{69});
  EXPECT_EQ(Open("g", kOpenCreate, kRightFdRead, 0, kReadOnly), Errno{69});
  EXPECT_EQ(Open("f", kOpenTruncate, kRightFdRead, 0, kReadOnly), Errno{69});
  EXPECT_EQ(MakeDirectory("d", kReadOnly), Errno{69});
}

TEST_F(Paths, ReaddirGivesEverythingOnceWithAnyBuffer) {
  std::multiset<std::string> expected = {".", ".."};
  for (int i = 0; i < 30; i++) {
    const std::string name = "name" + std::string(static_cast<size_t>(i), 'x');
    ASSERT_EQ(MakeDirectory(name), Errno::kSuccess);
    expected.insert(name);
  }
  for (const uint32_t size : {60u, 64u, 100u, 1000u, 16384u}) {
    EXPECT_EQ(List(kRoot, size), expected) << size;
  }
  EXPECT_EQ(List(MustOpen("name", kOpenDirectory), 100), (std::multiset<std::string>{".", ".."}));
}

TEST_F(Paths, ReaddirOfOddPlaces) {
  EXPECT_EQ(p1_->FdReaddir(mem(), 1, kBuffer, 10, 0, kOut), Errno::kNotdir);
  EXPECT_EQ(p1_->FdReaddir(mem(), kRoot, kBuffer, 100, UINT64_MAX, kOut), Errno::kSuccess);
  EXPECT_EQ(U32(), 0u);
  EXPECT_EQ(p1_->FdReaddir(mem(), kRoot, kBuffer, 10, 0, kOut), Errno::kSuccess);
  EXPECT_EQ(U32(), 10u);
  EXPECT_EQ(p1_->FdReaddir(mem(), kRoot, kBuffer, 0, 0, kOut), Errno::kSuccess);
  EXPECT_EQ(U32(), 0u);
  EXPECT_EQ(p1_->FdReaddir(mem(), kRoot, 65530, 10, 0, kOut), Errno::kFault);
}

TEST_F(Paths, ReaddirFromTheStartSeesWhatIsNew) {
  EXPECT_EQ(List(kRoot, 1000).size(), 2u);
  ASSERT_EQ(MakeDirectory("new"), Errno::kSuccess);
  EXPECT_EQ(List(kRoot, 1000).size(), 3u);
}

TEST_F(Paths, StatLinkRenameUnlink) {
  ASSERT_EQ(Write(MustOpen("f", kOpenCreate), "12345"), Errno::kSuccess);
  const uint32_t old_path = Put("f");
  const uint32_t new_path = Put("g");
  ASSERT_EQ(p1_->PathLink(mem(), kRoot, 0, old_path, 1, kRoot, new_path, 1), Errno::kSuccess);
  EXPECT_EQ(p1_->PathLink(mem(), kRoot, 1, old_path, 1, kRoot, new_path, 1), Errno::kInval);
  ASSERT_EQ(p1_->PathFilestatGet(mem(), kRoot, 0, new_path, 1, kBuffer), Errno::kSuccess);
  EXPECT_EQ(U64(kBuffer + 24), 2u);
  EXPECT_EQ(U64(kBuffer + 32), 5u);
  ASSERT_EQ(p1_->PathFilestatSetTimes(mem(), kRoot, 0, new_path, 1, 9, 0, kSetAtim),
            Errno::kSuccess);
  ASSERT_EQ(p1_->PathFilestatGet(mem(), kRoot, 0, old_path, 1, kBuffer), Errno::kSuccess);
  EXPECT_EQ(U64(kBuffer + 40), 9u);
  ASSERT_EQ(p1_->PathUnlinkFile(mem(), kRoot, new_path, 1), Errno::kSuccess);
  ASSERT_EQ(p1_->PathRename(mem(), kRoot, old_path, 1, kRoot, new_path, 1), Errno::kSuccess);
  EXPECT_EQ(p1_->PathUnlinkFile(mem(), kRoot, old_path, 1), Errno::kNoent);
  EXPECT_EQ(p1_->PathRename(mem(), kRoot, new_path, 1, kReadOnly, old_path, 1), Errno{69});
  EXPECT_EQ(p1_->PathLink(mem(), kReadOnly, 0, new_path, 1, kRoot, old_path, 1), Errno{69});
  EXPECT_EQ(p1_->PathRemoveDirectory(mem(), kRoot, new_path, 1), Errno::kNotdir);
  EXPECT_EQ(p1_->PathUnlinkFile(mem(), kRoot, 65535, 2), Errno::kFault);
  EXPECT_EQ(p1_->PathUnlinkFile(mem(), kRoot, 0, UINT32_MAX), Errno::kFault);
}

TEST_F(Paths, SymbolicLinks) {
  const uint32_t contents = Put("target");
  const uint32_t path = Put("l");
  ASSERT_EQ(p1_->PathSymlink(mem(), contents, 6, kRoot, path, 1), Errno::kSuccess);
  EXPECT_EQ(p1_->PathSymlink(mem(), contents, 6, kRoot, path, 1), Errno{20});
  ASSERT_EQ(p1_->PathReadlink(mem(), kRoot, path, 1, kBuffer, 100, kOut), Errno::kSuccess);
  EXPECT_EQ(Text(kBuffer, U32()), "target");
  ASSERT_EQ(p1_->PathReadlink(mem(), kRoot, path, 1, kBuffer, 3, kOut), Errno::kSuccess);
  EXPECT_EQ(Text(kBuffer, U32()), "tar");
  ASSERT_EQ(p1_->PathFilestatGet(mem(), kRoot, 0, path, 1, kBuffer), Errno::kSuccess);
  EXPECT_EQ(bytes_[kBuffer + 16], static_cast<uint8_t>(Filetype::kSymbolicLink));
  EXPECT_EQ(p1_->PathFilestatGet(mem(), kRoot, 1, path, 1, kBuffer), Errno::kNoent);
  EXPECT_EQ(p1_->PathOpen(mem(), kRoot, 0, path, 1, 0, kAllRights, 0, 0, kOut), Errno{32});
  const uint32_t absolute = Put("/etc");
  EXPECT_EQ(p1_->PathSymlink(mem(), absolute, 4, kRoot, path, 1), Errno::kPerm);
}

}  // namespace
}  // namespace virga::host::preview1
