// The conformance suite, part two: names, links and directories.

#include <algorithm>
#include <set>

#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

using Names = FilesystemTest;

std::multiset<std::string> List(Descriptor& directory) {
  std::multiset<std::string> names;
  auto stream = directory.ReadDirectory().value();
  while (true) {
    auto entry = stream->Next().value();
    if (!entry) return names;
    names.insert(entry->name);
  }
}

TEST_P(Names, DirectoriesAreMadeListedAndRemoved) {
  MakeDirectory("d");
  MakeDirectory("d/e/");
  MakeFile("d/f", "x");
  EXPECT_EQ(TypeOf("d/e"), "directory");
  auto directory =
      root_->OpenAt(Symlink::kFollow, "d", {.directory = true}, {.read = true}).value();
  EXPECT_EQ(List(*directory), (std::multiset<std::string>{"e", "f"}));
  EXPECT_EQ(Name(root_->CreateDirectoryAt("d")), "exist");
  EXPECT_EQ(Name(root_->CreateDirectoryAt("d/f")), "exist");
  EXPECT_EQ(Name(root_->CreateDirectoryAt("x/y")), "no-entry");
  EXPECT_EQ(Name(root_->RemoveDirectoryAt("d")), "not-empty");
  EXPECT_EQ(Name(root_->RemoveDirectoryAt("d/f")), "not-directory");
  EXPECT_EQ(Name(root_->RemoveDirectoryAt("d/x")), "no-entry");
  EXPECT_EQ(Name(root_->UnlinkFileAt("d/e")), "is-directory");
  EXPECT_EQ(Name(directory->RemoveDirectoryAt("e/")), "ok");
  EXPECT_EQ(Name(directory->UnlinkFileAt("f")), "ok");
  EXPECT_EQ(Name(root_->RemoveDirectoryAt("d")), "ok");
  EXPECT_TRUE(List(*root_).empty());
}

TEST_P(Names, ARemovedDirectoryTakesNoNewNames) {
  MakeDirectory("d");
  auto directory =
      root_->OpenAt(Symlink::kFollow, "d", {.directory = true}, {.read = true}).value();
  ASSERT_EQ(Name(root_->RemoveDirectoryAt("d")), "ok");
  EXPECT_EQ(Name(directory->CreateDirectoryAt("x")), "no-entry");
  EXPECT_EQ(Name(directory->OpenAt(Symlink::kFollow, "x", {.create = true}, {.write = true})),
            "no-entry");
  EXPECT_EQ(Name(directory->SymlinkAt("y", "x")), "no-entry");
}

TEST_P(Names, DotsStayWithin) {
  MakeDirectory("d");
  MakeDirectory("d/e");
  MakeFile("a", "root");
  EXPECT_EQ(Contents("d/../a"), "root");
  EXPECT_EQ(Contents("./d/./e/../../a"), "root");
  EXPECT_EQ(Contents("d//..///a"), "root");
  EXPECT_EQ(TypeOf("d/e/.."), "directory");
  EXPECT_EQ(TypeOf("."), "directory");
  EXPECT_EQ(Name(root_->CreateDirectoryAt("d/..")), "exist");
  EXPECT_EQ(Name(root_->CreateDirectoryAt(".")), "exist");
  EXPECT_EQ(Name(root_->UnlinkFileAt("d/.")), "is-directory");
  EXPECT_EQ(Name(root_->RemoveDirectoryAt("d/.")), "invalid");
  EXPECT_EQ(Name(root_->RemoveDirectoryAt("d/e/..")), "not-empty");
  EXPECT_EQ(Name(root_->RenameAt("d/.", *root_, "x")), "busy");
  EXPECT_EQ(Name(root_->RenameAt("a", *root_, "d/..")), "busy");
  EXPECT_EQ(Name(root_->SymlinkAt("a", "d/.")), "exist");
  EXPECT_EQ(Name(OpenForReading("a/..")), "not-directory");
}

TEST_P(Names, TrailingSlashesWantADirectory) {
  MakeDirectory("d");
  MakeFile("a", "x");
  MakeSymlink("d", "l");
  EXPECT_EQ(Name(OpenForReading("a/")), "not-directory");
  EXPECT_EQ(Name(OpenForReading("d//")), "ok");
  EXPECT_EQ(Name(OpenForReading("l/", Symlink::kNoFollow)), "ok");
  EXPECT_EQ(root_->StatAt(Symlink::kNoFollow, "l/")->type, DescriptorType::kDirectory);
  EXPECT_EQ(Name(root_->StatAt(Symlink::kNoFollow, "a/")), "not-directory");
  EXPECT_EQ(Name(root_->UnlinkFileAt("a/")), "not-directory");
  EXPECT_EQ(Name(root_->UnlinkFileAt("l/")), "not-directory");
  EXPECT_EQ(Name(root_->UnlinkFileAt("d/")), "is-directory");
  EXPECT_EQ(Name(root_->RemoveDirectoryAt("l/")), "not-directory");
  EXPECT_EQ(Name(root_->ReadlinkAt("l/")), "not-directory");
  EXPECT_EQ(Name(root_->ReadlinkAt("d/")), "invalid");
  EXPECT_EQ(Name(root_->SymlinkAt("a", "n/")), "no-entry");
  EXPECT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "a/", *root_, "n")), "not-directory");
  EXPECT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "a", *root_, "n/")), "no-entry");
  EXPECT_EQ(Name(root_->RenameAt("a/", *root_, "n")), "not-directory");
  EXPECT_EQ(Name(root_->RenameAt("a", *root_, "n/")), "not-directory");
  EXPECT_EQ(Name(root_->RenameAt("d/", *root_, "n/")), "ok");
  EXPECT_EQ(TypeOf("n"), "directory");
}

