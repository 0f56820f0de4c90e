// T18: guest recursion of every kind ends in a trap, never on the native stack.

#include <gtest/gtest.h>

#include <cstring>

#include "engine/runtime/memory.h"
#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;

Bytes Recursion(const Bytes& locals_and_body) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI32});
  builder.RawFunction(type, locals_and_body);
  return builder.Build();
}

TEST(T18, DirectRecursion) {
  CoreGuest guest;
  wasm::Instance* instance = guest.Load(Recursion(U32(0) + Get(0) + Call(0) + Bytes{0x0b}));
  EXPECT_EQ(guest.Call(instance, 0, {1}), Traps(TrapCode::kCallStackExhausted));
  EXPECT_EQ(guest.Call(instance, 0, {1}), Traps(TrapCode::kCallStackExhausted));
  EXPECT_FALSE(guest.last_error().frames().empty());
}

TEST(T18, BigFramesEndAtTheLimitOfTheValueStack) {
  for (const uint64_t bytes : {uint64_t{65536}, uint64_t{1} << 20, uint64_t{8} << 20}) {
    Limits limits;
    limits.stack_bytes = bytes;
    CoreGuest guest(limits);
    // 1000 locals of 8 bytes; counts how deep it got in memory.
    WasmBuilder builder;
    builder.Memory({0, 1});
    builder.RawFunction(builder.Type({}, {}), U32(1) + U32(1000) + Bytes{kI64} + I32(0) + I32(0) +
                                                  Mem(0x28) + I32(1) + Bytes{kI32Add} + Mem(0x36) +
                                                  Call(0) + Bytes{0x0b});
    wasm::Instance* instance = guest.Load(builder.Build());
    EXPECT_EQ(guest.Call(instance, 0), Traps(TrapCode::kCallStackExhausted));
    uint32_t depth;
    std::memcpy(&depth, instance->memories[0]->base, 4);
    EXPECT_LE(uint64_t{depth} * 8000, bytes);
    EXPECT_GE((uint64_t{depth} + 2) * 8000 + 8192, bytes);
  }
}

TEST(T18, SmallFramesEndAtTheLimitOfDepth) {
  Limits limits;
  limits.call_depth = 1000;
  CoreGuest guest(limits);
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI32});
  // f(n) = n = 0 ? 0 : f(n - 1) + 1
  builder.Function(type, Get(0) + Bytes{kI32Eqz} + If(I32(0) + Bytes{op::kReturn}) + Get(0) +
                             I32(1) + Bytes{kI32Sub} + Call(0) + I32(1) + Bytes{kI32Add});
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 0, {998}), Returns({998}));
  EXPECT_EQ(guest.Call(instance, 0, {1000}), Traps(TrapCode::kCallStackExhausted));
  EXPECT_EQ(guest.Call(instance, 0, {998}), Returns({998}));
}

TEST(T18, MutualAndIndirectRecursion) {
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  builder.Table({0x70, 0, 2});
  builder.Function(type, Call(1));
  builder.Function(type, I32(0) + Bytes{0x11} + U32(type) + U32(0));
  builder.Element(Bytes{0, 0x41, 0, 0x0b} + U32(2) + U32(0) + U32(1));
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 0), Traps(TrapCode::kCallStackExhausted));
  EXPECT_EQ(guest.Call(instance, 1), Traps(TrapCode::kCallStackExhausted));
}

TEST(T18, ATailCallIntoABigFrameStillChecks) {
  Limits limits;
  limits.stack_bytes = 65536;
  CoreGuest guest(limits);
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  builder.Function(type, Bytes{0x12, 1});
  builder.Function(type, {}, {U32(20000) + Bytes{kI64}});
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 0), Traps(TrapCode::kCallStackExhausted));
}

TEST(T18, RecursionAcrossInstances) {
  CoreGuest guest;
  wasm::TableType table_type;
  table_type.element = wasm::ValType::FuncRef();
  table_type.limits.min = 2;
  wasm::TableInstance* table = guest.store().NewTable(table_type, 0).value();
  for (int own = 0; own < 2; ++own) {
    WasmBuilder builder;
    const uint32_t type = builder.Type({}, {});
    builder.Import(1, {0x70, 0, 2});
    builder.Function(type, I32(1 - own) + Bytes{0x11} + U32(type) + U32(0));
    builder.Element(Bytes{0} + I32(own) + Bytes{0x0b} + U32(1) + U32(0));
    guest.Load(builder.Build(), {wasm::Extern::Of(table)});
  }
  wasm::Func* first = reinterpret_cast<wasm::Func*>(table->elements[0]);
  EXPECT_EQ(guest.Call(first), Traps(TrapCode::kCallStackExhausted));
  EXPECT_EQ(guest.Call(first), Traps(TrapCode::kCallStackExhausted));
}

TEST(T18, TheStackMayMoveAnywhereInACall) {
  // Frames of growing size, so that every doubling happens below a live frame; the sum proves that
  // each frame was found again.
  CoreGuest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI32});
  builder.Function(type,
                   Get(0) + Bytes{kI32Eqz} + If(I32(0) + Bytes{op::kReturn}) + Get(0) + Get(0) +
                       I32(1) + Bytes{kI32Sub} + Call(0) + Bytes{kI32Add} + Get(100) +
                       Bytes{0xa7, kI32Add},
                   {U32(100) + Bytes{kI64}});
  wasm::Instance* instance = guest.Load(builder.Build());
  EXPECT_EQ(guest.Call(instance, 0, {5000}), Returns({5000 * 5001 / 2}));
}

}  // namespace
}  // namespace virga::testing
