// Calls in both directions through the installed API.

#include <gtest/gtest.h>

#include <thread>
#include <tuple>

#include "tests/support/guest.h"

namespace virga::testing {
namespace {

constexpr uint8_t kCall = 0x10, kLocalGet = 0x20;

// A module that passes its parameters on to the import "m" "f" of the same type and is exported as
// "run".
Bytes PassOn(const Bytes& params, const Bytes& results) {
  WasmBuilder builder;
  const uint32_t type = builder.Type(params, results);
  const uint32_t host = builder.ImportFunc(type);
  Bytes code;
  for (uint8_t i = 0; i < params.size(); ++i) code = code + Bytes{kLocalGet, i};
  builder.Export("run", 0, builder.Function(type, code + Bytes{kCall} + U32(host)));
  return builder.Build();
}

TEST(CallsTest, AllNumberTypesGoThroughATypedHostFunction) {
  Guest guest;
  ASSERT_TRUE(guest.linker
                  .DefineFunc("m", "f",
                              [](int32_t a, int64_t b, float c, double d) {
                                return std::tuple<double, float, int64_t, int32_t>(d, c, b, a);
                              })
                  .ok());
  const Instance instance =
      guest.Instantiate(PassOn({kI32, kI64, kF32, kF64}, {kF64, kF32, kI64, kI32}));
  const auto result =
      guest.Call<std::tuple<double, float, int64_t, int32_t>(int32_t, int64_t, float, double)>(
          instance, "run", -1, INT64_MIN, 1.5f, -2.25);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, std::make_tuple(-2.25, 1.5f, INT64_MIN, -1));
}

TEST(CallsTest, AHostFunctionThatFailsEndsTheCallWithItsError) {
  Guest guest;
  ASSERT_TRUE(
      guest.linker.DefineFunc("m", "f", [](int32_t code) -> Status { return Error::Exit(code); })
          .ok());
  const Instance instance = guest.Instantiate(PassOn({kI32}, {}));
  const Status ended = guest.Call<void(int32_t)>(instance, "run", 42);
  ASSERT_FALSE(ended.ok());
  EXPECT_EQ(ended.error().kind(), ErrorKind::kExit);
  EXPECT_EQ(ended.error().exit_code(), 42);
  EXPECT_EQ(guest.Call<void(int32_t)>(instance, "run", 43).error().exit_code(), 43);
}

TEST(CallsTest, ADynamicHostFunctionSeesAndReturnsValues) {
  Guest guest;
  const ValType params[] = {ValType::I32(), ValType::ExternRef()};
  const ValType results[] = {ValType::ExternRef(), ValType::I64()};
  int object = 0;
  ASSERT_TRUE(
      guest.linker
          .DefineDynamicFunc("m", "f", FuncType{params, results},
                             [](Caller&, std::span<const Val> in, std::span<Val> out) -> Status {
                               out[0] = in[1];
                               out[1] = Val::I64(in[0].i32() * 2);
                               return {};
                             })
          .ok());
  const Instance instance = guest.Instantiate(PassOn({kI32, kExternRef}, {kExternRef, kI64}));
  const Val arguments[] = {Val::I32(21), Val::ExternRef(&object)};
  Val answers[2];
  const Func run = guest.GetFunc(instance, "run");
  ASSERT_TRUE(run.Call(*guest.store, arguments, answers).ok());
  EXPECT_EQ(answers[0].extern_object(), &object);
  EXPECT_EQ(answers[1].i64(), 42);
}

TEST(CallsTest, ADynamicHostFunctionThatReturnsAWrongTypeIsAnError) {
  Guest guest;
  const ValType results[] = {ValType::I64()};
  ASSERT_TRUE(
      guest.linker
          .DefineDynamicFunc("m", "f", FuncType{{}, results},
                             [](Caller&, std::span<const Val>, std::span<Val> out) -> Status {
                               out[0] = Val::F32(1);
                               return {};
                             })
          .ok());
  const Instance instance = guest.Instantiate(PassOn({}, {kI64}));
  const Result<int64_t> result = guest.Call<int64_t()>(instance, "run");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message(), "expected a value of type i64, got f32");
}

TEST(CallsTest, WrongArgumentsAreErrors) {
  Guest guest;
  const Instance instance = guest.Instantiate(OneFunction({kLocalGet, 0}, {kI32}, {kI32}));
  WasmBuilder builder;
  builder.Export("f", 0, builder.Function(builder.Type({kI32}, {kI32}), {kLocalGet, 0}));
  const Func f = guest.GetFunc(guest.Instantiate(builder.Build()), "f");
  Val out[1];
  const Val two[] = {Val::I32(1), Val::I32(2)};
  EXPECT_EQ(f.Call(*guest.store, two, out).error().message(), "expected 1 values, got 2");
  const Val wide[] = {Val::I64(1)};
  EXPECT_EQ(f.Call(*guest.store, wide, out).error().kind(), ErrorKind::kUsage);
  EXPECT_EQ(f.Call(*guest.store, {two, 1}, {}).error().message(),
            "expected room for 1 results, got 0");
  EXPECT_EQ(f.Typed<int64_t(int32_t)>(*guest.store).error().message(),
            "expected a function [i32] -> [i64], got [i32] -> [i32]");
}

