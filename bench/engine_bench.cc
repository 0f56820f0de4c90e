// Benchmarks of the engine's rooms: decode, validate, translate, execute, host call.

#include <benchmark/benchmark.h>

#include "bench/engine_kernels.h"
#include "engine/binary/decoder.h"
#include "engine/validate/validated.h"

namespace virga::bench {
namespace {

using testing::CoreGuest;
using testing::operator+;

constexpr uint32_t kFunctions = 2000;

std::unique_ptr<wasm::Module> Decode(const Bytes& bytes) {
  return wasm::DecodeModule(bytes, {}, {}, &Allocator::System()).value();
}

std::unique_ptr<wasm::ValidatedModule> Validate(const Bytes& bytes, wasm::TypeRegistry* registry) {
  return wasm::ValidateModule(Decode(bytes), registry, {}, {}, wasm::ValidateMode::kEager).value();
}

void BM_Decode(benchmark::State& state) {
  const Bytes bytes = ManyFunctions(kFunctions);
  for (auto _ : state) benchmark::DoNotOptimize(Decode(bytes));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
}
BENCHMARK(BM_Decode);

// With decoding, which cannot be taken out: validation consumes the module.
void BM_DecodeAndValidate(benchmark::State& state) {
  const Bytes bytes = ManyFunctions(kFunctions);
  wasm::TypeRegistry registry(&Allocator::System());
  for (auto _ : state) benchmark::DoNotOptimize(Validate(bytes, &registry));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
}
BENCHMARK(BM_DecodeAndValidate);

void BM_Translate(benchmark::State& state) {
  const Bytes bytes = ManyFunctions(kFunctions);
  wasm::TypeRegistry registry(&Allocator::System());
  uint64_t code_bytes = 0;
  for (auto _ : state) {
    state.PauseTiming();
    wasm::ModuleCode* code = wasm::ModuleCode::Create(Validate(bytes, &registry),
                                                      wasm::NewTranslator(&Allocator::System()),
                                                      nullptr, {}, &Allocator::System())
                                 .value();
    state.ResumeTiming();
    benchmark::DoNotOptimize(code->TranslateAll().ok());
    state.PauseTiming();
    code_bytes = code->translator().code_bytes();
    code->Release();
    state.ResumeTiming();
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
  state.counters["code_bytes_per_byte"] =
      static_cast<double>(code_bytes) / static_cast<double>(bytes.size());
}
BENCHMARK(BM_Translate);

void Execute(benchmark::State& state, const Kernel& kernel) {
  CoreGuest guest;
  wasm::Instance* instance = guest.Load(kernel.module);
  wasm::Func* func = wasm::GetFunc(*instance, kernel.function);
  for (auto _ : state) {
    const testing::Outcome outcome = guest.Call(func, {kernel.size});
    if (!outcome.error.empty()) state.SkipWithError(outcome.error.c_str());
    benchmark::DoNotOptimize(outcome);
  }
}
BENCHMARK_CAPTURE(Execute, fib, Fib());
BENCHMARK_CAPTURE(Execute, integers, Integers());
BENCHMARK_CAPTURE(Execute, sieve, Sieve());
BENCHMARK_CAPTURE(Execute, floats, Floats());
BENCHMARK_CAPTURE(Execute, states, States());
BENCHMARK_CAPTURE(Execute, indirect, Indirect());
BENCHMARK_CAPTURE(Execute, copies, Copies());

// From a loop in the guest to a host function and back.
void BM_HostCall(benchmark::State& state) {
  using namespace testing::op;
  constexpr uint64_t kCalls = 10000;
  CoreGuest guest;
  wasm::Func* host =
      guest.Host({wasm::ValType::I32()}, {wasm::ValType::I32()}, [](wasm::HostCall& call) {
        call.args()[0] += 1;
        return wasm::HostOutcome::kReturn;
      });
  testing::WasmBuilder builder;
  const uint32_t type = builder.Type({testing::kI32}, {testing::kI32});
  builder.ImportFunc(type);
  builder.Function(type,
                   Loop({testing::kEmpty}, Get(1) + testing::op::Call(0) + Set(1) + Get(0) +
                                               I32(1) + Bytes{kI32Sub} + Tee(0) + BrIf(0)) +
                       Get(1),
                   {testing::U32(1) + Bytes{testing::kI32}});
  wasm::Instance* instance = guest.Load(builder.Build(), {wasm::Extern::Of(host)});
  for (auto _ : state) benchmark::DoNotOptimize(guest.Call(instance, 1, {kCalls}));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kCalls));
}
BENCHMARK(BM_HostCall);

// From the host into a guest function that returns at once.
void BM_GuestCall(benchmark::State& state) {
  CoreGuest guest;
  wasm::Instance* instance = guest.Load(testing::OneFunction({}));
  wasm::Func* func = wasm::GetFunc(*instance, 0);
  wasm::Fiber* fiber = guest.store().AcquireFiber().value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(fiber->Enter(func, {}).ok());
    benchmark::DoNotOptimize(fiber->Run());
  }
  guest.store().ReleaseFiber(fiber);
}
BENCHMARK(BM_GuestCall);

}  // namespace
}  // namespace virga::bench

BENCHMARK_MAIN();
