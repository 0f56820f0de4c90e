#include "hostfuncs/filesystem/preopens.h"

#include <fstream>

#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

TEST(Preopens, GrantsAreParsed) {
  const auto parse = [](std::string_view text) {
    const Result<DirectoryGrant> grant = ParseDirectoryGrant(text);
    if (!grant.ok()) return std::string("error");
    return grant->host_path + " " + grant->guest_path + (grant->read_only ? " ro" : " rw");
  };
  EXPECT_EQ(parse("/data"), "/data /data rw");
  EXPECT_EQ(parse("."), ". . rw");
  EXPECT_EQ(parse("/data:ro"), "/data /data ro");
  EXPECT_EQ(parse("/data::/in"), "/data /in rw");
  EXPECT_EQ(parse("/data::/in:ro"), "/data /in ro");
  EXPECT_EQ(parse("/odd:name::/in"), "/odd:name /in rw");
  EXPECT_EQ(parse(""), "error");
  EXPECT_EQ(parse(":ro"), "error");
  EXPECT_EQ(parse("::/in"), "error");
  EXPECT_EQ(parse("/data::"), "error");
  EXPECT_EQ(parse("/a::/b::/c"), "error");
}

TEST(Preopens, AMissingDirectoryIsAnErrorThatNamesIt) {
  const Result<Preopen> preopen = OpenPreopen({"/no/such/place", "/in", false});
  ASSERT_FALSE(preopen.ok());
  EXPECT_EQ(preopen.error().kind(), ErrorKind::kIo);
  EXPECT_NE(preopen.error().message().find("/no/such/place"), std::string_view::npos);
}

TEST(Preopens, AFileIsNoDirectory) {
  TemporaryDirectory host;
  std::ofstream(host.path() + "/f") << "x";
  EXPECT_FALSE(OpenPreopen({host.path() + "/f", "/in", false}).ok());
}

TEST(Preopens, ReadOnlyIsReadOnly) {
  TemporaryDirectory host;
  Preopen preopen = std::move(OpenPreopen({host.path(), "/in", true})).value();
  EXPECT_EQ(preopen.guest_path, "/in");
  EXPECT_EQ(Name(preopen.directory->CreateDirectoryAt("d")), "read-only");
  EXPECT_FALSE(preopen.directory->flags().mutate_directory);
}

}  // namespace
}  // namespace virga::host::filesystem
