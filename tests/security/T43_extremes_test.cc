// T43: offsets, sizes and times at the ends of their ranges.

#include "hostfuncs/filesystem/file_streams.h"
#include "tests/hostfuncs/filesystem/backends.h"

namespace virga::host::filesystem {
namespace {

using T43 = FilesystemTest;

TEST_P(T43, OffsetsAndSizes) {
  MakeFile("f", "text");
  auto file = root_->OpenAt(Symlink::kFollow, "f", {}, {.read = true, .write = true}).value();
  uint8_t buffer[16];
  constexpr uint64_t kMax = INT64_MAX;
  for (const uint64_t offset : {uint64_t{4}, kMax - 16, kMax - 15, kMax - 1, kMax}) {
    EXPECT_EQ(file->Read(buffer, offset).value(), 0u) << offset;
  }
  for (const uint64_t offset : {kMax + 1, UINT64_MAX - 15, UINT64_MAX}) {
    EXPECT_EQ(Name(file->Read(buffer, offset)), "invalid") << offset;
  }
  for (const uint64_t offset : {kMax - 15, kMax, kMax + 1, UINT64_MAX - 15, UINT64_MAX}) {
    EXPECT_EQ(Name(file->Write(buffer, offset)), "file-too-large") << offset;
    EXPECT_EQ(Name(file->Advise(offset, 16, Advice::kWillNeed)), "invalid") << offset;
  }
  for (const uint64_t size : {kMax + 1, UINT64_MAX}) {
    EXPECT_EQ(Name(file->SetSize(size)), "file-too-large") << size;
  }
  // What a file system may or may not have room for; never a crash or a change of the contents.
  EXPECT_NE(Name(file->SetSize(kMax)), "invalid");
  EXPECT_NE(Name(file->Write(buffer, kMax - 16)), "invalid");
  ASSERT_EQ(Name(file->SetSize(4)), "ok");
  EXPECT_EQ(ReadAll(*file), "text");
}

TEST_P(T43, StreamsAtTheEnds) {
  MakeFile("f", "text");
  auto file = root_->OpenAt(Symlink::kFollow, "f", {}, {.read = true, .write = true}).value();
  uint8_t buffer[16] = {};
  for (const uint64_t offset : {uint64_t{INT64_MAX}, UINT64_MAX - 8, UINT64_MAX}) {
    auto input = ReadViaStream(file, offset).value();
    EXPECT_FALSE(input->Read(buffer).ok());
    EXPECT_FALSE(input->Skip(UINT64_MAX).ok());
    auto output = WriteViaStream(file, offset).value();
    ASSERT_TRUE(output->CheckWrite().ok());
    EXPECT_EQ(output->Write(buffer).error().code, ErrorCode::kFileTooLarge);
    EXPECT_EQ(output->CheckWrite().error().kind, io::StreamError::Kind::kClosed);
  }
  EXPECT_EQ(Contents("f"), "text");
}

TEST_P(T43, Times) {
  MakeFile("f", "text");
  auto file = OpenForReading("f").value();
  using Kind = NewTimestamp::Kind;
  for (const uint64_t seconds :
       {uint64_t{0}, uint64_t{1} << 31, uint64_t{1} << 34, uint64_t{INT64_MAX}}) {
    const NewTimestamp time{Kind::kTimestamp, {seconds, 999'999'999}};
    EXPECT_EQ(Name(file->SetTimes(time, time)), "ok") << seconds;
    EXPECT_EQ(Name(root_->SetTimesAt(Symlink::kNoFollow, "f", time, time)), "ok") << seconds;
    EXPECT_TRUE(file->GetStat().ok());
    EXPECT_TRUE(file->MetadataHash().ok());
  }
  for (const Datetime bad : {Datetime{uint64_t{INT64_MAX} + 1, 0}, Datetime{UINT64_MAX, 0},
                             Datetime{0, 1'000'000'000}, Datetime{0, UINT32_MAX}}) {
    const NewTimestamp time{Kind::kTimestamp, bad};
    EXPECT_EQ(Name(file->SetTimes(time, {})), "invalid");
    EXPECT_EQ(Name(file->SetTimes({}, time)), "invalid");
    EXPECT_EQ(Name(root_->SetTimesAt(Symlink::kFollow, "f", time, {})), "invalid");
  }
}

VIRGA_ALL_FILESYSTEMS(T43);

}  // namespace
}  // namespace virga::host::filesystem
