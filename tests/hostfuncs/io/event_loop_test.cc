#include "hostfuncs/io/event_loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "hostfuncs/io/future.h"
#include "hostfuncs/io/pollable.h"
#include "hostfuncs/io/posix_fd.h"

namespace virga::host::io {
namespace {

struct OsPipe {
  OsPipe() {
    int fds[2];
    EXPECT_EQ(pipe(fds), 0);
    reader = UniqueFd(fds[0]);
    writer = UniqueFd(fds[1]);
  }
  UniqueFd reader, writer;
};

size_t OpenFds() {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    count++;
  }
  return count;
}

void RunUntil(EventLoop& loop, const bool& done) {
  while (!done) ASSERT_TRUE(loop.RunOnce(true).ok());
}

TEST(EventLoop, WithoutWorkNothingWaitsAndNothingIsOpened) {
  const size_t before = OpenFds();
  auto loop = MakeEventLoop();
  EXPECT_FALSE(loop->HasWork());
  EXPECT_FALSE(loop->RunOnce(true).value());
  EXPECT_EQ(OpenFds(), before);
}

TEST(EventLoop, TimersRunInOrderAndNotBeforeTheirTime) {
  auto loop = MakeEventLoop();
  const uint64_t start = loop->NowNs();
  std::vector<int> order;
  uint64_t ran_at = 0;
  bool done = false;
  ASSERT_TRUE(loop->AddTimer(start + 3'000'000,
                             [&] {
                               order.push_back(3);
                               done = true;
                             })
                  .ok());
  ASSERT_TRUE(loop->AddTimer(start + 1'500'000,
                             [&] {
                               order.push_back(1);
                               ran_at = loop->NowNs();
                             })
                  .ok());
  ASSERT_TRUE(loop->AddTimer(0, [&] { order.push_back(0); }).ok());
  RunUntil(*loop, done);
  EXPECT_EQ(order, (std::vector<int>{0, 1, 3}));
  EXPECT_GE(ran_at, start + 1'500'000);
  EXPECT_FALSE(loop->HasWork());
}

TEST(EventLoop, ACancelledTimerDoesNotRun) {
  auto loop = MakeEventLoop();
  bool ran = false;
  const WatchId id = loop->AddTimer(0, [&] { ran = true; }).value();
  loop->Cancel(id);
  loop->Cancel(id);
  loop->Cancel(12345);
  EXPECT_FALSE(loop->RunOnce(true).value());
  EXPECT_FALSE(ran);
}

TEST(EventLoop, AFarTimerDoesNotKeepTheLoopFromEnding) {
  auto loop = MakeEventLoop();
  ASSERT_TRUE(loop->AddTimer(UINT64_MAX, [] { FAIL(); }).ok());
  EXPECT_TRUE(loop->HasWork());
  EXPECT_FALSE(loop->RunOnce(false).value());
}

TEST(EventLoop, ATimerThatAddsItselfStarvesNobody) {
  auto loop = MakeEventLoop();
  OsPipe pipe;
  bool readable = false;
  std::function<void()> again = [&] { ASSERT_TRUE(loop->AddTimer(0, again).ok()); };
  again();
  ASSERT_TRUE(
      loop->WatchFd(pipe.reader.get(), Readiness::kReadable, [&] { readable = true; }).ok());
  ASSERT_EQ(write(pipe.writer.get(), "x", 1), 1);
  RunUntil(*loop, readable);
}

TEST(EventLoop, ADescriptorBecomesReadable) {
  auto loop = MakeEventLoop();
  OsPipe pipe;
  bool readable = false;
  ASSERT_TRUE(
      loop->WatchFd(pipe.reader.get(), Readiness::kReadable, [&] { readable = true; }).ok());
  EXPECT_FALSE(loop->RunOnce(false).value());
  ASSERT_EQ(write(pipe.writer.get(), "x", 1), 1);
  EXPECT_TRUE(loop->RunOnce(true).value());
  EXPECT_TRUE(readable);
  EXPECT_FALSE(loop->HasWork());
}

TEST(EventLoop, AClosedPeerIsAnEvent) {
  auto loop = MakeEventLoop();
  OsPipe in, out;
  bool read_end = false, write_end = false;
  ASSERT_TRUE(loop->WatchFd(in.reader.get(), Readiness::kReadable, [&] { read_end = true; }).ok());
  in.writer = UniqueFd();
  RunUntil(*loop, read_end);
  out.reader = UniqueFd();
  ASSERT_TRUE(
      loop->WatchFd(out.writer.get(), Readiness::kWritable, [&] { write_end = true; }).ok());
  RunUntil(*loop, write_end);
}

TEST(EventLoop, ManyWatchesOfOneDescriptor) {
  auto loop = MakeEventLoop();
  int fds[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
  const UniqueFd one(fds[0]), other(fds[1]);
  int reads = 0, writes = 0;
  WatchId second = 0;
  ASSERT_TRUE(loop->WatchFd(one.get(), Readiness::kReadable,
                            [&] {
                              reads++;
                              loop->Cancel(second);  // of the same event, not yet run
                            })
                  .ok());
  second = loop->WatchFd(one.get(), Readiness::kReadable, [&] { reads += 100; }).value();
  ASSERT_TRUE(loop->WatchFd(one.get(), Readiness::kWritable, [&] { writes++; }).ok());
  while (writes == 0) ASSERT_TRUE(loop->RunOnce(true).ok());
  EXPECT_EQ(reads, 0);
  ASSERT_EQ(write(other.get(), "x", 1), 1);
  while (reads == 0) ASSERT_TRUE(loop->RunOnce(true).ok());
  EXPECT_EQ(reads, 1);
  EXPECT_EQ(writes, 1);
  EXPECT_FALSE(loop->HasWork());
}

TEST(EventLoop, AWatchLeavesTheFlagsOfTheDescriptor) {
  auto loop = MakeEventLoop();
  OsPipe pipe;
  const int before = fcntl(pipe.reader.get(), F_GETFL);
  ASSERT_TRUE(loop->WatchFd(pipe.reader.get(), Readiness::kReadable, [] {}).ok());
  EXPECT_EQ(fcntl(pipe.reader.get(), F_GETFL), before);
}

TEST(EventLoop, ARegularFileIsAlwaysReady) {
  auto loop = MakeEventLoop();
  const UniqueFd file(open("/proc/self/exe", O_RDONLY));
  bool ready = false;
  ASSERT_TRUE(loop->WatchFd(file.get(), Readiness::kReadable, [&] { ready = true; }).ok());
  RunUntil(*loop, ready);
}

TEST(EventLoop, ABadDescriptorIsAnError) {
  auto loop = MakeEventLoop();
  EXPECT_FALSE(loop->WatchFd(-1, Readiness::kReadable, [] {}).ok());
  EXPECT_FALSE(loop->HasWork());
}

TEST(EventLoop, WorkRunsElsewhereAndAnswersHere) {
  auto loop = MakeEventLoop();
  const std::thread::id owner = std::this_thread::get_id();
  std::atomic<bool> elsewhere = false;
  bool done = false;
  ASSERT_TRUE(loop->RunInWorker([&] { elsewhere = std::this_thread::get_id() != owner; },
                                [&] {
                                  EXPECT_EQ(std::this_thread::get_id(), owner);
                                  done = true;
                                })
                  .ok());
  RunUntil(*loop, done);
  EXPECT_TRUE(elsewhere);
}

TEST(EventLoop, PostsFromOtherThreadsWakeASleeper) {
  auto loop = MakeEventLoop();
  ASSERT_TRUE(loop->AddTimer(UINT64_MAX, [] {}).ok());
  int posts = 0;
  std::thread poster([&] {
    for (int i = 0; i < 100; i++) loop->Post([&] { posts++; });
  });
  while (posts < 100) ASSERT_TRUE(loop->RunOnce(true).ok());
  poster.join();
}

TEST(EventLoop, APostMayPost) {
  auto loop = MakeEventLoop();
  bool second = false;
  loop->Post([&] { loop->Post([&] { second = true; }); });
  EXPECT_TRUE(loop->RunOnce(false).value());
  EXPECT_TRUE(loop->HasWork());
  EXPECT_TRUE(loop->RunOnce(false).value());
  EXPECT_TRUE(second);
}

TEST(EventLoop, ShutdownLeavesNothingOpen) {
  {
    auto warm_up = MakeEventLoop();
    (void)warm_up->AddTimer(0, [] {});
  }
  const size_t before = OpenFds();
  std::atomic<bool> worked = false;
  auto kept = std::make_shared<int>(1);
  {
    OsPipe pipe;
    auto loop = MakeEventLoop();
    ASSERT_TRUE(loop->AddTimer(UINT64_MAX, [kept] { FAIL(); }).ok());
    ASSERT_TRUE(loop->WatchFd(pipe.reader.get(), Readiness::kReadable, [kept] { FAIL(); }).ok());
    ASSERT_TRUE(loop->RunInWorker([&worked] { worked = true; }, [kept] { FAIL(); }).ok());
    loop->Post([kept] { FAIL(); });
    EXPECT_EQ(kept.use_count(), 4 + 1);
  }
  EXPECT_EQ(kept.use_count(), 1);
  EXPECT_EQ(OpenFds(), before);
}

TEST(Future, AnsweredAtOnceOrLater) {
  auto loop = MakeEventLoop();
  EXPECT_EQ(Wait(*loop, Future<int>(7)).value(), 7);
  Promise<int> promise;
  Future<int> future = promise.future();
  EXPECT_FALSE(future.ready());
  loop->Post([&] { promise.Set(8); });
  EXPECT_EQ(Wait(*loop, std::move(future)).value(), 8);
  Promise<int> never;
  EXPECT_FALSE(Wait(*loop, never.future()).ok());
}

TEST(Poll, GivesAllThatAreReady) {
  auto loop = MakeEventLoop();
  OsPipe one, two;
  auto first = MakeFdPollable(one.reader.get(), Readiness::kReadable);
  auto second = MakeFdPollable(two.reader.get(), Readiness::kReadable);
  auto third = MakeFdPollable(two.writer.get(), Readiness::kWritable);
  Pollable* const all[] = {first.get(), second.get(), third.get()};
  EXPECT_EQ(Poll(*loop, all).value(), (std::vector<uint32_t>{2}));
  ASSERT_EQ(write(one.writer.get(), "x", 1), 1);
  EXPECT_EQ(Poll(*loop, all).value(), (std::vector<uint32_t>{0, 2}));
}

TEST(Poll, SleepsUntilSomethingHappens) {
  auto loop = MakeEventLoop();
  OsPipe pipe;
  auto pollable = MakeFdPollable(pipe.reader.get(), Readiness::kReadable);
  Pollable* const one[] = {pollable.get()};
  loop->Post([&] {
    ASSERT_TRUE(loop->AddTimer(loop->NowNs() + 2'000'000,
                               [&] { ASSERT_EQ(write(pipe.writer.get(), "x", 1), 1); })
                    .ok());
  });
  EXPECT_EQ(Poll(*loop, one).value(), (std::vector<uint32_t>{0}));
  EXPECT_FALSE(loop->HasWork());
}

TEST(Poll, CanBeInterrupted) {
  auto loop = MakeEventLoop();
  OsPipe pipe;
  auto pollable = MakeFdPollable(pipe.reader.get(), Readiness::kReadable);
  Pollable* const one[] = {pollable.get()};
  bool stop = false;
  loop->Post([&] { stop = true; });
  const std::function<bool()> interrupted = [&] { return stop; };
  EXPECT_TRUE(Poll(*loop, one, &interrupted).value().empty());
}

}  // namespace
}  // namespace virga::host::io
