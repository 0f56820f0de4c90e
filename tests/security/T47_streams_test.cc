// T47: streams used against their rules or at the ends of their ranges.

#include <gtest/gtest.h>
#include <unistd.h>

#include "hostfuncs/io/memory_streams.h"
#include "hostfuncs/io/posix_streams.h"
#include "hostfuncs/io/stream_ops.h"

namespace virga::host::io {
namespace {

using Kind = StreamError::Kind;

struct Ends {
  std::unique_ptr<InputStream> reader;
  std::unique_ptr<OutputStream> writer;
};

Ends MakeOsPipe() {
  int fds[2];
  EXPECT_EQ(pipe(fds), 0);
  return {MakeFdInput(fds[0], FdOwnership::kOwned), MakeFdOutput(fds[1], FdOwnership::kOwned)};
}
Ends MakeMemoryPipe() {
  auto [reader, writer] = MakePipe(4096);
  return {std::move(reader), std::move(writer)};
}

class T47 : public testing::TestWithParam<Ends (*)()> {
 protected:
  void SetUp() override {
    IgnoreSigpipe();
    ends_ = GetParam()();
  }
  std::unique_ptr<EventLoop> loop_ = MakeEventLoop();
  Ends ends_;
};

TEST_P(T47, WritingWithoutOrBeyondAPermit) {
  const std::vector<uint8_t> bytes(kMaxPermit + 1);
  EXPECT_EQ(ends_.writer->Write(bytes).error().kind, Kind::kMisuse);
  EXPECT_EQ(ends_.writer->WriteZeroes(1).error().kind, Kind::kMisuse);
  const uint64_t permit = ends_.writer->CheckWrite().value();
  ASSERT_LE(permit, kMaxPermit);
  EXPECT_EQ(ends_.writer->Write(bytes).error().kind, Kind::kMisuse);
  EXPECT_EQ(ends_.writer->WriteZeroes(permit + 1).error().kind, Kind::kMisuse);
  EXPECT_EQ(ends_.writer->WriteZeroes(UINT64_MAX).error().kind, Kind::kMisuse);
  EXPECT_TRUE(ends_.writer->WriteZeroes(permit).ok());
  EXPECT_EQ(ends_.writer->WriteZeroes(1).error().kind, Kind::kMisuse);
}

TEST_P(T47, EndlessLengthsMoveWhatIsThere) {
  ASSERT_TRUE(ends_.writer->CheckWrite().ok());
  ASSERT_TRUE(ends_.writer->WriteZeroes(10).ok());
  EXPECT_EQ(ends_.reader->Skip(UINT64_MAX).value(), 10u);
  EXPECT_EQ(ends_.reader->Skip(UINT64_MAX).value(), 0u);
  EXPECT_EQ(Splice(*ends_.reader, *ends_.writer, UINT64_MAX).value(), 0u);
}

TEST_P(T47, AStreamSplicedToItselfNeitherHangsNorGrows) {
  ASSERT_TRUE(ends_.writer->CheckWrite().ok());
  ASSERT_TRUE(ends_.writer->WriteZeroes(10).ok());
  for (int i = 0; i < 100; i++) {
    EXPECT_EQ(BlockingSplice({*loop_}, *ends_.reader, *ends_.writer, UINT64_MAX).value(), 10u);
  }
}

TEST_P(T47, FlushingToAClosedPeerEnds) {
  ends_.reader.reset();
  if (ends_.writer->CheckWrite().ok()) {
    EXPECT_EQ(ends_.writer->WriteZeroes(1).error().kind, Kind::kClosed);
  }
  EXPECT_EQ(BlockingFlush({*loop_}, *ends_.writer).error().kind, Kind::kClosed);
  EXPECT_EQ(ends_.writer->CheckWrite().error().kind, Kind::kClosed);
  EXPECT_TRUE(ends_.writer->Subscribe()->Ready());
}

// T48: a pollable that outlives its stream.
TEST_P(T47, PollablesMayOutliveTheirStreams) {
  auto readable = ends_.reader->Subscribe();
  auto writable = ends_.writer->Subscribe();
  auto subscription = readable->Subscribe(*loop_, [] {});
  ends_.writer.reset();
  ends_.reader.reset();
  (void)readable->Ready();
  (void)writable->Ready();
  readable.reset();
  ASSERT_TRUE(loop_->RunOnce(false).ok());
  subscription.value().reset();
  EXPECT_FALSE(loop_->HasWork());
}

INSTANTIATE_TEST_SUITE_P(Pipes, T47, testing::Values(MakeOsPipe, MakeMemoryPipe));

}  // namespace
}  // namespace virga::host::io
