#include "wit/load.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <string>

namespace virga::wit {
namespace {

namespace fs = std::filesystem;

class LoadTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            ("wit_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string Write(const std::string& name, const std::string& text) {
    std::string path = (root_ / name).string();
    std::FILE* file = std::fopen(path.c_str(), "wb");
    EXPECT_NE(file, nullptr);
    EXPECT_EQ(std::fwrite(text.data(), 1, text.size(), file), text.size());
    EXPECT_EQ(std::fclose(file), 0);
    return path;
  }

  fs::path root_;
};

TEST_F(LoadTest, AFolderIsItsWitFilesInTheOrderOfTheirNames) {
  Write("b.wit", "interface j { use i.{t}; }");
  Write("a.wit", "package a:b; interface i { type t = u8; }");
  Write("notes.txt", "not WIT at all");
  SourceSet sources;
  Result<SourceGroup> group = LoadGroup(root_.string(), &sources);
  ASSERT_TRUE(group.ok()) << group.error().message();
  ASSERT_EQ(group->size(), 2u);
  EXPECT_TRUE(sources.file(0).path.ends_with("a.wit"));
  EXPECT_TRUE(ResolveFolders({root_.string()}).ok());
}

TEST_F(LoadTest, AFileStandsForItself) {
  std::string path = Write("a.wit", "package a:b; interface i { }");
  Result<Resolve> resolve = ResolveFolders({path});
  ASSERT_TRUE(resolve.ok()) << resolve.error().message();
  EXPECT_EQ(resolve->interfaces.size(), 1u);
}

TEST_F(LoadTest, WhatCannotBeReadIsAnErrorWithItsName) {
  std::string missing = (root_ / "missing.wit").string();
  Result<Resolve> resolve = ResolveFolders({missing});
  ASSERT_FALSE(resolve.ok());
  EXPECT_EQ(resolve.error().kind(), ErrorKind::kIo);
  EXPECT_EQ(resolve.error().message(), missing + ": cannot be opened");
  resolve = ResolveFolders({root_.string()});
  ASSERT_FALSE(resolve.ok());
  EXPECT_EQ(resolve.error().message(), root_.string() + ": expected .wit files, found none");
}

TEST_F(LoadTest, AnErrorInAFileNamesItAsItWasGiven) {
  std::string path = Write("a.wit", "package a:b;\ninterface i {\n  x\n}");
  Result<Resolve> resolve = ResolveFolders({path});
  ASSERT_FALSE(resolve.ok());
  EXPECT_EQ(resolve.error().message(), path + ":4:1: expected `:`, found `}`");
}

}  // namespace
}  // namespace virga::wit
