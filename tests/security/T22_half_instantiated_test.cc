// T22: a start function or segment that traps half-way leaves what the specification says, and a
// store that works on.

#include <gtest/gtest.h>

#include "tests/support/guest.h"

namespace virga::testing {
namespace {

constexpr uint8_t kEnd = 0x0b;

Bytes I32Const(int32_t value) { return Bytes{0x41} + S64(value); }
Bytes ActiveData(int32_t offset, std::string_view text) {
  return Bytes{0} + I32Const(offset) + Bytes{kEnd} + Sized(Bytes(text.begin(), text.end()));
}
Bytes ActiveElements(int32_t offset, const Bytes& functions) {
  return Bytes{0} + I32Const(offset) + Bytes{kEnd} + Sized(functions);
}

// A store with a memory "m" "memory" and a table "m" "table" that modules share.
struct SharedStore : Guest {
  SharedStore() {
    MemoryType memory_type;
    memory_type.limits.min = 1;
    memory = Unwrap(Memory::Create(*store, memory_type));
    TableType table_type;
    table_type.element = ValType::FuncRef();
    table_type.limits.min = 4;
    table = Unwrap(Table::Create(*store, table_type, Val::FuncRef(Func())));
    EXPECT_TRUE(linker.Define(*store, "m", "memory", memory).ok());
    EXPECT_TRUE(linker.Define(*store, "m", "table", table).ok());
  }
  std::string Text(size_t at, size_t bytes) {
    const auto data = Unwrap(memory.data(*store));
    return std::string(data.begin() + at, data.begin() + at + bytes);
  }
  // Another module of the store works, and sees the shared memory.
  void ExpectUsable() {
    WasmBuilder builder;
    builder.Import("m", "memory", 2, {0, 1});
    // i32.load8_u offset=0
    builder.Export("peek", 0,
                   builder.Function(builder.Type({kI32}, {kI32}), {0x20, 0, 0x2d, 0, 0}));
    const Instance instance = Instantiate(builder.Build());
    EXPECT_EQ(Unwrap(Call<int32_t(int32_t)>(instance, "peek", 0)), Unwrap(memory.data(*store))[0]);
  }
  Memory memory;
  Table table;
};

TEST(HalfInstantiatedTest, EarlierDataStaysWhenALaterSegmentTraps) {
  SharedStore shared;
  WasmBuilder builder;
  builder.Import("m", "memory", 2, {0, 1});
  builder.Data(ActiveData(0, "kept"));
  builder.Data(ActiveData(65534, "too long"));
  builder.Data(ActiveData(8, "never"));
  const auto failed = shared.TryInstantiate(builder.Build());
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().trap(), TrapCode::kOutOfBoundsMemoryAccess);
  EXPECT_EQ(shared.Text(0, 4), "kept");
  EXPECT_EQ(shared.Text(65534, 2), std::string(2, '\0'));
  EXPECT_EQ(shared.Text(8, 1), std::string(1, '\0'));
  shared.ExpectUsable();
}

TEST(HalfInstantiatedTest, AFunctionOfAFailedInstanceInATableStillWorks) {
  SharedStore shared;
  WasmBuilder builder;
  builder.Import("m", "table", 1, {kFuncRef, 0, 4});
  builder.Function(builder.Type({}, {kI32}), I32Const(77));
  builder.Element(ActiveElements(2, {0}));
  builder.Element(ActiveElements(3, {0, 0}));
  const auto failed = shared.TryInstantiate(builder.Build());
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().trap(), TrapCode::kOutOfBoundsTableAccess);
  const Func kept = Unwrap(shared.table.Get(*shared.store, 2)).func();
  EXPECT_EQ(Unwrap(Unwrap(kept.Typed<int32_t()>(*shared.store)).Call(*shared.store)), 77);
  EXPECT_TRUE(Unwrap(shared.table.Get(*shared.store, 3)).is_null_ref());
  shared.ExpectUsable();
}

TEST(HalfInstantiatedTest, WhatAStartFunctionWroteBeforeItsTrapStays) {
  SharedStore shared;
  WasmBuilder builder;
  builder.Import("m", "memory", 2, {0, 1});
  // i32.store8 at 1, then unreachable
  const Bytes code = I32Const(1) + I32Const('x') + Bytes{0x3a, 0, 0, 0x00};
  builder.Start(builder.Function(builder.Type({}, {}), code));
  builder.Data(ActiveData(0, "a"));
  const auto failed = shared.TryInstantiate(builder.Build());
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().trap(), TrapCode::kUnreachable);
  EXPECT_EQ(shared.Text(0, 2), "ax");
  shared.ExpectUsable();
}

TEST(HalfInstantiatedTest, ALinkErrorWritesNothing) {
  SharedStore shared;
  WasmBuilder builder;
  builder.Import("m", "memory", 2, {0, 1});
  builder.Import("m", "table", 1, {kFuncRef, 0, 5});
  builder.Data(ActiveData(0, "no"));
  const auto failed = shared.TryInstantiate(builder.Build());
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().kind(), ErrorKind::kUnlinkable);
  EXPECT_EQ(shared.Text(0, 2), std::string(2, '\0'));
  shared.ExpectUsable();
}

}  // namespace
}  // namespace virga::testing
