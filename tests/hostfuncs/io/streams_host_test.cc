// The bindings of wasi:io, driven as the canonical ABI drives them, without a guest. Threats T46 to
// T48 as far as they concern streams and pollables.

#include "hostfuncs/io/streams_host.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "hostfuncs/io/error_host.h"
#include "hostfuncs/io/memory_streams.h"
#include "hostfuncs/io/poll_host.h"

namespace virga::host::io {
namespace {

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
std::string Text(const std::vector<uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

class StreamsHostTest : public testing::Test {
 protected:
  StreamsHost::Input AddInput(std::unique_ptr<InputStream> stream) {
    return {resources_.Add(std::shared_ptr<InputStream>(std::move(stream))).rep};
  }
  StreamsHost::Output AddOutput(std::unique_ptr<OutputStream> stream) {
    return {resources_.Add(std::shared_ptr<OutputStream>(std::move(stream))).rep};
  }
  // Runs the loop until the parked call was woken, and returns what it answers then.
  template <typename R>
  std::optional<Result<R>> WakeUp(cabi::Pending<R>& pending) {
    bool woken = false;
    const cabi::Waker waker([](void* flag) { *static_cast<bool*>(flag) = true; }, &woken);
    EXPECT_TRUE(pending.Start(waker).ok());
    for (int i = 0; i < 100 && !woken; ++i) EXPECT_TRUE(loop_->RunOnce(false).ok());
    EXPECT_TRUE(woken);
    return pending.Resume();
  }

  std::unique_ptr<EventLoop> loop_ = MakeEventLoop();
  IoResources resources_{loop_.get()};
  StreamsHost streams_{&resources_};
  PollHost poll_{&resources_};
  ErrorHost errors_{&resources_};
};

TEST_F(StreamsHostTest, ReadsThenTellsThatTheStreamIsClosed) {
  const auto input = AddInput(MakeBytesInput("hello"));
  auto read = streams_.InputStreamRead(input, 3);
  EXPECT_EQ(Text(read.value()->value()), "hel");
  auto rest = streams_.InputStreamBlockingRead(input, UINT64_MAX);
  EXPECT_EQ(Text(rest.value()->value()), "lo");
  auto end = streams_.InputStreamRead(input, 1);
  ASSERT_FALSE(end.value()->ok());
  EXPECT_EQ(end.value()->error().which(), wasi::io::streams::StreamError::Case::kClosed);
}

TEST_F(StreamsHostTest, BlockingReadParksUntilBytesArrive) {
  auto [reader, writer] = MakePipe(100);
  const auto input = AddInput(std::move(reader));
  const auto output = AddOutput(std::move(writer));
  auto reply = streams_.InputStreamBlockingRead(input, 10);
  ASSERT_NE(reply.pending(), nullptr);
  auto permit = streams_.OutputStreamCheckWrite(output);
  EXPECT_EQ(permit.value()->value(), 100u);
  EXPECT_TRUE(streams_.OutputStreamWrite(output, Bytes("now")).value()->ok());
  auto answer = WakeUp(**reply.pending());
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ(Text(answer->value().value()), "now");
}

TEST_F(StreamsHostTest, BlockingWriteParksWhileTheStreamIsFullAndLosesNothing) {
  auto [reader, writer] = MakePipe(4);
  const auto input = AddInput(std::move(reader));
  const auto output = AddOutput(std::move(writer));
  std::string guest_memory = "0123456789";
  auto reply = streams_.OutputStreamBlockingWriteAndFlush(output, Bytes(guest_memory));
  ASSERT_NE(reply.pending(), nullptr);
  guest_memory.assign(10, 'x');  // the guest's memory is not looked at again
  std::string received;
  for (int i = 0; i < 10; ++i) {
    auto read = streams_.InputStreamRead(input, 100);
    received += Text(read.value()->value());
    auto answer = WakeUp(**reply.pending());
    if (answer.has_value()) {
      EXPECT_TRUE(answer->ok());
      break;
    }
  }
  auto last = streams_.InputStreamRead(input, 100);
  EXPECT_EQ(received + Text(last.value()->value()), "0123456789");
}

TEST_F(StreamsHostTest, T47MisuseTraps) {
  std::string sink;
  const auto output = AddOutput(MakeBytesOutput(&sink, 100'000));
  // Without a permit.
  EXPECT_NE(streams_.OutputStreamWrite(output, Bytes("x")).error(), nullptr);
  const std::string large(4097, 'x');
  EXPECT_NE(streams_.OutputStreamBlockingWriteAndFlush(output, Bytes(large)).error(), nullptr);
  EXPECT_NE(streams_.OutputStreamBlockingWriteZeroesAndFlush(output, UINT64_MAX).error(), nullptr);
  EXPECT_EQ(sink, "");
}

TEST_F(StreamsHostTest, FailureNamesItselfThroughTheErrorResource) {
  std::string sink;
  const auto output = AddOutput(MakeBytesOutput(&sink, 2));
  auto reply = streams_.OutputStreamBlockingWriteAndFlush(output, Bytes("four"));
  ASSERT_NE(reply.value(), nullptr);
  ASSERT_FALSE(reply.value()->ok());
  const auto error = reply.value()->error().as_last_operation_failed();
  EXPECT_NE(errors_.ErrorToDebugString({error.rep}).value()->size(), 0u);
  EXPECT_EQ(resources_.errors.Get(error.rep).code, ErrorCode::kInsufficientSpace);
  EXPECT_TRUE(errors_.DropError(error.rep).ok());
}

TEST_F(StreamsHostTest, T48StreamDroppedBeforeItsPollableTraps) {
  const auto input = AddInput(MakeBytesInput("x"));
  auto pollable = streams_.InputStreamSubscribe(input);
  const Status early = streams_.DropInputStream(input.rep);
  ASSERT_FALSE(early.ok());
  EXPECT_TRUE(early.error().is_trap());
  EXPECT_TRUE(poll_.DropPollable(pollable.value()->rep).ok());
  EXPECT_TRUE(streams_.DropInputStream(input.rep).ok());
  EXPECT_EQ(resources_.inputs.size(), 0u);
  EXPECT_EQ(resources_.pollables.size(), 0u);
}

TEST_F(StreamsHostTest, PollAnswersWithEveryReadyIndex) {
  auto [reader, writer] = MakePipe(4);
  const auto quiet = AddInput(std::move(reader));
  const auto full = AddInput(MakeBytesInput("x"));
  const cabi::Borrow<wasi::io::poll::Pollable> a{streams_.InputStreamSubscribe(quiet).value()->rep};
  const cabi::Borrow<wasi::io::poll::Pollable> b{streams_.InputStreamSubscribe(full).value()->rep};
  auto ready = poll_.Poll({a, b, b});
  EXPECT_EQ(*ready.value(), (std::vector<uint32_t>{1, 2}));
  EXPECT_NE(poll_.Poll({a}).pending(), nullptr);
  EXPECT_NE(poll_.Poll({}).error(), nullptr);
  EXPECT_FALSE(*poll_.PollableReady(a).value());
}

TEST_F(StreamsHostTest, SpliceMovesWhatBothSidesAllow) {
  std::string sink;
  const auto from = AddInput(MakeBytesInput("abcdef"));
  const auto to = AddOutput(MakeBytesOutput(&sink, 100));
  EXPECT_EQ(streams_.OutputStreamSplice(to, from, 4).value()->value(), 4u);
  EXPECT_EQ(streams_.OutputStreamBlockingSplice(to, from, UINT64_MAX).value()->value(), 2u);
  EXPECT_EQ(sink, "abcdef");
}

}  // namespace
}  // namespace virga::host::io
