// A module is shared by threads, each with a store of its own; functions are translated by whoever
// comes first. Run under TSan as well.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/support/guest.h"

namespace virga::testing {
namespace {

// `count` functions; the i-th adds i to what the next one returns.
Bytes Chain(uint32_t count) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {kI32});
  for (uint32_t i = 0; i < count; ++i) {
    Bytes code = Bytes{0x41} + S64(i);
    if (i + 1 < count) code = code + Bytes{0x10} + U32(i + 1) + Bytes{0x6a};
    builder.Function(type, code);
  }
  builder.Export("run", 0, 0);
  return builder.Build();
}

TEST(ThreadsTest, ManyStoresRunOneModuleFromItsFirstCall) {
  constexpr uint32_t kFunctions = 200;
  constexpr int kThreads = 4;
  const Engine engine = Unwrap(Engine::Create());
  const Module module = Unwrap(Module::Load(engine, Chain(kFunctions)));
  const Linker linker(engine);
  std::atomic<int> waiting{kThreads};
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      const auto store = Unwrap(Store::Create(engine));
      const Instance instance = Unwrap(linker.Instantiate(*store, module));
      const auto run = Unwrap(Unwrap(instance.GetFunc(*store, "run")).Typed<int32_t()>(*store));
      --waiting;
      while (waiting > 0) std::this_thread::yield();
      if (Unwrap(run.Call(*store)) == kFunctions * (kFunctions - 1) / 2) ++right;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, kThreads);
}

TEST(ThreadsTest, OneLinkerDefinesForStoresOfSeveralThreads) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 50;
  const Engine engine = Unwrap(Engine::Create());
  Linker linker(engine);
  std::atomic<int> calls{0};
  ASSERT_TRUE(linker.DefineFunc("m", "f", [&calls] { ++calls; }).ok());
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  const uint32_t host = builder.ImportFunc(type);
  builder.Start(builder.Function(type, Bytes{0x10} + U32(host)));
  const Module module = Unwrap(Module::Load(engine, builder.Build()));
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        const auto store = Unwrap(Store::Create(engine));
        Unwrap(linker.Instantiate(*store, module));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(calls, kThreads * kRounds);
}

}  // namespace
}  // namespace virga::testing
