#include "tests/hostfuncs/preview1/guest.h"

namespace virga::host::preview1 {
namespace {

using Fd = GuestTest;

TEST_F(Fd, StandardStreams) {
  EXPECT_EQ(Write(1, "hello"), Errno::kSuccess);
  EXPECT_EQ(U32(), 5u);
  EXPECT_EQ(Write(2, "oops"), Errno::kSuccess);
  EXPECT_EQ(printed_, "hello");
  EXPECT_EQ(errors_, "oops");
  EXPECT_EQ(Read(0, 5), "typed");
  EXPECT_EQ(Read(0, 100), " text");
  EXPECT_EQ(Read(0), "");
  EXPECT_EQ(Read(1), "errno 8");
  EXPECT_EQ(Write(0, "x"), Errno::kBadf);
  EXPECT_EQ(Write(77, "x"), Errno::kBadf);
  EXPECT_EQ(Read(kRoot), "errno 31");
}

TEST_F(Fd, ManyBuffersInOneCall) {
  const uint32_t text = Put("abcdef");
  PutIovec(0, text, 2);
  PutIovec(1, text, 0);
  PutIovec(2, text + 4, 2);
  ASSERT_EQ(p1_->FdWrite(mem(), 1, kIovs, 3, kOut).value(), Errno::kSuccess);
  EXPECT_EQ(U32(), 4u);
  EXPECT_EQ(printed_, "abef");
  PutIovec(0, kBuffer, 3);
  PutIovec(1, kBuffer + 10, 100);
  ASSERT_EQ(p1_->FdRead(mem(), 0, kIovs, 2, kOut).value(), Errno::kSuccess);
  EXPECT_EQ(U32(), 10u);
  EXPECT_EQ(Text(kBuffer, 3), "typ");
  EXPECT_EQ(Text(kBuffer + 10, 7), "ed text");
}

TEST_F(Fd, BuffersOutsideTheMemoryAreFaultsAndWriteNothing) {
  PutIovec(0, Put("ok"), 2);
  PutIovec(1, 65535, 2);
  EXPECT_EQ(p1_->FdWrite(mem(), 1, kIovs, 2, kOut).value(), Errno::kFault);
  EXPECT_EQ(p1_->FdWrite(mem(), 1, 65532, 1, kOut).value(), Errno::kFault);
  EXPECT_EQ(p1_->FdWrite(mem(), 1, kIovs, UINT32_MAX, kOut).value(), Errno::kFault);
  EXPECT_EQ(p1_->FdWrite(mem(), 1, kIovs, 1, 65533).value(), Errno::kFault);
  EXPECT_EQ(p1_->FdRead(mem(), 0, kIovs, 2, kOut).value(), Errno::kFault);
  EXPECT_EQ(printed_, "");
  EXPECT_EQ(Read(0), "typed text");
}

TEST_F(Fd, PositionsSeekAndTell) {
  const uint32_t fd = MustOpen("f", kOpenCreate);
  EXPECT_EQ(Write(fd, "0123456789"), Errno::kSuccess);
  const auto seek = [&](int64_t delta, uint32_t whence) {
    const Errno error = p1_->FdSeek(mem(), fd, static_cast<uint64_t>(delta), whence, kOut);
    return error == Errno::kSuccess ? static_cast<int64_t>(U64()) : -static_cast<int64_t>(error);
  };
  EXPECT_EQ(seek(0, 1), 10);
  EXPECT_EQ(seek(-7, 1), 3);
  EXPECT_EQ(Read(fd, 2), "34");
  EXPECT_EQ(seek(-2, 2), 8);
  EXPECT_EQ(Read(fd), "89");
  EXPECT_EQ(Read(fd), "");
  EXPECT_EQ(seek(-1, 0), -28);
  EXPECT_EQ(seek(-11, 2), -28);
  EXPECT_EQ(seek(INT64_MIN, 1), -28);
  EXPECT_EQ(seek(INT64_MAX, 1), -28);
  EXPECT_EQ(seek(0, 3), -28);
  EXPECT_EQ(seek(INT64_MAX, 0), INT64_MAX);
  EXPECT_EQ(Read(fd), "");
  EXPECT_EQ(Write(fd, "x"), Errno{22});
  ASSERT_EQ(p1_->FdTell(mem(), fd, kOut), Errno::kSuccess);
  EXPECT_EQ(U64(), static_cast<uint64_t>(INT64_MAX));
  EXPECT_EQ(p1_->FdSeek(mem(), 1, 0, 0, kOut), Errno::kSpipe);
  EXPECT_EQ(p1_->FdTell(mem(), kRoot, kOut), Errno::kBadf);
}

TEST_F(Fd, PreadAndPwriteLeaveThePosition) {
  const uint32_t fd = MustOpen("f", kOpenCreate);
  ASSERT_EQ(Write(fd, "abc"), Errno::kSuccess);
  PutIovec(0, Put("XY"), 2);
  ASSERT_EQ(p1_->FdPwrite(mem(), fd, kIovs, 1, 1, kOut), Errno::kSuccess);
  PutIovec(0, kBuffer, 10);
  ASSERT_EQ(p1_->FdPread(mem(), fd, kIovs, 1, 0, kOut), Errno::kSuccess);
  EXPECT_EQ(Text(kBuffer, U32()), "aXY");
  ASSERT_EQ(p1_->FdTell(mem(), fd, kOut), Errno::kSuccess);
  EXPECT_EQ(U64(), 3u);
  EXPECT_EQ(p1_->FdPread(mem(), fd, kIovs, 1, UINT64_MAX, kOut), Errno::kInval);
  EXPECT_EQ(p1_->FdPwrite(mem(), fd, kIovs, 1, UINT64_MAX, kOut), Errno::kInval);
  EXPECT_EQ(p1_->FdPread(mem(), 0, kIovs, 1, 0, kOut), Errno::kSpipe);
}

TEST_F(Fd, AppendModeWritesAtTheEnd) {
  const uint32_t fd = MustOpen("f", kOpenCreate, kAllRights, kFdAppend);
  ASSERT_EQ(Write(fd, "one"), Errno::kSuccess);
  ASSERT_EQ(p1_->FdSeek(mem(), fd, 0, 0, kOut), Errno::kSuccess);
  ASSERT_EQ(Write(fd, "two"), Errno::kSuccess);
  ASSERT_EQ(p1_->FdTell(mem(), fd, kOut), Errno::kSuccess);
  EXPECT_EQ(U64(), 6u);
  ASSERT_EQ(p1_->FdSeek(mem(), fd, 0, 0, kOut), Errno::kSuccess);
  EXPECT_EQ(Read(fd), "onetwo");
  EXPECT_EQ(p1_->FdFdstatSetFlags(mem(), fd, 0), Errno::kSuccess);
  ASSERT_EQ(p1_->FdSeek(mem(), fd, 0, 0, kOut), Errno::kSuccess);
  ASSERT_EQ(Write(fd, "ONE"), Errno::kSuccess);
  ASSERT_EQ(p1_->FdSeek(mem(), fd, 0, 0, kOut), Errno::kSuccess);
  EXPECT_EQ(Read(fd), "ONEtwo");
  EXPECT_EQ(p1_->FdFdstatSetFlags(mem(), fd, 1u << 5), Errno::kInval);
  EXPECT_EQ(p1_->FdFdstatSetFlags(mem(), fd, kFdSync), Errno::kNotsup);
}

TEST_F(Fd, FdstatTellsTerminalsFromFiles) {
  ASSERT_EQ(p1_->FdFdstatGet(mem(), 1, kBuffer), Errno::kSuccess);
  EXPECT_EQ(bytes_[kBuffer], static_cast<uint8_t>(Filetype::kCharacterDevice));
  EXPECT_EQ(U64(kBuffer + 8) & (kRightFdSeek | kRightFdTell), 0u);
  ASSERT_EQ(p1_->FdFdstatGet(mem(), 2, kBuffer), Errno::kSuccess);
  EXPECT_EQ(bytes_[kBuffer], static_cast<uint8_t>(Filetype::kUnknown));
  ASSERT_EQ(p1_->FdFdstatGet(mem(), kRoot, kBuffer), Errno::kSuccess);
  EXPECT_EQ(bytes_[kBuffer], static_cast<uint8_t>(Filetype::kDirectory));
  const uint32_t fd = MustOpen("f", kOpenCreate, kRightFdRead | kRightFdWrite, kFdAppend);
  ASSERT_EQ(p1_->FdFdstatGet(mem(), fd, kBuffer), Errno::kSuccess);
  EXPECT_EQ(bytes_[kBuffer], static_cast<uint8_t>(Filetype::kRegularFile));
  EXPECT_EQ(U16(kBuffer + 2), kFdAppend);
  EXPECT_EQ(U64(kBuffer + 8), kRightFdRead | kRightFdWrite);
  EXPECT_EQ(p1_->FdFdstatGet(mem(), fd, 65520), Errno::kFault);
}

TEST_F(Fd, RightsOnlyShrinkAndReadingAndWritingNeedThem) {
  const uint32_t fd = MustOpen("f", kOpenCreate);
  ASSERT_EQ(p1_->FdFdstatSetRights(mem(), fd, kRightFdRead, 0), Errno::kSuccess);
  EXPECT_EQ(p1_->FdFdstatSetRights(mem(), fd, kRightFdRead | kRightFdWrite, 0), Errno::kNotcapable);
  EXPECT_EQ(Write(fd, "x"), Errno::kBadf);
  EXPECT_EQ(Read(fd), "");
  const uint32_t writer = MustOpen("f", 0, kRightFdWrite);
  EXPECT_EQ(Write(writer, "x"), Errno::kSuccess);
  EXPECT_EQ(Read(writer), "errno 8");
}

TEST_F(Fd, FilestatSizesAndTimes) {
  const uint32_t fd = MustOpen("f", kOpenCreate);
  ASSERT_EQ(Write(fd, "12345"), Errno::kSuccess);
  ASSERT_EQ(p1_->FdFilestatSetTimes(mem(), fd, 7, 8, kSetAtim | kSetMtim), Errno::kSuccess);
  ASSERT_EQ(p1_->FdFilestatGet(mem(), fd, kBuffer), Errno::kSuccess);
  EXPECT_EQ(bytes_[kBuffer + 16], static_cast<uint8_t>(Filetype::kRegularFile));
  EXPECT_EQ(U64(kBuffer + 24), 1u);
  EXPECT_EQ(U64(kBuffer + 32), 5u);
  EXPECT_EQ(U64(kBuffer + 40), 7u);
  EXPECT_EQ(U64(kBuffer + 48), 8u);
  EXPECT_EQ(p1_->FdFilestatSetTimes(mem(), fd, 7, 8, kSetAtim | kSetAtimNow), Errno::kInval);
  EXPECT_EQ(p1_->FdFilestatSetTimes(mem(), fd, 7, 8, 16), Errno::kInval);
  ASSERT_EQ(p1_->FdFilestatSetSize(mem(), fd, 2), Errno::kSuccess);
  ASSERT_EQ(p1_->FdAllocate(mem(), fd, 1, 9), Errno::kSuccess);
  ASSERT_EQ(p1_->FdAllocate(mem(), fd, 0, 1), Errno::kSuccess);
  ASSERT_EQ(p1_->FdFilestatGet(mem(), fd, kBuffer), Errno::kSuccess);
  EXPECT_EQ(U64(kBuffer + 32), 10u);
  EXPECT_EQ(p1_->FdAllocate(mem(), fd, UINT64_MAX, 2), Errno{22});
  EXPECT_EQ(p1_->FdAllocate(mem(), fd, 0, 0), Errno::kInval);
  EXPECT_EQ(p1_->FdFilestatSetSize(mem(), fd, UINT64_MAX), Errno{22});
  EXPECT_EQ(p1_->FdFilestatSetSize(mem(), 1, 0), Errno::kInval);
  EXPECT_EQ(p1_->FdFilestatGet(mem(), 1, kBuffer), Errno::kSuccess);
  EXPECT_EQ(p1_->FdAdvise(mem(), fd, 0, 5, 3), Errno::kSuccess);
  EXPECT_EQ(p1_->FdAdvise(mem(), fd, 0, 5, 6), Errno::kInval);
  EXPECT_EQ(p1_->FdAdvise(mem(), 1, 0, 5, 0), Errno::kSpipe);
  EXPECT_EQ(p1_->FdSync(mem(), fd), Errno::kSuccess);
  EXPECT_EQ(p1_->FdDatasync(mem(), 1), Errno::kSuccess);
  EXPECT_EQ(p1_->FdSync(mem(), 99), Errno::kBadf);
}

TEST_F(Fd, PreopensAreNamed) {
  ASSERT_EQ(p1_->FdPrestatGet(mem(), kReadOnly, kOut), Errno::kSuccess);
  EXPECT_EQ(U32(kOut), 0u);
  EXPECT_EQ(U32(kOut + 4), 3u);
  ASSERT_EQ(p1_->FdPrestatDirName(mem(), kReadOnly, kBuffer, 3), Errno::kSuccess);
  EXPECT_EQ(Text(kBuffer, 3), "/ro");
  EXPECT_EQ(p1_->FdPrestatDirName(mem(), kReadOnly, kBuffer, 2), Errno::kNametoolong);
  EXPECT_EQ(p1_->FdPrestatGet(mem(), 5, kOut), Errno::kBadf);
  EXPECT_EQ(p1_->FdPrestatGet(mem(), 1, kOut), Errno::kBadf);
}

TEST_F(Fd, NonblockingStreamsAnswerAgain) {
  auto [reader, writer] = io::MakePipe(4);
  Preview1Options options = MakeOptions();
  options.environment.standard_input.stream = std::move(reader);
  auto [reader2, writer2] = io::MakePipe(4);
  options.environment.standard_output.stream = std::move(writer2);
  Start(std::move(options));
  ASSERT_EQ(p1_->FdFdstatSetFlags(mem(), 0, kFdNonblock), Errno::kSuccess);
  ASSERT_EQ(p1_->FdFdstatSetFlags(mem(), 1, kFdNonblock), Errno::kSuccess);
  EXPECT_EQ(Read(0), "errno 6");
  EXPECT_EQ(Write(1, "123456"), Errno::kSuccess);
  EXPECT_EQ(U32(), 4u);
  EXPECT_EQ(Write(1, "56"), Errno::kAgain);
  reader2.reset();
  EXPECT_EQ(Write(1, "56"), Errno::kPipe);
}

TEST_F(Fd, ABlockedReadCanBeInterrupted) {
  auto [reader, writer] = io::MakePipe(4);
  Preview1Options options = MakeOptions();
  options.environment.standard_input.stream = std::move(reader);
  bool stop = false;
  options.interrupted = [&stop] { return stop; };
  Start(std::move(options));
  loop_->Post([&stop] { stop = true; });
  PutIovec(0, kBuffer, 10);
  const Result<Errno> result = p1_->FdRead(mem(), 0, kIovs, 1, kOut);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().trap(), TrapCode::kInterrupted);
}

TEST_F(Fd, OneCallMovesABoundedAmount) {
  // 65536 buffers of the whole memory each: 4 GiB of work asked for by 512 KiB of guest memory.
  bytes_.resize(1 << 20);
  const uint32_t count = 65536;
  for (uint32_t i = 0; i < count; i++) {
    ASSERT_TRUE(mem().Write(524288 + i * 8, 0u));
    ASSERT_TRUE(mem().Write(524288 + i * 8 + 4, 65536u));
  }
  Preview1Options options = MakeOptions();
  options.environment.standard_output.stream = io::MakeNullOutput();
  Start(std::move(options));
  ASSERT_EQ(p1_->FdWrite(mem(), 1, 524288, count, kOut).value(), Errno::kSuccess);
  EXPECT_EQ(U32(), kMaxTransfer);
}

}  // namespace
}  // namespace virga::host::preview1
