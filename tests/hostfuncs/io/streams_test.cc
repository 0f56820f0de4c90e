#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "hostfuncs/io/memory_streams.h"
#include "hostfuncs/io/posix_fd.h"
#include "hostfuncs/io/posix_streams.h"
#include "hostfuncs/io/stream_ops.h"

namespace virga::host::io {
namespace {

using Kind = StreamError::Kind;

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string ReadSome(InputStream& stream, size_t size = 100) {
  std::vector<uint8_t> buffer(size);
  auto got = stream.Read(buffer);
  if (!got.ok()) return got.error().kind == Kind::kClosed ? "<closed>" : "<failed>";
  return std::string(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*got));
}

struct OsPipe {
  OsPipe() {
    int fds[2];
    EXPECT_EQ(pipe(fds), 0);
    reader = MakeFdInput(fds[0], FdOwnership::kOwned);
    writer = MakeFdOutput(fds[1], FdOwnership::kOwned);
  }
  std::unique_ptr<InputStream> reader;
  std::unique_ptr<OutputStream> writer;
};

TEST(Streams, BytesThenClosed) {
  auto stream = MakeBytesInput("hello");
  EXPECT_EQ(ReadSome(*stream, 0), "");
  EXPECT_EQ(ReadSome(*stream, 2), "he");
  EXPECT_EQ(stream->Skip(1).value(), 1u);
  EXPECT_EQ(ReadSome(*stream), "lo");
  EXPECT_EQ(ReadSome(*stream), "<closed>");
  EXPECT_EQ(ReadSome(*stream, 0), "<closed>");
  EXPECT_EQ(ReadSome(*MakeNullInput()), "<closed>");
}

TEST(Streams, WritingNeedsAPermit) {
  std::string sink;
  auto stream = MakeBytesOutput(&sink, 1000);
  EXPECT_EQ(stream->Write(Bytes("x")).error().kind, Kind::kMisuse);
  ASSERT_GE(stream->CheckWrite().value(), 2u);
  EXPECT_TRUE(stream->Write(Bytes("a")).ok());
  EXPECT_TRUE(stream->Write(Bytes("b")).ok());
  EXPECT_EQ(stream->WriteZeroes(UINT64_MAX).error().kind, Kind::kMisuse);
  EXPECT_TRUE(stream->WriteZeroes(2).ok());
  EXPECT_EQ(sink, std::string("ab\0\0", 4));
}

TEST(Streams, AFullSinkFailsOnceThenIsClosed) {
  std::string sink;
  auto stream = MakeBytesOutput(&sink, 3);
  ASSERT_TRUE(stream->CheckWrite().ok());
  const auto failed = stream->Write(Bytes("four"));
  EXPECT_EQ(failed.error().kind, Kind::kFailed);
  EXPECT_EQ(failed.error().code, ErrorCode::kInsufficientSpace);
  EXPECT_EQ(stream->CheckWrite().error().kind, Kind::kClosed);
  EXPECT_EQ(sink, "");
}

TEST(Streams, AMemoryPipeHoldsItsCapacity) {
  auto [reader, writer] = MakePipe(4);
  EXPECT_EQ(ReadSome(*reader), "");
  EXPECT_FALSE(reader->Subscribe()->Ready());
  EXPECT_EQ(writer->CheckWrite().value(), 4u);
  EXPECT_TRUE(writer->Write(Bytes("abcd")).ok());
  EXPECT_EQ(writer->CheckWrite().value(), 0u);
  EXPECT_FALSE(writer->Subscribe()->Ready());
  EXPECT_EQ(ReadSome(*reader, 3), "abc");
  EXPECT_EQ(writer->CheckWrite().value(), 3u);
  writer.reset();
  EXPECT_EQ(ReadSome(*reader), "d");
  EXPECT_EQ(ReadSome(*reader), "<closed>");
}

TEST(Streams, AMemoryPipeWithoutReaderIsClosed) {
  auto [reader, writer] = MakePipe(4);
  reader.reset();
  EXPECT_TRUE(writer->Subscribe()->Ready());
  EXPECT_EQ(writer->CheckWrite().error().kind, Kind::kClosed);
}

TEST(Streams, AMemoryPipeWakesItsOtherEnd) {
  auto loop = MakeEventLoop();
  auto [reader, writer] = MakePipe(4);
  loop->Post([&writer] {
    ASSERT_TRUE(writer->CheckWrite().ok());
    ASSERT_TRUE(writer->Write(Bytes("x")).ok());
  });
  uint8_t byte = 0;
  EXPECT_EQ(BlockingRead({*loop}, *reader, {&byte, 1}).value(), 1u);
  EXPECT_EQ(byte, 'x');
}

TEST(Streams, ReadingAnEmptyOsPipeDoesNotBlock) {
  OsPipe pipe;
  EXPECT_EQ(ReadSome(*pipe.reader), "");
  ASSERT_GT(pipe.writer->CheckWrite().value(), 0u);
  ASSERT_TRUE(pipe.writer->Write(Bytes("hello")).ok());
  EXPECT_EQ(ReadSome(*pipe.reader), "hello");
  pipe.writer.reset();
  EXPECT_EQ(ReadSome(*pipe.reader), "<closed>");
  EXPECT_EQ(ReadSome(*pipe.reader), "<closed>");
  EXPECT_TRUE(pipe.reader->Subscribe()->Ready());
}

TEST(Streams, AFullOsPipeGivesNoPermit) {
  OsPipe pipe;
  const std::string block(4096, 'x');
  size_t written = 0;
  while (pipe.writer->CheckWrite().value() > 0) {
    ASSERT_TRUE(pipe.writer->Write(Bytes(block)).ok());
    ASSERT_LT(written += block.size(), size_t{1} << 24);
  }
  EXPECT_FALSE(pipe.writer->Subscribe()->Ready());
  EXPECT_EQ(ReadSome(*pipe.reader, 8192).size(), 8192u);
  EXPECT_GT(pipe.writer->CheckWrite().value(), 0u);
}

TEST(Streams, AClosedOsPipeIsClosedAndDoesNotKill) {
  IgnoreSigpipe();
  OsPipe pipe;
  ASSERT_GT(pipe.writer->CheckWrite().value(), 0u);
  pipe.reader.reset();
  EXPECT_EQ(pipe.writer->Write(Bytes("x")).error().kind, Kind::kClosed);
  EXPECT_EQ(pipe.writer->CheckWrite().error().kind, Kind::kClosed);
  EXPECT_EQ(pipe.writer->Flush().error().kind, Kind::kClosed);
}

TEST(Streams, ABadDescriptorFailsThenIsClosed) {
  auto stream = MakeFdInput(-1, FdOwnership::kBorrowed);
  uint8_t byte = 0;
  // poll(2) ignores negative descriptors; what is not open reads as not ready, never as data.
  EXPECT_EQ(stream->Read({&byte, 1}).value(), 0u);
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  close(fds[1]);
  auto closed = MakeFdInput(fds[0], FdOwnership::kBorrowed);
  close(fds[0]);
  EXPECT_EQ(closed->Read({&byte, 1}).error().kind, Kind::kFailed);
  EXPECT_EQ(closed->Read({&byte, 1}).error().kind, Kind::kClosed);
}

TEST(StreamOps, BlockingWriteAllGetsThroughAFullPipe) {
  auto loop = MakeEventLoop();
  OsPipe pipe;
  std::string received;
  std::function<void()> drain = [&] {
    received += ReadSome(*pipe.reader, 16384);
    if (received.size() < 300'000) ASSERT_TRUE(loop->AddTimer(0, drain).ok());
  };
  ASSERT_TRUE(loop->AddTimer(0, drain).ok());
  std::string sent(300'000, 'a');
  for (size_t i = 0; i < sent.size(); i++) sent[i] = static_cast<char>('a' + i % 26);
  ASSERT_TRUE(BlockingWriteAll({*loop}, *pipe.writer, Bytes(sent)).ok());
  while (received.size() < sent.size()) received += ReadSome(*pipe.reader, 16384);
  EXPECT_EQ(received, sent);
}

TEST(StreamOps, BlockingWriteAndFlushTakes4096) {
  auto loop = MakeEventLoop();
  std::string sink;
  auto stream = MakeBytesOutput(&sink, 10'000);
  EXPECT_TRUE(BlockingWriteAndFlush({*loop}, *stream, Bytes(std::string(4096, 'x'))).ok());
  EXPECT_EQ(BlockingWriteAndFlush({*loop}, *stream, Bytes(std::string(4097, 'x'))).error().kind,
            Kind::kMisuse);
  EXPECT_TRUE(BlockingWriteZeroesAndFlush({*loop}, *stream, 4096).ok());
  EXPECT_EQ(BlockingWriteZeroesAndFlush({*loop}, *stream, UINT64_MAX).error().kind, Kind::kMisuse);
  EXPECT_EQ(sink.size(), 8192u);
}

TEST(StreamOps, SpliceMovesWhatFits) {
  auto loop = MakeEventLoop();
  auto from = MakeBytesInput("0123456789");
  auto [reader, writer] = MakePipe(4);
  EXPECT_EQ(Splice(*from, *writer, 2).value(), 2u);
  EXPECT_EQ(Splice(*from, *writer, UINT64_MAX).value(), 2u);
  EXPECT_EQ(Splice(*from, *writer, UINT64_MAX).value(), 0u);
  EXPECT_EQ(ReadSome(*reader), "0123");
  EXPECT_EQ(BlockingSplice({*loop}, *from, *writer, 3).value(), 3u);
  EXPECT_EQ(BlockingSkip({*loop}, *from, UINT64_MAX).value(), 3u);
  EXPECT_EQ(BlockingSplice({*loop}, *from, *writer, 1).error().kind, Kind::kClosed);
}

TEST(StreamOps, APipeSplicedToItselfDoesNotHang) {
  auto [reader, writer] = MakePipe(4);
  ASSERT_TRUE(writer->CheckWrite().ok());
  ASSERT_TRUE(writer->Write(Bytes("ab")).ok());
  EXPECT_EQ(Splice(*reader, *writer, 100).value(), 2u);
  EXPECT_EQ(ReadSome(*reader), "ab");
}

TEST(ErrorCodes, AreTheInterfacesAndHavePreview1Numbers) {
  EXPECT_EQ(static_cast<int>(ErrorCode::kAccess), 0);
  EXPECT_EQ(static_cast<int>(ErrorCode::kCrossDevice), 36);
  EXPECT_EQ(ErrorCodeName(ErrorCode::kNoEntry), "no-entry");
  EXPECT_EQ(Preview1Errno(ErrorCode::kNoEntry), 44);
  EXPECT_EQ(ErrorCodeFromErrno(ENOENT), ErrorCode::kNoEntry);
  EXPECT_EQ(ErrorCodeFromErrno(ENOSYS), ErrorCode::kUnsupported);
  EXPECT_EQ(ErrorCodeFromErrno(98765), ErrorCode::kIo);
}

}  // namespace
}  // namespace virga::host::io
