// T24: the n-th allocation fails, for every n, over load, instantiation and call. Each failure is a
// clean error, leaks nothing (LeakSanitizer), and leaves engine and store usable.

#include <gtest/gtest.h>

#include <functional>

#include "engine/api/access.h"
#include "tests/support/guest.h"

namespace virga::testing {
namespace {

// A module with something of everything, whose "run" grows its memory, its table and the stack.
Bytes Busy() {
  WasmBuilder builder;
  const uint32_t nothing = builder.Type({}, {});
  const uint32_t number = builder.Type({kI32}, {kI32});
  const uint32_t host = builder.ImportFunc("env", "host", nothing);
  // down(n): n == 0 ? 0 : down(n - 1)
  const Bytes down = {0x20, 0, 0x45, 0x04, 0x7f, 0x41, 0, 0x05,
                      0x20, 0, 0x41, 1,    0x6b, 0x10, 1, 0x0b};
  const uint32_t recurse = builder.Function(number, down);
  EXPECT_EQ(recurse, 1u);
  builder.Table({kFuncRef, 0, 2});
  builder.Memory({0, 1});
  builder.Global({kFuncRef, 0}, {0xd2, 1, 0x0b});
  builder.Element(Bytes{0, 0x41, 0, 0x0b} + Sized({1}));
  builder.Element(Bytes{1, 0} + Sized({1}));  // passive
  builder.Data(Bytes{0, 0x41, 8, 0x0b} + Sized({1, 2, 3}));
  const Bytes run = Bytes{0x41, 2, 0x40, 0, 0x1a} +                       // memory.grow
                    Bytes{0xd0, kFuncRef, 0x41} + S64(300) +              // ref.null, 300
                    Bytes{0xfc, 15, 0, 0x1a} +                            // table.grow
                    Bytes{0x41, 0, 0x41, 0, 0x41, 1, 0xfc, 12, 1, 0} +    // table.init
                    Bytes{0x10} + U32(host) + Bytes{0x41} + S64(2000) +   // call host
                    Bytes{0x41, 0, 0x11} + U32(number) + Bytes{0, 0x1a};  // call_indirect
  builder.Export("run", 0, builder.Function(nothing, run));
  builder.Export("memory", 2, 0);
  return builder.Build();
}

bool IsCleanFailure(const Error& error) {
  if (error.kind() == ErrorKind::kOutOfMemory) return true;
  return error.is_trap() &&
         (error.trap() == TrapCode::kOutOfMemory || error.trap() == TrapCode::kCallStackExhausted);
}

// Repeats `attempt` with the 1st, 2nd, ... allocation of `allocator` failing until none is left to
// fail, and says how many there were. `onwards`: all later ones fail as well.
uint64_t Sweep(Allocator& allocator, bool onwards, const std::function<Status()>& attempt) {
  constexpr uint64_t kAttemptsMax = 10'000;
  for (uint64_t n = 1; n < kAttemptsMax; ++n) {
    allocator.FailAfter(n, onwards);
    const Status status = attempt();
    const bool was_reached = allocator.attempts() >= n;
    allocator.FailAfter(0);
    if (!status.ok()) {
      EXPECT_TRUE(IsCleanFailure(status.error())) << n << ": " << status.error().message();
      EXPECT_TRUE(was_reached) << n;
    }
    if (!was_reached) return n - 1;
    // A guest may go on after a failed grow, but it must have been asked for.
  }
  ADD_FAILURE() << "never came to an end";
  return 0;
}

class AllocationFailureTest : public ::testing::TestWithParam<bool> {};

TEST_P(AllocationFailureTest, WhileLoading) {
  const Bytes bytes = Busy();
  Guest guest;
  Allocator& allocator = internal::Access::State(guest.engine).allocator;
  const uint64_t swept = Sweep(allocator, GetParam(), [&]() -> Status {
    Result<Module> module = Module::Load(guest.engine, bytes);
    if (!module.ok()) return std::move(module).error();
    return {};
  });
  EXPECT_GT(swept, 5u);
  EXPECT_TRUE(Module::Load(guest.engine, bytes).ok());
}

TEST_P(AllocationFailureTest, WhileTranslating) {
  const Bytes bytes = Busy();
  Config config;
  config.eager_translation = true;
  Guest guest(config);
  Allocator& allocator = internal::Access::State(guest.engine).allocator;
  Sweep(allocator, GetParam(), [&]() -> Status {
    Result<Module> module = Module::Load(guest.engine, bytes);
    if (!module.ok()) return std::move(module).error();
    return {};
  });
  EXPECT_TRUE(Module::Load(guest.engine, bytes).ok());
}

TEST_P(AllocationFailureTest, WhileInstantiatingAndCalling) {
  const Engine engine = Unwrap(Engine::Create());
  const Module module = Unwrap(Module::Load(engine, Busy()));
  Linker linker(engine);
  int host_calls = 0;
  ASSERT_TRUE(linker.DefineFunc("env", "host", [&host_calls] { ++host_calls; }).ok());
  uint64_t swept = 0;
  constexpr uint64_t kAttemptsMax = 10'000;
  for (uint64_t n = 1; n < kAttemptsMax; ++n) {
    const auto store = Unwrap(Store::Create(engine));
    Allocator& allocator = internal::Access::Raw(*store).allocator();
    const auto run = [&]() -> Status {
      Result<Instance> instance = linker.Instantiate(*store, module);
      if (!instance.ok()) return std::move(instance).error();
      Result<Func> func = instance->GetFunc(*store, "run");
      if (!func.ok()) return std::move(func).error();
      return func->Call(*store, {}, {});
    };
    allocator.FailAfter(n, GetParam());
    const Status status = run();
    const bool was_reached = allocator.attempts() >= n;
    allocator.FailAfter(0);
    if (!status.ok()) {
      EXPECT_TRUE(IsCleanFailure(status.error())) << n << ": " << status.error().message();
    }
    const Status again = run();
    EXPECT_TRUE(again.ok()) << n << ": " << again.error().message();
    if (!was_reached) {
      EXPECT_TRUE(status.ok());
      swept = n - 1;
      break;
    }
  }
  EXPECT_GT(swept, 5u);
  EXPECT_GT(host_calls, 0);
}

INSTANTIATE_TEST_SUITE_P(OnceOrForGood, AllocationFailureTest, ::testing::Bool());

}  // namespace
}  // namespace virga::testing
