// T20: tail calls to hosts and to functions that trap, with the right frames in the backtrace.

#include <gtest/gtest.h>

#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;
using wasm::HostCall;
using wasm::HostOutcome;

class T20 : public ::testing::Test {
 protected:
  T20() {
    host = guest.Host({}, {}, [this](HostCall& call) {
      return fail ? call.Fail(Error::Trap(TrapCode::kHostError)) : HostOutcome::kReturn;
    });
    WasmBuilder builder;
    const uint32_t type = builder.Type({}, {});
    builder.ImportFunc(type);
    builder.Table({0x70, 0, 2});
    builder.Function(type, Bytes{kUnreachable});                        // 1
    builder.Function(type, Bytes{0x12, 0});                             // 2: tail calls the host
    builder.Function(type, Bytes{0x12, 1});                             // 3: tail calls 1
    builder.Function(type, I32(0) + Bytes{0x13} + U32(type) + U32(0));  // 4: host, indirectly
    builder.Function(type, I32(1) + Bytes{0x13} + U32(type) + U32(0));  // 5: 1, indirectly
    for (uint32_t i = 2; i <= 5; ++i) builder.Function(type, Call(i));  // 6 to 9
    builder.Element(Bytes{0, 0x41, 0, 0x0b} + U32(2) + U32(0) + U32(1));
    instance = guest.Load(builder.Build(), {wasm::Extern::Of(host)});
  }
  std::vector<uint32_t> Frames() {
    std::vector<uint32_t> frames;
    for (const TrapFrame& frame : guest.last_error().frames())
      frames.push_back(frame.function_index);
    return frames;
  }
  CoreGuest guest;
  wasm::Func* host;
  wasm::Instance* instance;
  bool fail = true;
};

TEST_F(T20, TheFrameThatMadeTheTailCallIsGone) {
  EXPECT_EQ(guest.Call(instance, 6), Traps(TrapCode::kHostError));
  EXPECT_EQ(Frames(), std::vector<uint32_t>({6}));
  EXPECT_EQ(guest.Call(instance, 7), Traps(TrapCode::kUnreachable));
  EXPECT_EQ(Frames(), std::vector<uint32_t>({1, 7}));
  EXPECT_EQ(guest.Call(instance, 8), Traps(TrapCode::kHostError));
  EXPECT_EQ(Frames(), std::vector<uint32_t>({8}));
  EXPECT_EQ(guest.Call(instance, 9), Traps(TrapCode::kUnreachable));
  EXPECT_EQ(Frames(), std::vector<uint32_t>({1, 9}));
}

TEST_F(T20, AtTheBaseOfTheFiber) {
  EXPECT_EQ(guest.Call(instance, 2), Traps(TrapCode::kHostError));
  EXPECT_EQ(Frames(), std::vector<uint32_t>());
  EXPECT_EQ(guest.Call(instance, 3), Traps(TrapCode::kUnreachable));
  EXPECT_EQ(Frames(), std::vector<uint32_t>({1}));
}

TEST_F(T20, AHostThatReturnsReturnsToTheCaller) {
  fail = false;
  for (const uint32_t function : {2u, 4u, 6u, 8u}) {
    EXPECT_EQ(guest.Call(instance, function), Returns({})) << function;
  }
}

}  // namespace
}  // namespace virga::testing
