// The conformance suite, part one: the contents and attributes of files.

#include "hostfuncs/filesystem/file_streams.h"
#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

using Files = FilesystemTest;

TEST_P(Files, CreatesWritesAndReadsBack) {
  MakeFile("a", "hello");
  EXPECT_EQ(Contents("a"), "hello");
  const Stat stat = root_->StatAt(Symlink::kNoFollow, "a").value();
  EXPECT_EQ(stat.type, DescriptorType::kRegularFile);
  EXPECT_EQ(stat.size, 5u);
  EXPECT_EQ(stat.link_count, 1u);
}

TEST_P(Files, WritingPastTheEndFillsWithZeroes) {
  MakeFile("a", "xy");
  auto file = root_->OpenAt(Symlink::kFollow, "a", {}, {.read = true, .write = true}).value();
  EXPECT_EQ(file->Write(Bytes("z"), 4).value(), 1u);
  EXPECT_EQ(ReadAll(*file), std::string("xy\0\0z", 5));
}

TEST_P(Files, ReadingPastTheEndGivesNothing) {
  MakeFile("a", "xy");
  auto file = OpenForReading("a").value();
  uint8_t byte = 0;
  EXPECT_EQ(file->Read({&byte, 1}, 2).value(), 0u);
  EXPECT_EQ(file->Read({&byte, 1}, INT64_MAX).value(), 0u);
}

TEST_P(Files, AppendGoesToTheEndWhateverHappened) {
  MakeFile("a", "one");
  auto file = root_->OpenAt(Symlink::kFollow, "a", {}, {.read = true, .write = true}).value();
  EXPECT_EQ(file->Append(Bytes("two")).value(), 3u);
  EXPECT_EQ(file->Write(Bytes("O"), 0).value(), 1u);
  EXPECT_EQ(file->Append(Bytes("3")).value(), 1u);
  EXPECT_EQ(ReadAll(*file), "Onetwo3");
}

TEST_P(Files, SetSizeShrinksAndGrows) {
  MakeFile("a", "hello");
  auto file = root_->OpenAt(Symlink::kFollow, "a", {}, {.read = true, .write = true}).value();
  ASSERT_EQ(Name(file->SetSize(2)), "ok");
  ASSERT_EQ(Name(file->SetSize(4)), "ok");
  EXPECT_EQ(ReadAll(*file), std::string("he\0\0", 4));
}

TEST_P(Files, OpenFlags) {
  MakeDirectory("d");
  EXPECT_EQ(Name(OpenForReading("a")), "no-entry");
  MakeFile("a", "hello");
  const auto open = [&](std::string_view path, OpenFlags open_flags, DescriptorFlags flags) {
    return Name(root_->OpenAt(Symlink::kFollow, path, open_flags, flags));
  };
  EXPECT_EQ(open("a", {.create = true, .exclusive = true}, {.read = true}), "exist");
  EXPECT_EQ(open("a", {.create = true}, {.read = true}), "ok");
  EXPECT_EQ(open("a", {.directory = true}, {.read = true}), "not-directory");
  EXPECT_EQ(open("a", {}, {.read = true, .mutate_directory = true}), "not-directory");
  EXPECT_EQ(open("d", {.directory = true}, {.read = true}), "ok");
  EXPECT_EQ(open("d", {}, {.read = true, .write = true}), "is-directory");
  EXPECT_EQ(open("d", {.create = true}, {.read = true}), "is-directory");
  EXPECT_EQ(open("n", {.create = true, .directory = true}, {.read = true}), "invalid");
  EXPECT_EQ(open("n/", {.create = true}, {.read = true}), "is-directory");
  EXPECT_EQ(open("n/x", {.create = true}, {.read = true}), "no-entry");
  EXPECT_EQ(open("a/x", {.create = true}, {.read = true}), "not-directory");
  EXPECT_EQ(Contents("a"), "hello");
  EXPECT_EQ(open("a", {.truncate = true}, {.write = true}), "ok");
  EXPECT_EQ(Contents("a"), "");
}

TEST_P(Files, ModesAreKept) {
  MakeFile("a", "hello");
  uint8_t byte = 0;
  auto reader = OpenForReading("a").value();
  EXPECT_EQ(Name(reader->Write(Bytes("x"), 0)), "bad-descriptor");
  EXPECT_EQ(Name(reader->Append(Bytes("x"))), "bad-descriptor");
  EXPECT_EQ(Name(reader->SetSize(0)), "bad-descriptor");
  auto writer = root_->OpenAt(Symlink::kFollow, "a", {}, {.write = true}).value();
  EXPECT_EQ(Name(writer->Read({&byte, 1}, 0)), "bad-descriptor");
  EXPECT_EQ(Contents("a"), "hello");
  EXPECT_TRUE(reader->flags().read);
  EXPECT_FALSE(reader->flags().write);
}

TEST_P(Files, AnUnlinkedFileLivesWhileItIsOpen) {
  MakeFile("a", "hello");
  auto file = OpenForReading("a").value();
  ASSERT_EQ(Name(root_->UnlinkFileAt("a")), "ok");
  EXPECT_EQ(TypeOf("a"), "no-entry");
  EXPECT_EQ(ReadAll(*file), "hello");
  EXPECT_EQ(file->GetStat()->link_count, 0u);
}

