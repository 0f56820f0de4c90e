#include <algorithm>

#include "tests/hostfuncs/preview1/guest.h"

namespace virga::host::preview1 {
namespace {

using Process = GuestTest;

TEST_F(Process, ArgumentsAndEnvironment) {
  ASSERT_EQ(p1_->ArgsSizesGet(mem(), kOut, kOut2), Errno::kSuccess);
  EXPECT_EQ(U32(kOut), 3u);
  EXPECT_EQ(U32(kOut2), 10u);
  ASSERT_EQ(p1_->ArgsGet(mem(), kOut, kBuffer), Errno::kSuccess);
  EXPECT_EQ(U32(kOut), kBuffer);
  EXPECT_EQ(U32(kOut + 4), kBuffer + 5);
  EXPECT_EQ(Text(kBuffer, 10), std::string("prog\0one\0\0", 10));
  ASSERT_EQ(p1_->EnvironSizesGet(mem(), kOut, kOut2), Errno::kSuccess);
  EXPECT_EQ(U32(kOut), 2u);
  ASSERT_EQ(p1_->EnvironGet(mem(), kOut, kBuffer), Errno::kSuccess);
  EXPECT_EQ(Text(kBuffer, U32(kOut2)), std::string("HOME=/\0EMPTY=\0", 14));
}

TEST_F(Process, PointersOutsideTheMemoryAreFaults) {
  const uint32_t end = 65536;
  EXPECT_EQ(p1_->ArgsSizesGet(mem(), end - 2, kOut), Errno::kFault);
  EXPECT_EQ(p1_->ArgsSizesGet(mem(), kOut, UINT32_MAX), Errno::kFault);
  EXPECT_EQ(p1_->ArgsGet(mem(), end - 8, kBuffer), Errno::kFault);
  EXPECT_EQ(p1_->ArgsGet(mem(), kOut, end - 3), Errno::kFault);
  EXPECT_EQ(p1_->ClockTimeGet(mem(), 1, 0, end - 7), Errno::kFault);
  EXPECT_EQ(p1_->RandomGet(mem(), end - 1, 2), Errno::kFault);
  EXPECT_EQ(p1_->RandomGet(mem(), UINT32_MAX, UINT32_MAX), Errno::kFault);
  EXPECT_EQ(p1_->RandomGet(mem(), end, 0), Errno::kSuccess);
}

TEST_F(Process, Clocks) {
  time_.Advance(5);
  ASSERT_EQ(p1_->ClockTimeGet(mem(), 0, 0, kOut), Errno::kSuccess);
  EXPECT_EQ(U64(), 1'000'000'000'000'005u);
  ASSERT_EQ(p1_->ClockTimeGet(mem(), 1, 0, kOut), Errno::kSuccess);
  EXPECT_EQ(U64(), 5u);
  for (const uint32_t id : {0u, 1u, 2u, 3u}) {
    EXPECT_EQ(p1_->ClockTimeGet(mem(), id, 0, kOut), Errno::kSuccess);
    EXPECT_EQ(p1_->ClockResGet(mem(), id, kOut), Errno::kSuccess);
    EXPECT_GT(U64(), 0u);
  }
  EXPECT_EQ(p1_->ClockTimeGet(mem(), 4, 0, kOut), Errno::kInval);
  EXPECT_EQ(p1_->ClockResGet(mem(), UINT32_MAX, kOut), Errno::kInval);
}

TEST_F(Process, RandomBytesFillExactlyWhatWasAsked) {
  ASSERT_EQ(p1_->RandomGet(mem(), kBuffer, 100), Errno::kSuccess);
  const auto begin = bytes_.begin() + kBuffer;
  EXPECT_GT(std::count_if(begin, begin + 100, [](uint8_t byte) { return byte != 0; }), 80);
  EXPECT_EQ(bytes_[kBuffer + 100], 0);
}

TEST_F(Process, ExitIsTheGuestsExit) {
  const Status status = p1_->ProcExit(mem(), 42);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind(), ErrorKind::kExit);
  EXPECT_EQ(status.error().exit_code(), 42);
}

TEST_F(Process, TheRest) {
  EXPECT_EQ(p1_->SchedYield(mem()), Errno::kSuccess);
  EXPECT_EQ(p1_->ProcRaise(mem(), 6), Errno::kNotsup);
  EXPECT_EQ(p1_->SockShutdown(mem(), 0, 0), Errno::kNotsock);
  EXPECT_EQ(p1_->SockAccept(mem(), 99, 0, kOut), Errno::kBadf);
  EXPECT_EQ(p1_->SockRecv(mem(), kRoot, 0, 0, 0, 0, 0), Errno::kNotsock);
  EXPECT_EQ(p1_->SockSend(mem(), 99, 0, 0, 0, 0), Errno::kBadf);
}

// The table against the methods: i for 32 bits, I for 64, nothing after the colon for no result.
template <typename T>
constexpr char Letter() {
  return sizeof(T) == 4 ? 'i' : 'I';
}
template <typename R, typename... A>
std::string SignatureOf(R (Preview1::*)(const GuestMemory&, A...)) {
  std::string text;
  ((text += Letter<A>()), ...);
  return text + (std::is_same_v<R, Status> ? ":" : ":i");
}

TEST(Preview1Table, HasAllFunctionsWithTheSignaturesOfTheMethods) {
  std::vector<std::string> names;
#define X(method, name, signature)                              \
  EXPECT_EQ(SignatureOf(&Preview1::method), signature) << name; \
  names.push_back(name);
#include "hostfuncs/preview1/preview1.def"
#undef X
  EXPECT_EQ(names.size(), 46u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace virga::host::preview1