TEST(CallsTest, ASuspendedCallIsResumedWithTheHostFunctionsResult) {
  Guest guest;
  int calls = 0;
  ASSERT_TRUE(guest.linker
                  .DefineFunc("m", "f",
                              [&calls](int32_t) -> Suspendable<int32_t> {
                                ++calls;
                                return Suspended();
                              })
                  .ok());
  const Func run = guest.GetFunc(guest.Instantiate(PassOn({kI32}, {kI32})), "run");
  const Val arguments[] = {Val::I32(5)};
  Call call = Unwrap(run.Start(*guest.store, arguments));
  ASSERT_TRUE(call.is_suspended());
  Val out[1];
  EXPECT_EQ(call.Results(out).error().kind(), ErrorKind::kUsage);
  // Nothing else runs in the store meanwhile.
  EXPECT_EQ(run.Call(*guest.store, arguments, out).error().kind(), ErrorKind::kUsage);
  const Val answer[] = {Val::I32(99)};
  ASSERT_TRUE(call.Resume(answer).ok());
  ASSERT_TRUE(call.Results(out).ok());
  EXPECT_EQ(out[0].i32(), 99);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(call.Resume(answer).error().kind(), ErrorKind::kUsage);
}

TEST(CallsTest, ResumingWithAWrongTypeEndsTheCall) {
  Guest guest;
  ASSERT_TRUE(
      guest.linker.DefineFunc("m", "f", []() -> Suspendable<int32_t> { return Suspended(); }).ok());
  const Func run = guest.GetFunc(guest.Instantiate(PassOn({}, {kI32})), "run");
  Call call = Unwrap(run.Start(*guest.store, {}));
  const Val answer[] = {Val::F64(1)};
  EXPECT_EQ(call.Resume(answer).error().kind(), ErrorKind::kUsage);
  EXPECT_FALSE(call.is_suspended());
  // The store is free again, and a call that is dropped while suspended frees it too.
  {
    EXPECT_TRUE(Unwrap(run.Start(*guest.store, {})).is_suspended());
  }
  EXPECT_TRUE(Unwrap(run.Start(*guest.store, {})).is_suspended());
}

TEST(CallsTest, SuspendingInAPlainCallIsATrap) {
  Guest guest;
  ASSERT_TRUE(
      guest.linker.DefineFunc("m", "f", []() -> Suspendable<void> { return Suspended(); }).ok());
  const Instance instance = guest.Instantiate(PassOn({}, {}));
  const Status ended = guest.Call<void()>(instance, "run");
  ASSERT_FALSE(ended.ok());
  EXPECT_EQ(ended.error().trap(), TrapCode::kSuspendedInNestedCall);
  EXPECT_FALSE(guest.Call<void()>(instance, "run").ok());
}

TEST(CallsTest, AnotherThreadInterruptsALoopForGood) {
  Guest guest;
  WasmBuilder builder;
  // loop br 0 end
  builder.Export("spin", 0,
                 builder.Function(builder.Type({}, {}), {0x03, kEmpty, 0x0c, 0x00, 0x0b}));
  const Instance instance = guest.Instantiate(builder.Build());
  const InterruptHandle handle = guest.store->interrupt_handle();
  std::thread other([handle] { handle.Interrupt(); });
  const Status ended = guest.Call<void()>(instance, "spin");
  other.join();
  ASSERT_FALSE(ended.ok());
  EXPECT_EQ(ended.error().trap(), TrapCode::kInterrupted);
  EXPECT_FALSE(guest.Call<void()>(instance, "spin").ok());
}

TEST(CallsTest, FuelIsUsedUpAndCounted) {
  Config config;
  config.fuel = true;
  Guest guest(config);
  WasmBuilder builder;
  builder.Export("spin", 0,
                 builder.Function(builder.Type({}, {}), {0x03, kEmpty, 0x0c, 0x00, 0x0b}));
  builder.Export("one", 0, builder.Function(builder.Type({}, {kI32}), {0x41, 1}));
  const Instance instance = guest.Instantiate(builder.Build());
  guest.store->SetFuel(1000);
  EXPECT_EQ(Unwrap(guest.Call<int32_t()>(instance, "one")), 1);
  EXPECT_EQ(guest.store->fuel(), 999u);
  EXPECT_EQ(guest.Call<void()>(instance, "spin").error().trap(), TrapCode::kOutOfFuel);
  EXPECT_EQ(guest.store->fuel(), 0u);
}

TEST(CallsTest, ATrapHasABacktraceNewestFirst) {
  Guest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  const uint32_t inner = builder.Function(type, {0x00});
  builder.Export("inner", 0, inner);
  builder.Export("outer", 0, builder.Function(type, Bytes{kCall} + U32(inner)));
  const Status ended = guest.Call<void()>(guest.Instantiate(builder.Build()), "outer");
  ASSERT_FALSE(ended.ok());
  EXPECT_EQ(ended.error().trap(), TrapCode::kUnreachable);
  ASSERT_EQ(ended.error().frames().size(), 2u);
  EXPECT_EQ(ended.error().frames()[0].function_name, "inner");
  EXPECT_EQ(ended.error().frames()[1].function_name, "outer");
}

}  // namespace
}  // namespace virga::testing
