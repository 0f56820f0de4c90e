// T41: what a descriptor may not do it cannot do, by any operation and across preopens.

#include <functional>

#include "hostfuncs/filesystem/file_streams.h"
#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

using T41 = FilesystemTest;
using Operation = std::pair<const char*, std::function<std::string()>>;

constexpr NewTimestamp kTime{NewTimestamp::Kind::kTimestamp, {12345, 0}};

TEST_P(T41, AReadOnlyPreopenDeniesEveryChange) {
  MakeFile("f", "text");
  MakeDirectory("d");
  MakeSymlink("f", "l");
  Descriptor& ro = *read_only_;
  Descriptor& rw = *root_;
  const auto open = [&ro](const char* path, OpenFlags open_flags, DescriptorFlags flags) {
    return Name(ro.OpenAt(Symlink::kFollow, path, open_flags, flags));
  };
  const std::vector<Operation> operations = {
      {"open write", [&] { return open("f", {}, {.write = true}); }},
      {"open read write", [&] { return open("f", {}, {.read = true, .write = true}); }},
      {"open create", [&] { return open("n", {.create = true}, {.read = true}); }},
      {"open create existing", [&] { return open("f", {.create = true}, {.read = true}); }},
      {"open truncate", [&] { return open("f", {.truncate = true}, {.read = true}); }},
      {"open mutate", [&] { return open("d", {}, {.read = true, .mutate_directory = true}); }},
      {"mkdir", [&] { return Name(ro.CreateDirectoryAt("n")); }},
      {"unlink", [&] { return Name(ro.UnlinkFileAt("f")); }},
      {"rmdir", [&] { return Name(ro.RemoveDirectoryAt("d")); }},
      {"symlink", [&] { return Name(ro.SymlinkAt("f", "n")); }},
      {"set times", [&] { return Name(ro.SetTimes(kTime, kTime)); }},
      {"set times at", [&] { return Name(ro.SetTimesAt(Symlink::kFollow, "f", kTime, kTime)); }},
      {"link within", [&] { return Name(ro.LinkAt(Symlink::kNoFollow, "f", ro, "n")); }},
      {"link out", [&] { return Name(ro.LinkAt(Symlink::kNoFollow, "f", rw, "n")); }},
      {"link in", [&] { return Name(rw.LinkAt(Symlink::kNoFollow, "f", ro, "n")); }},
      {"rename within", [&] { return Name(ro.RenameAt("f", ro, "n")); }},
      {"rename out", [&] { return Name(ro.RenameAt("f", rw, "n")); }},
      {"rename in", [&] { return Name(rw.RenameAt("f", ro, "n")); }},
  };
  for (const auto& [name, operation] : operations) EXPECT_EQ(operation(), "read-only") << name;
  EXPECT_EQ(Contents("f"), "text");
  EXPECT_EQ(TypeOf("n"), "no-entry");
  EXPECT_EQ(TypeOf("d"), "directory");
}

TEST_P(T41, WhatIsOpenedBeneathAReadOnlyPreopenIsReadOnly) {
  MakeDirectory("d");
  MakeFile("d/f", "text");
  auto directory =
      read_only_->OpenAt(Symlink::kFollow, "d", {.directory = true}, {.read = true}).value();
  EXPECT_EQ(Name(directory->UnlinkFileAt("f")), "read-only");
  EXPECT_EQ(Name(directory->OpenAt(Symlink::kFollow, "f", {}, {.write = true})), "read-only");
  EXPECT_EQ(Name(directory->LinkAt(Symlink::kNoFollow, "f", *root_, "n")), "read-only");
  auto file = directory->OpenAt(Symlink::kFollow, "f", {}, {.read = true}).value();
  EXPECT_EQ(Name(file->SetTimes(kTime, kTime)), "read-only");
  EXPECT_EQ(Name(file->SetSize(0)), "bad-descriptor");
  EXPECT_EQ(Name(directory->Sync()), "ok");
  EXPECT_EQ(ReadAll(*file), "text");
}

// Every operation on a file x every mode it can be opened with.
TEST_P(T41, FilesDoWhatTheirModeSays) {
  for (const bool read : {false, true}) {
    for (const bool write : {false, true}) {
      SCOPED_TRACE(std::string(read ? "r" : "-") + (write ? "w" : "-"));
      MakeFile("f", "text");
      auto file = root_->OpenAt(Symlink::kFollow, "f", {}, {.read = read, .write = write}).value();
      uint8_t buffer[8];
      const char* const read_answer = read ? "ok" : "bad-descriptor";
      const char* const write_answer = write ? "ok" : "bad-descriptor";
      EXPECT_EQ(Name(file->Read(buffer, 0)), read_answer);
      EXPECT_EQ(Name(ReadViaStream(file, 0)), read_answer);
      EXPECT_EQ(Name(file->Write(Bytes("T"), 0)), write_answer);
      EXPECT_EQ(Name(file->Append(Bytes("!"))), write_answer);
      EXPECT_EQ(Name(file->SetSize(5)), write_answer);
      EXPECT_EQ(Name(WriteViaStream(file, 0)), write_answer);
      EXPECT_EQ(Name(AppendViaStream(file)), write_answer);
      EXPECT_EQ(Contents("f"), write ? "Text!" : "text");
      EXPECT_EQ(Name(file->GetStat()), "ok");
      EXPECT_EQ(Name(file->Sync()), "ok");
    }
  }
}

// An advisory about another host: O_TRUNC emptied files that were not opened for writing.
TEST_P(T41, TruncatingNeedsWriting) {
  MakeFile("f", "text");
  EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, "f", {.truncate = true}, {.read = true})),
            "not-permitted");
  EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, "f", {.truncate = true}, {})), "not-permitted");
  EXPECT_EQ(Name(root_->OpenAt(Symlink::kFollow, "n", {.create = true, .truncate = true},
                               {.read = true})),
            "not-permitted");
  EXPECT_EQ(Contents("f"), "text");
  EXPECT_EQ(TypeOf("n"), "no-entry");
}

TEST_P(T41, DifferentBackendsDoNotMix) {
  MakeFile("f", "text");
  DescriptorPtr other = MakeMemoryFilesystem({});
  EXPECT_EQ(Name(root_->RenameAt("f", *other, "f")), "cross-device");
  EXPECT_EQ(Name(root_->LinkAt(Symlink::kNoFollow, "f", *other, "f")), "cross-device");
  EXPECT_EQ(Name(other->RenameAt("f", *root_, "f")), "cross-device");
  EXPECT_FALSE(root_->IsSameObject(*other));
}

VIRGA_ALL_FILESYSTEMS(T41);

}  // namespace
}  // namespace virga::host::filesystem