TEST_P(Names, SymbolicLinksAreFollowedWithin) {
  MakeDirectory("d");
  MakeFile("d/f", "deep");
  MakeSymlink("d/f", "l");
  MakeSymlink("..", "d/up");
  MakeSymlink("d/../d/up/l", "long");
  EXPECT_EQ(root_->ReadlinkAt("l").value(), "d/f");
  EXPECT_EQ(Contents("l"), "deep");
  EXPECT_EQ(Contents("d/up/l"), "deep");
  EXPECT_EQ(Contents("long"), "deep");
  EXPECT_EQ(Name(OpenForReading("l", Symlink::kNoFollow)), "loop");
  EXPECT_EQ(root_->StatAt(Symlink::kNoFollow, "l")->type, DescriptorType::kSymbolicLink);
  EXPECT_EQ(root_->StatAt(Symlink::kNoFollow, "l")->size, 3u);
  EXPECT_EQ(root_->StatAt(Symlink::kFollow, "l")->type, DescriptorType::kRegularFile);
  EXPECT_EQ(Name(root_->ReadlinkAt("d")), "invalid");
  EXPECT_EQ(Name(root_->ReadlinkAt("nothing")), "no-entry");
  EXPECT_EQ(Name(root_->UnlinkFileAt("l")), "ok");
  EXPECT_EQ(Contents("d/f"), "deep");
}

TEST_P(Names, CreatingThroughADanglingLinkStaysWithin) {
  MakeDirectory("d");
  MakeSymlink("d/new", "l");
  EXPECT_EQ(Name(OpenForReading("l")), "no-entry");
  EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, "l", {.create = true, .exclusive = true},
                               {.write = true})),
            "exist");
  MakeFile("l", "through");
  EXPECT_EQ(Contents("d/new"), "through");
  EXPECT_EQ(TypeOf("l"), "link");
}

TEST_P(Names, LoopsEnd) {
  MakeSymlink("b", "a");
  MakeSymlink("a", "b");
  MakeSymlink("self", "self");
  EXPECT_EQ(Name(OpenForReading("a")), "loop");
  EXPECT_EQ(Name(OpenForReading("self/x")), "loop");
  EXPECT_EQ(Name(root_->CreateDirectoryAt("a/x")), "loop");
  std::string previous = "target";
  MakeFile(previous, "end");
  for (int i = 0; i < kMaxSymlinks; i++) {
    const std::string name = "chain" + std::to_string(i);
    MakeSymlink(previous, name);
    previous = name;
  }
  EXPECT_EQ(Contents(previous), "end");
  MakeSymlink(previous, "one_more");
  EXPECT_EQ(Name(OpenForReading("one_more")), "loop");
}

TEST_P(Names, HardLinksShareTheFile) {
  MakeFile("a", "x");
  MakeDirectory("d");
  ASSERT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "a", *root_, "d/b")), "ok");
  EXPECT_EQ(root_->StatAt(Symlink::kNoFollow, "a")->link_count, 2u);
  EXPECT_TRUE(OpenForReading("a").value()->IsSameObject(*OpenForReading("d/b").value()));
  EXPECT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "a", *root_, "d/b")), "exist");
  EXPECT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "x", *root_, "y")), "no-entry");
  EXPECT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "d", *root_, "e")), "not-permitted");
  EXPECT_EQ(Name(root_->LinkAt(Symlink::kFollow, "a", *root_, "c")), "invalid");
  EXPECT_EQ(Name(root_->UnlinkFileAt("a")), "ok");
  EXPECT_EQ(Contents("d/b"), "x");
}

TEST_P(Names, ALinkToASymbolicLinkLinksTheLink) {
  MakeFile("a", "x");
  MakeSymlink("a", "l");
  ASSERT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "l", *root_, "m")), "ok");
  EXPECT_EQ(TypeOf("m"), "link");
}