TEST_P(Files, TimesAreSetAndRead) {
  MakeFile("a", "hello");
  using Kind = NewTimestamp::Kind;
  const NewTimestamp first{Kind::kTimestamp, {1000, 5}};
  const NewTimestamp second{Kind::kTimestamp, {2000, 999'999'999}};
  auto file = OpenForReading("a").value();
  ASSERT_EQ(Name(file->SetTimes(first, second)), "ok");
  EXPECT_EQ(file->GetStat()->accessed, (Datetime{1000, 5}));
  EXPECT_EQ(file->GetStat()->modified, (Datetime{2000, 999'999'999}));
  ASSERT_EQ(Name(root_->SetTimesAt(Symlink::kFollow, "a", second, {})), "ok");
  EXPECT_EQ(file->GetStat()->accessed, (Datetime{2000, 999'999'999}));
  EXPECT_EQ(file->GetStat()->modified, (Datetime{2000, 999'999'999}));
  ASSERT_EQ(Name(file->SetTimes({}, {Kind::kNow, {}})), "ok");
  EXPECT_GT(file->GetStat()->modified->seconds, 1'000'000u);
  EXPECT_EQ(Name(file->SetTimes({Kind::kTimestamp, {1, 1'000'000'000}}, {})), "invalid");
}

TEST_P(Files, MetadataHashFollowsTheObject) {
  MakeFile("a", "hello");
  MakeFile("b", "hello");
  auto a = OpenForReading("a").value();
  auto b = OpenForReading("b").value();
  const MetadataHashValue before = a->MetadataHash().value();
  EXPECT_EQ(before, root_->MetadataHashAt(Symlink::kFollow, "a").value());
  EXPECT_FALSE(before == b->MetadataHash().value());
  EXPECT_TRUE(a->IsSameObject(*OpenForReading("a").value()));
  EXPECT_FALSE(a->IsSameObject(*b));
  MakeFile("a", "longer than before");
  EXPECT_FALSE(before == a->MetadataHash().value());
}

TEST_P(Files, SyncAndAdviseAreAccepted) {
  MakeFile("a", "hello");
  auto file = root_->OpenAt(Symlink::kFollow, "a", {}, {.read = true, .write = true}).value();
  EXPECT_EQ(Name(file->Sync()), "ok");
  EXPECT_EQ(Name(file->SyncData()), "ok");
  for (const Advice advice : {Advice::kNormal, Advice::kSequential, Advice::kRandom,
                              Advice::kWillNeed, Advice::kDontNeed, Advice::kNoReuse}) {
    EXPECT_EQ(Name(file->Advise(0, 5, advice)), "ok");
  }
  EXPECT_EQ(Name(root_->Advise(0, 0, Advice::kNormal)), "bad-descriptor");
  EXPECT_EQ(Name(root_->Sync()), "ok");
}

TEST_P(Files, DirectoriesAreNotFiles) {
  uint8_t byte = 0;
  EXPECT_EQ(Name(root_->Read({&byte, 1}, 0)), "is-directory");
  EXPECT_EQ(Name(root_->Write({&byte, 1}, 0)), "is-directory");
  EXPECT_EQ(Name(root_->SetSize(0)), "is-directory");
  MakeFile("a", "");
  auto file = OpenForReading("a").value();
  EXPECT_EQ(Name(file->OpenAt(Symlink::kFollow, "x", {}, {.read = true})), "not-directory");
  EXPECT_EQ(Name(file->ReadDirectory()), "not-directory");
  EXPECT_EQ(Name(file->CreateDirectoryAt("x")), "not-directory");
}

TEST_P(Files, StreamsHavePositionsOfTheirOwn) {
  MakeFile("a", "0123456789");
  auto file = root_->OpenAt(Symlink::kFollow, "a", {}, {.read = true, .write = true}).value();
  auto first = ReadViaStream(file, 0).value();
  auto second = ReadViaStream(file, 7).value();
  uint8_t buffer[4];
  EXPECT_EQ(first->Read(buffer).value(), 4u);
  EXPECT_EQ(second->Read(buffer).value(), 3u);
  EXPECT_EQ(second->Read(buffer).error().kind, io::StreamError::Kind::kClosed);
  EXPECT_EQ(first->Skip(100).value(), 6u);

  auto writer = WriteViaStream(file, 2).value();
  auto appender = AppendViaStream(file).value();
  ASSERT_GT(writer->CheckWrite().value(), 4u);
  ASSERT_TRUE(writer->Write(Bytes("ab")).ok());
  ASSERT_TRUE(writer->Write(Bytes("cd")).ok());
  ASSERT_GT(appender->CheckWrite().value(), 1u);
  ASSERT_TRUE(appender->Write(Bytes("!")).ok());
  EXPECT_EQ(ReadAll(*file), "01abcd6789!");
}

TEST_P(Files, StreamsNeedTheMode) {
  MakeFile("a", "x");
  auto reader = OpenForReading("a").value();
  EXPECT_EQ(Name(WriteViaStream(reader, 0)), "bad-descriptor");
  EXPECT_EQ(Name(AppendViaStream(reader)), "bad-descriptor");
  EXPECT_EQ(Name(ReadViaStream(root_, 0)), "is-directory");
}

VIRGA_ALL_FILESYSTEMS(Files);

}  // namespace
}  // namespace virga::host::filesystem
