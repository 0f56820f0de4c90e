// T42: pipes, devices and sockets in a granted directory are errors, and nothing hangs on them.

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "hostfuncs/io/posix_fd.h"
#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

class T42 : public FilesystemTest {
 protected:
  void SetUp() override {
    FilesystemTest::SetUp();
    alarm(60);  // a hang ends the test, not the run of all tests
  }
  void TearDown() override { alarm(0); }

  void ExpectRefused(const std::string& name, DescriptorType type) {
    SCOPED_TRACE(name);
    EXPECT_EQ(root_->StatAt(Symlink::kFollow, name)->type, type);
    for (const DescriptorFlags flags :
         {DescriptorFlags{.read = true}, DescriptorFlags{.write = true},
          DescriptorFlags{.read = true, .write = true}, DescriptorFlags{}}) {
      for (const OpenFlags open_flags : {OpenFlags{}, OpenFlags{.create = true}}) {
        EXPECT_NE(Name(root_->OpenAt(Symlink::kFollow, name, open_flags, flags)), "ok");
      }
    }
    EXPECT_NE(Name(root_->OpenAt(Symlink::kFollow, name, {.truncate = true}, {.write = true})),
              "ok");
    EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, name, {.directory = true}, {.read = true})),
              "not-directory");
  }
};

TEST_P(T42, Pipes) {
  ASSERT_EQ(mkfifo((host_.path() + "/fifo").c_str(), 0600), 0);
  ExpectRefused("fifo", DescriptorType::kFifo);
}

TEST_P(T42, Sockets) {
  const io::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  snprintf(address.sun_path, sizeof address.sun_path, "%s/s", host_.path().c_str());
  ASSERT_EQ(bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ExpectRefused("s", DescriptorType::kSocket);
}

TEST_P(T42, Devices) {
  if (mknod((host_.path() + "/null").c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0) {
    GTEST_SKIP() << "making device files is not allowed here";
  }
  if (access((host_.path() + "/null").c_str(), R_OK) != 0) GTEST_SKIP() << "mounted nodev";
  ExpectRefused("null", DescriptorType::kCharacterDevice);
}

TEST_P(T42, DirectoriesAreNotOpenedAsFiles) {
  MakeDirectory("d");
  EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, "d", {}, {.write = true})), "is-directory");
  auto directory = OpenForReading("d").value();
  uint8_t byte = 0;
  EXPECT_EQ(Name(directory->Read({&byte, 1}, 0)), "is-directory");
}

INSTANTIATE_TEST_SUITE_P(Backends, T42, testing::Values(Backend::kOpenat2, Backend::kWalk),
                         BackendName);

}  // namespace
}  // namespace virga::host::filesystem
