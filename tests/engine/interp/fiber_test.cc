// Fibers: host calls, native frames, suspension, nested runs, limits, backtraces.

#include "engine/runtime/fiber.h"

#include <gtest/gtest.h>

#include "engine/runtime/store.h"
#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;
using wasm::Fiber;
using wasm::HostCall;
using wasm::HostOutcome;
using wasm::RunState;
using wasm::Slot;
using wasm::ValType;

constexpr HostOutcome kReturn = HostOutcome::kReturn;

// A module that imports m.f of type [i32] -> [i32] and whose function 1 is f(x + 1) * 2.
Bytes AroundHost() {
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI32});
  builder.ImportFunc(type);
  builder.Function(type, Get(0) + I32(1) + Bytes{kI32Add} + Call(0) + I32(2) + Bytes{kI32Mul});
  return builder.Build();
}

TEST(Fiber, AHostFunctionIsCalledAndItsResultUsed) {
  CoreGuest guest;
  wasm::Func* host = guest.Host({ValType::I32()}, {ValType::I32()}, [](HostCall& call) {
    call.args()[0] += 100;
    return kReturn;
  });
  wasm::Instance* instance = guest.Load(AroundHost(), {wasm::Extern::Of(host)});
  EXPECT_EQ(guest.Call(instance, 1, {4}), Returns({210}));
  EXPECT_EQ(guest.Call(host, {1}), Returns({101}));
}

TEST(Fiber, AHostTrapEndsTheCallAndTheFiberIsUsableAgain) {
  CoreGuest guest;
  bool fail = true;
  wasm::Func* host = guest.Host({ValType::I32()}, {ValType::I32()}, [&](HostCall& call) {
    return fail ? call.Fail(Error::Trap(TrapCode::kHostError, "no")) : kReturn;
  });
  wasm::Instance* instance = guest.Load(AroundHost(), {wasm::Extern::Of(host)});
  EXPECT_EQ(guest.Call(instance, 1, {4}).error, "host function failed: no");
  ASSERT_EQ(guest.last_error().frames().size(), 1u);
  EXPECT_EQ(guest.last_error().frames()[0].function_index, 1u);
  fail = false;
  EXPECT_EQ(guest.Call(instance, 1, {4}), Returns({10}));
}

TEST(Fiber, ASuspendedCallGoesOnWhereItStopped) {
  CoreGuest guest;
  wasm::Func* host = guest.Host(
      {ValType::I32()}, {ValType::I32()}, [](HostCall&) { return HostOutcome::kSuspend; },
      [](HostCall& call) {
        call.args()[0] = call.args()[0] * 10;
        return kReturn;
      });
  wasm::Instance* instance = guest.Load(AroundHost(), {wasm::Extern::Of(host)});
  Fiber* fiber = guest.store().AcquireFiber().value();
  const Slot argument = 4;
  ASSERT_TRUE(fiber->Enter(wasm::GetFunc(*instance, 1), {&argument, 1}).ok());
  ASSERT_EQ(fiber->Run(), RunState::kSuspended);
  EXPECT_TRUE(fiber->is_suspended());
  ASSERT_EQ(fiber->Resume(), RunState::kReturned);
  EXPECT_EQ(fiber->results()[0], 100u);
  guest.store().ReleaseFiber(fiber);
}

TEST(Fiber, ASuspendedCallCanBeAbandoned) {
  CoreGuest guest;
  wasm::Func* host = guest.Host({ValType::I32()}, {ValType::I32()},
                                [](HostCall&) { return HostOutcome::kSuspend; });
  wasm::Instance* instance = guest.Load(AroundHost(), {wasm::Extern::Of(host)});
  EXPECT_EQ(guest.Call(instance, 1, {4}).error, "suspended");
  EXPECT_EQ(guest.Call(instance, 1, {4}).error, "suspended");
}

TEST(Fiber, ResumingAHostFunctionThatCannotIsATrap) {
  CoreGuest guest;
  wasm::Func* host = guest.Host({}, {}, [](HostCall&) { return HostOutcome::kSuspend; });
  Fiber* fiber = guest.store().AcquireFiber().value();
  ASSERT_TRUE(fiber->Enter(host, {}).ok());
  ASSERT_EQ(fiber->Run(), RunState::kSuspended);
  ASSERT_EQ(fiber->Resume(), RunState::kTrapped);
  EXPECT_EQ(guest.store().TakeError().trap(), TrapCode::kHostError);
  guest.store().ReleaseFiber(fiber);
}

