// T45: closing, closing twice and renumbering descriptors of preview 1, preopens included: an
// errno, never a crash or a leak.

#include <fstream>

#include "hostfuncs/io/memory_streams.h"
#include "hostfuncs/preview1/preview1.h"
#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::preview1 {
namespace {

using filesystem::TemporaryDirectory;

size_t OpenFds() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<size_t>(std::distance(begin(all), end(all)));
}

class T45 : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(host_.path() + "/f") << "text";
    before_ = OpenFds();
    Preview1Options options;
    options.environment = cli::MakeIsolatedEnvironment();
    options.preopens = {{"/", filesystem::OpenHostDirectory(host_.path(), true).value()}};
    options.max_fds = 64;
    p1_.emplace(std::move(options));
  }
  uint32_t Open() {
    EXPECT_TRUE(memory().WriteBytes(100, "f"));
    const Errno error = p1_->PathOpen(memory(), 3, 1, 100, 1, 0, kRightsAll, 0, 0, 0);
    return error == Errno::kSuccess ? GuestMemory::Load<uint32_t>(bytes_.data()) : UINT32_MAX;
  }
  GuestMemory memory() { return GuestMemory(bytes_); }

  TemporaryDirectory host_;
  std::vector<uint8_t> bytes_ = std::vector<uint8_t>(4096);
  size_t before_ = 0;
  std::optional<Preview1> p1_;
};

TEST_F(T45, ClosingTwice) {
  const uint32_t fd = Open();
  EXPECT_EQ(p1_->FdClose(memory(), fd), Errno::kSuccess);
  EXPECT_EQ(p1_->FdClose(memory(), fd), Errno::kBadf);
  EXPECT_EQ(p1_->FdClose(memory(), UINT32_MAX), Errno::kBadf);
  EXPECT_EQ(Open(), fd);
}

TEST_F(T45, ClosingEverythingLeavesNothingOpenAndNothingUsable) {
  Open();
  for (uint32_t fd = 0; fd < 5; fd++) EXPECT_EQ(p1_->FdClose(memory(), fd), Errno::kSuccess);
  EXPECT_EQ(OpenFds(), before_);
  EXPECT_EQ(p1_->FdPrestatGet(memory(), 3, 0), Errno::kBadf);
  EXPECT_EQ(p1_->FdWrite(memory(), 1, 0, 0, 0).value(), Errno::kBadf);
  EXPECT_EQ(Open(), UINT32_MAX);
}

TEST_F(T45, RenumberingOverSomethingClosesIt) {
  const uint32_t first = Open();
  const uint32_t second = Open();
  EXPECT_EQ(OpenFds(), before_ + 3);
  EXPECT_EQ(p1_->FdRenumber(memory(), first, second), Errno::kSuccess);
  EXPECT_EQ(OpenFds(), before_ + 2);
  EXPECT_EQ(p1_->FdClose(memory(), first), Errno::kBadf);
  EXPECT_EQ(p1_->FdTell(memory(), second, 0), Errno::kSuccess);
  EXPECT_EQ(p1_->FdRenumber(memory(), second, second), Errno::kSuccess);
  EXPECT_EQ(p1_->FdTell(memory(), second, 0), Errno::kSuccess);
}

TEST_F(T45, RenumberingToOrFromNothing) {
  const uint32_t fd = Open();
  EXPECT_EQ(p1_->FdRenumber(memory(), fd, 60), Errno::kBadf);
  EXPECT_EQ(p1_->FdRenumber(memory(), fd, UINT32_MAX), Errno::kBadf);
  EXPECT_EQ(p1_->FdRenumber(memory(), UINT32_MAX, fd), Errno::kBadf);
  EXPECT_EQ(p1_->FdRenumber(memory(), 60, 60), Errno::kBadf);
  EXPECT_EQ(p1_->FdTell(memory(), fd, 0), Errno::kSuccess);
}

TEST_F(T45, APreopenCanBeRenumberedAndReplaced) {
  const uint32_t fd = Open();
  EXPECT_EQ(p1_->FdRenumber(memory(), 3, fd), Errno::kSuccess);
  EXPECT_EQ(p1_->FdPrestatGet(memory(), 3, 0), Errno::kBadf);
  EXPECT_EQ(p1_->FdPrestatGet(memory(), fd, 0), Errno::kSuccess);
  EXPECT_EQ(p1_->FdRenumber(memory(), 0, fd), Errno::kSuccess);
  EXPECT_EQ(p1_->FdPrestatGet(memory(), fd, 0), Errno::kBadf);
  EXPECT_EQ(OpenFds(), before_);
}

TEST_F(T45, TheTableIsBoundedAndRunningOverItLeaksNothing) {
  uint32_t opened = 0;
  while (Open() != UINT32_MAX) ASSERT_LT(opened++, 64u);
  EXPECT_EQ(opened, 60u);
  const size_t full = OpenFds();
  EXPECT_EQ(Open(), UINT32_MAX);
  EXPECT_EQ(OpenFds(), full);
  p1_.reset();
  EXPECT_EQ(OpenFds(), before_);
}

TEST_F(T45, AnOpenWhoseResultCannotBeWrittenLeaksNothing) {
  EXPECT_TRUE(memory().WriteBytes(100, "f"));
  const size_t open = OpenFds();
  EXPECT_EQ(p1_->PathOpen(memory(), 3, 1, 100, 1, 0, kRightsAll, 0, 0, 4094), Errno::kFault);
  EXPECT_EQ(OpenFds(), open);
}

}  // namespace
}  // namespace virga::host::preview1
