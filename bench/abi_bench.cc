// Benchmarks of the canonical ABI without an engine: a typed host call, Vals, guest to guest.

#include <benchmark/benchmark.h>

#include "canonical-abi/abi/host_func.h"
#include "canonical-abi/abi/transfer.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {
namespace {

HostOutcome Length(void*, HostCall& call) {
  std::string_view text;
  if (!call.Lift(&text)) return call.Failed();
  return call.Return(static_cast<uint32_t>(text.size()));
}

// What a lowered import does around a generated binding: scope, context, lift, return.
void BM_HostCallWithString16(benchmark::State& state) {
  FakeGuest guest;
  guest.Poke(100, "0123456789abcdef");
  AbiOptions options = guest.Options();
  for (auto _ : state) {
    HandleScope scope(&guest.handles, &guest);
    options.handles = &scope;
    CallContext cx(options);
    uint64_t slots[] = {100, 16};
    HostCall call(&cx, slots, 2);
    if (Length(nullptr, call) != HostOutcome::kReturned || !scope.Finish().ok())
      return state.SkipWithError("the call failed");
    benchmark::DoNotOptimize(slots[0]);
  }
}
BENCHMARK(BM_HostCallWithString16);

// A value of `type` moved from core values to core values between two guests.
void CopyLoop(benchmark::State& state, TypeTable& table, ValueType type, uint64_t count) {
  FakeGuest from(1 << 24), to(1 << 24);
  to.realloc = [](uint64_t, uint64_t, uint64_t, uint64_t) { return uint64_t{1 << 20}; };
  for (uint64_t i = 0; i < count && count < (1 << 16); ++i) {
    from.PokeInt<uint32_t>(4096 + 8 * i, 100);
    from.PokeInt<uint32_t>(4100 + 8 * i, 16);
  }
  StepCode code(&table, &table);
  const ValuePlan plan = code.Compile(type, Place::kFlat32, type, Place::kFlat32).value();
  for (auto _ : state) {
    CallContext from_cx(from.Options()), to_cx(to.Options());
    uint64_t slots[] = {4096, count}, out[2];
    if (!CopyValue(from_cx, to_cx, code, plan, {slots}, {out}))
      return state.SkipWithError("the copy failed");
    benchmark::DoNotOptimize(out[0]);
  }
}

void BM_CopyString16(benchmark::State& state) {
  TypeTable table{Limits{}};
  CopyLoop(state, table, Primitive(TypeKind::kString), 16);
}
BENCHMARK(BM_CopyString16);

void BM_CopyListOf1000Strings(benchmark::State& state) {
  TypeTable table{Limits{}};
  CopyLoop(state, table, table.List(Primitive(TypeKind::kString)).value(), 1000);
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * 1000);
}
BENCHMARK(BM_CopyListOf1000Strings);

void BM_CopyBytes8M(benchmark::State& state) {
  TypeTable table{Limits{}};
  CopyLoop(state, table, table.List(Primitive(TypeKind::kU8)).value(), 8 << 20);
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * (8 << 20));
}
BENCHMARK(BM_CopyBytes8M);

void BM_LiftStringToVal(benchmark::State& state) {
  FakeGuest guest;
  guest.Poke(100, "0123456789abcdef");
  TypeTable table{Limits{}};
  StepCode code(&table, &table);
  const ValueType type = Primitive(TypeKind::kString);
  const ValuePlan plan = code.Compile(type, Place::kFlat32, type, Place::kVal).value();
  for (auto _ : state) {
    CallContext cx(guest.Options());
    uint64_t slots[] = {100, 16};
    Val value;
    if (!LiftValue(cx, code, plan, {slots}, &value)) return state.SkipWithError("lift failed");
    benchmark::DoNotOptimize(value);
  }
}
BENCHMARK(BM_LiftStringToVal);

}  // namespace
}  // namespace virga::cabi

BENCHMARK_MAIN();