TEST_P(Names, RenameMovesAndReplaces) {
  MakeFile("a", "A");
  MakeFile("b", "B");
  MakeDirectory("d");
  MakeDirectory("e");
  MakeFile("e/x", "");
  EXPECT_EQ(Name(root_->RenameAt("a", *root_, "b")), "ok");
  EXPECT_EQ(Contents("b"), "A");
  EXPECT_EQ(TypeOf("a"), "no-entry");
  EXPECT_EQ(Name(root_->RenameAt("a", *root_, "c")), "no-entry");
  EXPECT_EQ(Name(root_->RenameAt("b", *root_, "b")), "ok");
  EXPECT_EQ(Name(root_->RenameAt("b", *root_, "d")), "is-directory");
  EXPECT_EQ(Name(root_->RenameAt("d", *root_, "b")), "not-directory");
  EXPECT_EQ(Name(root_->RenameAt("d", *root_, "e")), "not-empty");
  EXPECT_EQ(Name(root_->RenameAt("e", *root_, "d")), "ok");
  EXPECT_EQ(TypeOf("d/x"), "file");
  EXPECT_EQ(Name(root_->RenameAt("d", *root_, "d/inner")), "invalid");
  auto directory =
      root_->OpenAt(Symlink::kFollow, "d", {.directory = true}, {.read = true}).value();
  EXPECT_EQ(Name(root_->RenameAt("b", *directory, "moved")), "ok");
  EXPECT_EQ(Contents("d/moved"), "A");
}

TEST_P(Names, RenamingADirectoryBeneathItselfIsInvalidHoweverDeep) {
  MakeDirectory("d");
  MakeDirectory("d/e");
  MakeDirectory("d/e/f");
  auto inner =
      root_->OpenAt(Symlink::kFollow, "d/e/f", {.directory = true}, {.read = true}).value();
  EXPECT_EQ(Name(root_->RenameAt("d", *inner, "g")), "invalid");
  EXPECT_EQ(TypeOf("d/e/f"), "directory");
}

TEST_P(Names, SymlinkContentsMustBeRelative) {
  EXPECT_EQ(Name(root_->SymlinkAt("/etc/passwd", "l")), "not-permitted");
  EXPECT_EQ(Name(root_->SymlinkAt("", "l")), "no-entry");
  EXPECT_EQ(Name(root_->SymlinkAt("../outside", "l")), "ok");
  EXPECT_EQ(root_->ReadlinkAt("l").value(), "../outside");
  EXPECT_EQ(Name(OpenForReading("l")), "not-permitted");
}

TEST_P(Names, UnicodeNamesAreKept) {
  MakeFile("gr\xc3\xbc\xc3\x9f", "x");
  MakeFile("a b\\c", "y");
  EXPECT_EQ(List(*root_), (std::multiset<std::string>{"gr\xc3\xbc\xc3\x9f", "a b\\c"}));
  EXPECT_EQ(Contents("a b\\c"), "y");
}

TEST_P(Names, TheLongestNameFits) {
  const std::string longest(kMaxNameBytes, 'n');
  MakeFile(longest, "x");
  EXPECT_EQ(Contents(longest), "x");
  EXPECT_EQ(Name(OpenForReading(longest + "n")), "name-too-long");
  std::string deep = "a";
  while (deep.size() < kMaxPathBytes - 2) deep = "./" + deep;
  MakeFile(deep, "y");
  EXPECT_EQ(Contents("a"), "y");
}

VIRGA_ALL_FILESYSTEMS(Names);

TEST(MemoryFilesystem, KeepsItsLimits) {
  DescriptorPtr root = MakeMemoryFilesystem({.clock = nullptr, .max_bytes = 100, .max_nodes = 3});
  auto file = root->OpenAt(Symlink::kFollow, "a", {.create = true}, {.write = true}).value();
  EXPECT_EQ(file->Write(Bytes(std::string(99, 'x')), 0).value(), 99u);
  EXPECT_EQ(Name(file->Append(Bytes("x"))), "insufficient-space");
  EXPECT_EQ(Name(file->SetSize(uint64_t{1} << 40)), "insufficient-space");
  EXPECT_EQ(Name(root->CreateDirectoryAt("b")), "insufficient-space");
  ASSERT_EQ(Name(file->SetSize(0)), "ok");
  EXPECT_EQ(Name(root->CreateDirectoryAt("b")), "ok");
  EXPECT_EQ(Name(root->CreateDirectoryAt("c")), "insufficient-space");
  file.reset();
  EXPECT_EQ(Name(root->UnlinkFileAt("a")), "ok");
  EXPECT_EQ(Name(root->CreateDirectoryAt("c")), "ok");
}

TEST(MemoryFilesystem, ADeepTreeIsFreedWithoutRecursion) {
  DescriptorPtr root = MakeMemoryFilesystem({});
  DescriptorPtr at = root;
  for (int i = 0; i < 90'000; i++) {
    ASSERT_TRUE(at->CreateDirectoryAt("d").ok());
    at = at->OpenAt(Symlink::kFollow, "d", {.directory = true}, {.read = true}).value();
  }
  at.reset();
  root.reset();
}

}  // namespace
}  // namespace virga::host::filesystem
