// T44: a directory that changes while it is listed, one with very many names, and names that no
// guest could write.

#include <fstream>
#include <map>

#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

using T44 = FilesystemTest;

TEST_P(T44, WhatStaysIsListedOnceWhateverHappensToTheRest) {
  for (int i = 0; i < 300; i++) MakeFile("stays" + std::to_string(i), "");
  for (int i = 0; i < 300; i++) MakeFile("goes" + std::to_string(i), "");
  auto stream = root_->ReadDirectory().value();
  std::map<std::string, int> seen;
  for (int i = 0;; i++) {
    const auto entry = stream->Next().value();
    if (!entry) break;
    seen[entry->name]++;
    if (i < 300) {
      ASSERT_EQ(Name(root_->UnlinkFileAt("goes" + std::to_string(i))), "ok");
      MakeFile("comes" + std::to_string(i), "");
    }
    ASSERT_LT(i, 10'000);
  }
  for (int i = 0; i < 300; i++) EXPECT_EQ(seen["stays" + std::to_string(i)], 1);
  for (const auto& [name, count] : seen) EXPECT_LE(count, 1) << name;
  EXPECT_FALSE(stream->Next().value().has_value());
}

TEST_P(T44, TheStreamOfARemovedDirectoryEnds) {
  MakeDirectory("d");
  auto directory = OpenForReading("d").value();
  ASSERT_EQ(Name(root_->RemoveDirectoryAt("d")), "ok");
  auto stream = directory->ReadDirectory();
  if (stream.ok()) {
    EXPECT_FALSE((*stream)->Next().value().has_value());
  }
}

TEST_P(T44, NamesThatAreNotTextAreLeftOut) {
  if (GetParam() == Backend::kMemory) GTEST_SKIP() << "no such name can be made there";
  std::ofstream(host_.path() + "/\xff\xfe") << "x";
  std::ofstream(host_.path() + "/good") << "x";
  auto stream = root_->ReadDirectory().value();
  EXPECT_EQ(stream->Next().value()->name, "good");
  EXPECT_FALSE(stream->Next().value().has_value());
}

VIRGA_ALL_FILESYSTEMS(T44);

}  // namespace
}  // namespace virga::host::filesystem