// Calls `target` `rounds` times, each time with the result of the time before.
class Repeat : public wasm::NativeFrame {
 public:
  Repeat(wasm::Func* target, int rounds, int* alive, int* unwound = nullptr)
      : target_(target), rounds_(rounds), alive_(alive), unwound_(unwound) {
    ++*alive_;
  }
  ~Repeat() override { --*alive_; }
  HostOutcome Step(Fiber& fiber, std::span<Slot> results) override {
    if (!results.empty()) fiber.native_area()[0] = results[0];
    if (rounds_-- == 0) return kReturn;
    Status pushed = fiber.PushCall(target_, fiber.native_area().first(1));
    if (!pushed.ok()) {
      fiber.store->Fail(std::move(pushed).error());
      return HostOutcome::kTrap;
    }
    return HostOutcome::kCall;
  }
  void Unwind(Fiber&) override {
    if (unwound_ != nullptr) ++*unwound_;
  }

 private:
  wasm::Func* target_;
  int rounds_;
  int* alive_;
  int* unwound_;
};

class NativeFrameTest : public ::testing::Test {
 protected:
  // A host function that repeats function 2 of the module: x -> x * 3, or a trap when x is 13.
  NativeFrameTest() {
    host = guest.Host({ValType::I32()}, {ValType::I32()}, [this](HostCall& call) {
      Status pushed =
          call.fiber().PushNative(std::make_unique<Repeat>(target, rounds, &alive, &unwound));
      return pushed.ok() ? HostOutcome::kCall : call.Fail(std::move(pushed).error());
    });
    WasmBuilder builder;
    const uint32_t type = builder.Type({kI32}, {kI32});
    builder.ImportFunc(type);
    builder.Function(type, Get(0) + Call(0) + I32(1) + Bytes{kI32Add});
    builder.Function(type, Get(0) + I32(13) + Bytes{kI32Eq} + If(Bytes{kUnreachable}) + Get(0) +
                               I32(3) + Bytes{kI32Mul});
    instance = guest.Load(builder.Build(), {wasm::Extern::Of(host)});
    target = wasm::GetFunc(*instance, 2);
  }

  CoreGuest guest;
  wasm::Func* host;
  wasm::Func* target = nullptr;
  wasm::Instance* instance;
  int rounds = 3;
  int alive = 0;
  int unwound = 0;
};

TEST_F(NativeFrameTest, AHostFunctionCallsBackWithoutTheNativeStack) {
  EXPECT_EQ(guest.Call(instance, 1, {2}), Returns({55}));
  EXPECT_EQ(alive, 0);
  EXPECT_EQ(unwound, 0);
}

TEST_F(NativeFrameTest, NoRoundsAtAll) {
  rounds = 0;
  EXPECT_EQ(guest.Call(instance, 1, {7}), Returns({8}));
}

TEST_F(NativeFrameTest, ATrapAboveItUnwindsIt) {
  EXPECT_EQ(guest.Call(instance, 1, {13}), Traps(TrapCode::kUnreachable));
  EXPECT_EQ(alive, 0);
  EXPECT_EQ(unwound, 1);
  ASSERT_EQ(guest.last_error().frames().size(), 2u);
  EXPECT_EQ(guest.last_error().frames()[0].function_index, 2u);
  EXPECT_EQ(guest.last_error().frames()[1].function_index, 1u);
}

TEST_F(NativeFrameTest, AFiberCanRunANativeFrameAtItsBase) {
  Fiber* fiber = guest.store().AcquireFiber().value();
  const Slot argument = 1;
  ASSERT_TRUE(
      fiber->EnterNative(std::make_unique<Repeat>(target, 4, &alive), {&argument, 1}, 2).ok());
  ASSERT_EQ(fiber->Run(), RunState::kReturned);
  EXPECT_EQ(fiber->results()[0], 81u);
  EXPECT_EQ(alive, 0);
  guest.store().ReleaseFiber(fiber);
}

TEST_F(NativeFrameTest, ANativeFrameMayCallAHostFunction) {
  Fiber* fiber = guest.store().AcquireFiber().value();
  const Slot argument = 1;
  rounds = 1;
  // host(x) repeats target once: each call of it multiplies by 3.
  ASSERT_TRUE(
      fiber->EnterNative(std::make_unique<Repeat>(host, 2, &alive), {&argument, 1}, 1).ok());
  ASSERT_EQ(fiber->Run(), RunState::kReturned);
  EXPECT_EQ(fiber->results()[0], 9u);
  EXPECT_EQ(alive, 0);
  guest.store().ReleaseFiber(fiber);
}

