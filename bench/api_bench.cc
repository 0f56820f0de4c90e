// Benchmarks of the installed API: what an embedder pays for calls and instances.

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "tests/support/guest.h"

namespace virga::bench {
namespace {

using testing::Bytes;
using testing::Guest;
using testing::Unwrap;
using testing::WasmBuilder;
using testing::operator+;

constexpr int32_t kCalls = 10'000;

// run(n): calls "m" "f" n times and returns the last answer.
Bytes Caller() {
  WasmBuilder builder;
  const uint32_t type = builder.Type({testing::kI32}, {testing::kI32});
  const uint32_t host = builder.ImportFunc(type);
  // loop: local 1 = host(local 1); br_if (local 0 = local 0 - 1); end
  const Bytes code = Bytes{0x03, testing::kEmpty, 0x20, 1, 0x10} + testing::U32(host) +
                     Bytes{0x21, 1, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 1};
  const Bytes one_local = testing::U32(1) + Bytes{testing::kI32};
  builder.Export("run", 0, builder.Function(type, code, {one_local}));
  return builder.Build();
}

void RunCaller(benchmark::State& state, Guest& guest) {
  const Instance instance = guest.Instantiate(Caller());
  const auto run = Unwrap(guest.GetFunc(instance, "run").Typed<int32_t(int32_t)>(*guest.store));
  for (auto _ : state) benchmark::DoNotOptimize(run.Call(*guest.store, kCalls));
  state.SetItemsProcessed(state.iterations() * kCalls);
}

void BM_TypedHostFunction(benchmark::State& state) {
  Guest guest;
  if (!guest.linker.DefineFunc("m", "f", [](int32_t x) { return x + 1; }).ok()) return;
  RunCaller(state, guest);
}
BENCHMARK(BM_TypedHostFunction);

void BM_DynamicHostFunction(benchmark::State& state) {
  Guest guest;
  const ValType i32[] = {ValType::I32()};
  const auto add = [](virga::Caller&, std::span<const Val> in, std::span<Val> out) -> Status {
    out[0] = Val::I32(in[0].i32() + 1);
    return {};
  };
  if (!guest.linker.DefineDynamicFunc("m", "f", FuncType{i32, i32}, add).ok()) return;
  RunCaller(state, guest);
}
BENCHMARK(BM_DynamicHostFunction);

void BM_TypedGuestFunction(benchmark::State& state) {
  Guest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({testing::kI32}, {testing::kI32});
  builder.Export("f", 0, builder.Function(type, {0x20, 0}));
  const Instance instance = guest.Instantiate(builder.Build());
  const auto f = Unwrap(guest.GetFunc(instance, "f").Typed<int32_t(int32_t)>(*guest.store));
  for (auto _ : state) benchmark::DoNotOptimize(f.Call(*guest.store, 1));
}
BENCHMARK(BM_TypedGuestFunction);

// A store with one instance of a module of one page, made and destroyed.
void BM_StoreAndInstance(benchmark::State& state) {
  const Engine engine = Unwrap(Engine::Create());
  WasmBuilder builder;
  builder.Memory({0, 1});
  const Module module = Unwrap(Module::Load(engine, builder.Build()));
  const Linker linker(engine);
  for (auto _ : state) {
    const auto store = Unwrap(Store::Create(engine));
    benchmark::DoNotOptimize(linker.Instantiate(*store, module));
  }
}
BENCHMARK(BM_StoreAndInstance);

// Bytes that an idle instance keeps, apart from its untouched page: each in a store of its own that
// has run a call, or all in one.
void BM_IdleInstances(benchmark::State& state) {
  constexpr int kInstances = 1000;
  const bool own_store = state.range(0) != 0;
  const Engine engine = Unwrap(Engine::Create());
  WasmBuilder builder;
  builder.Memory({0, 1});
  builder.Export("f", 0, builder.Function(builder.Type({}, {}), {}));
  const Module module = Unwrap(Module::Load(engine, builder.Build()));
  const Linker linker(engine);
  uint64_t bytes = 0;
  for (auto _ : state) {
    std::vector<std::unique_ptr<Store>> stores;
    bytes = 0;
    for (int i = 0; i < kInstances; ++i) {
      if (own_store || stores.empty()) stores.push_back(Unwrap(Store::Create(engine)));
      Store& store = *stores.back();
      const Instance instance = Unwrap(linker.Instantiate(store, module));
      benchmark::DoNotOptimize(Unwrap(instance.GetFunc(store, "f")).Call(store, {}, {}).ok());
    }
    for (const auto& store : stores) bytes += store->memory_used();
  }
  state.counters["bytes_each"] =
      static_cast<double>(bytes) / kInstances - static_cast<double>(65536);
}
BENCHMARK(BM_IdleInstances)->ArgName("own_store")->Arg(0)->Arg(1);

}  // namespace
}  // namespace virga::bench

BENCHMARK_MAIN();