TEST(Fiber, AStoppedFiberKeepsItsFramesWhileAnotherRuns) {
  CoreGuest guest;
  wasm::Func* host = guest.Host(
      {ValType::I32()}, {ValType::I32()}, [](HostCall&) { return HostOutcome::kSuspend; },
      [](HostCall&) { return kReturn; });
  wasm::Instance* instance = guest.Load(AroundHost(), {wasm::Extern::Of(host)});
  wasm::Instance* plain = guest.Load(OneFunction(Get(0), {kI32}, {kI32}));
  Fiber* fiber = guest.store().AcquireFiber().value();
  const Slot argument = 20;
  ASSERT_TRUE(fiber->Enter(wasm::GetFunc(*instance, 1), {&argument, 1}).ok());
  ASSERT_EQ(fiber->Run(), RunState::kSuspended);
  EXPECT_EQ(guest.Call(plain, 0, {5}), Returns({5}));
  ASSERT_EQ(fiber->Resume(), RunState::kReturned);
  EXPECT_EQ(fiber->results()[0], 42u);
  guest.store().ReleaseFiber(fiber);
}

TEST(Fiber, SuspendingInsideANestedRunIsATrap) {
  CoreGuest guest;
  wasm::Func* sleeper = guest.Host({}, {}, [](HostCall&) { return HostOutcome::kSuspend; });
  wasm::Func* nesting = guest.Host({}, {}, [&](HostCall& call) {
    Fiber* fiber = call.store().AcquireFiber().value();
    EXPECT_TRUE(fiber->Enter(sleeper, {}).ok());
    EXPECT_EQ(fiber->Run(), RunState::kTrapped);
    call.store().ReleaseFiber(fiber);
    return HostOutcome::kTrap;
  });
  EXPECT_EQ(guest.Call(nesting).error, TrapText(TrapCode::kSuspendedInNestedCall));
}

TEST(Fiber, TheBacktraceNamesPlacesInTheModule) {
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  builder.Function(type, Bytes{0x01, 0x01, kUnreachable});
  builder.Function(type, Bytes{0x01} + Call(0));
  builder.Function(type, Call(1));
  const Bytes bytes = builder.Build();
  wasm::Instance* instance = guest.Load(bytes);
  EXPECT_EQ(guest.Call(instance, 2), Traps(TrapCode::kUnreachable));
  const auto frames = guest.last_error().frames();
  ASSERT_EQ(frames.size(), 3u);
  const uint8_t expected[] = {kUnreachable, 0x10, 0x10};
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(frames[i].function_index, i);
    EXPECT_EQ(bytes[frames[i].module_offset], expected[i]);
  }
}

TEST(Fiber, CallsBetweenInstancesSwitchMemories) {
  CoreGuest guest;
  WasmBuilder first;
  first.Memory({0, 1});
  first.Data(Bytes{0, 0x41, 0, 0x0b} + Sized({11}));
  first.Function(first.Type({}, {kI32}), I32(0) + Mem(0x2d));
  wasm::Instance* callee = guest.Load(first.Build());
  WasmBuilder second;
  const uint32_t type = second.Type({}, {kI32});
  second.ImportFunc(type);
  second.Memory({0, 1});
  second.Data(Bytes{0, 0x41, 0, 0x0b} + Sized({31}));
  second.Function(type, Call(0) + I32(0) + Mem(0x2d) + Bytes{kI32Add});
  wasm::Instance* caller =
      guest.Load(second.Build(), {wasm::Extern::Of(wasm::GetFunc(*callee, 0))});
  EXPECT_EQ(guest.Call(caller, 1), Returns({42}));
}

TEST(Fiber, TailCallsBetweenInstancesDoNotPileUp) {
  Limits limits;
  limits.call_depth = 8;
  CoreGuest guest(limits);
  // Each instance calls the other through an imported table: ping(n) = n = 0 ? 7 : pong(n - 1).
  wasm::TableType table_type;
  table_type.element = ValType::FuncRef();
  table_type.limits.min = 2;
  wasm::TableInstance* table = guest.store().NewTable(table_type, 0).value();
  for (uint8_t own = 0; own < 2; ++own) {
    WasmBuilder builder;
    const uint32_t type = builder.Type({kI32}, {kI32});
    builder.Import(1, {0x70, 0, 2});
    builder.Function(type, Get(0) + Bytes{kI32Eqz} + If(I32(7) + Bytes{op::kReturn}) + Get(0) +
                               I32(1) + Bytes{kI32Sub} + I32(1 - own) + Bytes{0x13} + U32(type) +
                               U32(0));
    builder.Element(Bytes{0, 0x41, own, 0x0b} + U32(1) + U32(0));
    guest.Load(builder.Build(), {wasm::Extern::Of(table)});
  }
  wasm::Func* ping = reinterpret_cast<wasm::Func*>(table->elements[0]);
  EXPECT_EQ(guest.Call(ping, {10001}), Returns({7}));
}

}  // namespace
}  // namespace virga::testing
