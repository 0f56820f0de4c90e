// Instantiation through the installed API: linking, initialisation, what failures leave behind.

#include <gtest/gtest.h>

#include "tests/support/guest.h"

namespace virga::testing {
namespace {

constexpr uint8_t kEnd = 0x0b, kI32Const = 0x41, kGlobalGet = 0x23, kRefFunc = 0xd2;

Bytes I32Const(int32_t value) { return Bytes{kI32Const} + S64(value); }
Bytes Expr(const Bytes& code) { return code + Bytes{kEnd}; }
// An active data segment for memory 0.
Bytes ActiveData(int32_t offset, std::string_view text) {
  return Bytes{0} + Expr(I32Const(offset)) + Sized(Bytes(text.begin(), text.end()));
}
// An active element segment of functions for table 0.
Bytes ActiveElements(int32_t offset, const Bytes& functions) {
  return Bytes{0} + Expr(I32Const(offset)) + Sized(functions);
}

void ExpectUnlinkable(const Result<Instance>& result, std::string_view part) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::kUnlinkable);
  EXPECT_NE(result.error().message().find(part), std::string_view::npos)
      << result.error().message();
}

TEST(InstantiateTest, AMissingImportIsUnknown) {
  Guest guest;
  WasmBuilder builder;
  builder.ImportFunc("env", "absent", builder.Type({}, {}));
  ExpectUnlinkable(guest.TryInstantiate(builder.Build()), "unknown import: \"env\" \"absent\"");
}

TEST(InstantiateTest, AFunctionOfAnotherTypeSaysWhatWasExpected) {
  Guest guest;
  ASSERT_TRUE(guest.linker.DefineFunc("m", "f", [](int64_t) { return 1.5; }).ok());
  WasmBuilder builder;
  builder.ImportFunc(builder.Type({kI32}, {kI32}));
  const auto result = guest.TryInstantiate(builder.Build());
  ExpectUnlinkable(result, "import \"m\" \"f\": incompatible import type");
  EXPECT_NE(result.error().message().find("expected function [i32] -> [i32], got function [i64] -> "
                                          "[f64]"),
            std::string_view::npos)
      << result.error().message();
}

TEST(InstantiateTest, AnotherKindOfThingIsIncompatible) {
  Guest guest;
  ASSERT_TRUE(guest.linker.DefineFunc("m", "x", [] {}).ok());
  WasmBuilder builder;
  builder.Import(2, {0, 1});
  ExpectUnlinkable(guest.TryInstantiate(builder.Build()), "expected memory, got function");
}

struct LimitsCase {
  uint64_t have_min, have_max;  // max 0: none
  uint64_t want_min, want_max;
  bool fits;
};

TEST(InstantiateTest, MemoryLimitsMatchAsTheSpecificationSays) {
  for (const LimitsCase& c :
       {LimitsCase{1, 0, 1, 0, true}, LimitsCase{2, 0, 1, 0, true}, LimitsCase{1, 0, 2, 0, false},
        LimitsCase{1, 0, 1, 4, false}, LimitsCase{1, 4, 1, 4, true}, LimitsCase{1, 3, 1, 4, true},
        LimitsCase{1, 5, 1, 4, false}, LimitsCase{1, 4, 1, 0, true}}) {
    Guest guest;
    MemoryType type;
    type.limits.min = c.have_min;
    type.limits.has_max = c.have_max != 0;
    if (c.have_max != 0) type.limits.max = c.have_max;
    const Memory memory = Unwrap(Memory::Create(*guest.store, type));
    ASSERT_TRUE(guest.linker.Define(*guest.store, "m", "x", memory).ok());
    WasmBuilder builder;
    Bytes wanted =
        c.want_max != 0 ? Bytes{1} + U32(c.want_min) + U32(c.want_max) : Bytes{0} + U32(c.want_min);
    builder.Import(2, wanted);
    EXPECT_EQ(guest.TryInstantiate(builder.Build()).ok(), c.fits)
        << c.have_min << ".." << c.have_max << " for " << c.want_min << ".." << c.want_max;
  }
}

TEST(InstantiateTest, AGrownMemoryIsMatchedByItsPresentSize) {
  Guest guest;
  const Memory memory = Unwrap(Memory::Create(*guest.store, MemoryType{}));
  ASSERT_TRUE(guest.linker.Define(*guest.store, "m", "x", memory).ok());
  WasmBuilder builder;
  builder.Import(2, {0, 2});
  EXPECT_FALSE(guest.TryInstantiate(builder.Build()).ok());
  EXPECT_EQ(Unwrap(memory.Grow(*guest.store, 2)), 0u);
  EXPECT_TRUE(guest.TryInstantiate(builder.Build()).ok());
}

TEST(InstantiateTest, GlobalsMatchInTypeAndMutability) {
  for (const bool have_mutable : {false, true}) {
    for (const bool want_mutable : {false, true}) {
      for (const uint8_t want_type : {kI32, kI64}) {
        Guest guest;
        const Global global = Unwrap(
            Global::Create(*guest.store, GlobalType{ValType::I32(), have_mutable}, Val::I32(3)));
        ASSERT_TRUE(guest.linker.Define(*guest.store, "m", "x", global).ok());
        WasmBuilder builder;
        builder.Import(3, {want_type, static_cast<uint8_t>(want_mutable)});
        EXPECT_EQ(guest.TryInstantiate(builder.Build()).ok(),
                  have_mutable == want_mutable && want_type == kI32);
      }
    }
  }
}

TEST(InstantiateTest, GlobalsAreInitialisedInOrderByConstantExpressions) {
  Guest guest;
  const Global imported =
      Unwrap(Global::Create(*guest.store, GlobalType{ValType::I32(), false}, Val::I32(30)));
  ASSERT_TRUE(guest.linker.Define(*guest.store, "m", "x", imported).ok());
  WasmBuilder builder;
  builder.Import(3, {kI32, 0});
  // (global.get 0) * 2 - 5 + (-7)
  builder.Global({kI32, 0}, Expr(Bytes{kGlobalGet, 0} + I32Const(2) + Bytes{0x6c} + I32Const(5) +
                                 Bytes{0x6b} + I32Const(-7) + Bytes{0x6a}));
  builder.Global({kI64, 0}, Expr(Bytes{0x42} + S64(-9)));
  builder.Global({kI32, 0}, Expr(Bytes{kGlobalGet, 1}));
  builder.Global({kF64, 0}, Expr(Bytes{0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f}));
  for (uint32_t i = 1; i <= 4; ++i) builder.Export(std::string("g") + std::to_string(i), 3, i);
  const Instance instance = guest.Instantiate(builder.Build());
  const auto get = [&](const char* name) {
    return Unwrap(Unwrap(instance.GetGlobal(*guest.store, name)).Get(*guest.store));
  };
  EXPECT_EQ(get("g1").i32(), 48);
  EXPECT_EQ(get("g2").i64(), -9);
  EXPECT_EQ(get("g3").i32(), 48);
  EXPECT_EQ(get("g4").f64(), 1.5);
}

TEST(InstantiateTest, SegmentsFillTablesAndMemories) {
  Guest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {kI32});
  builder.Function(type, I32Const(11));
  builder.Function(type, I32Const(22));
  builder.Table({kFuncRef, 0, 4});
  builder.Memory({0, 1});
  builder.Element(ActiveElements(1, {1, 0}));
  builder.Data(ActiveData(5, "rain"));
  builder.Export("t", 1, 0);
  builder.Export("memory", 2, 0);
  const Instance instance = guest.Instantiate(builder.Build());
  const Table table = Unwrap(instance.GetTable(*guest.store, "t"));
  EXPECT_TRUE(Unwrap(table.Get(*guest.store, 0)).is_null_ref());
  const Func second = Unwrap(table.Get(*guest.store, 1)).func();
  EXPECT_EQ(Unwrap(Unwrap(second.Typed<int32_t()>(*guest.store)).Call(*guest.store)), 22);
  const auto bytes = Unwrap(Unwrap(instance.GetMemory(*guest.store, "memory")).data(*guest.store));
  EXPECT_EQ(std::string(bytes.begin() + 5, bytes.begin() + 9), "rain");
}

TEST(InstantiateTest, ReferencesInGlobalsAndElementExpressions) {
  Guest guest;
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {kI32});
  builder.Function(type, I32Const(7));
  builder.Table({kFuncRef, 0, 2});
  builder.Global({kFuncRef, 0}, Expr(Bytes{kRefFunc, 0}));
  // Mode 4: active, table 0, expressions.
  builder.Element(Bytes{4} + Expr(I32Const(0)) + U32(2) + Expr(Bytes{kGlobalGet, 0}) +
                  Expr(Bytes{0xd0, kFuncRef}));
  builder.Export("t", 1, 0);
  builder.Export("g", 3, 0);
  const Instance instance = guest.Instantiate(builder.Build());
  const Val global = Unwrap(Unwrap(instance.GetGlobal(*guest.store, "g")).Get(*guest.store));
  const Table table = Unwrap(instance.GetTable(*guest.store, "t"));
  EXPECT_EQ(Unwrap(table.Get(*guest.store, 0)).func(), global.func());
  EXPECT_TRUE(Unwrap(table.Get(*guest.store, 1)).is_null_ref());
}

TEST(InstantiateTest, TheStartFunctionRunsAfterTheSegments) {
  Guest guest;
  int32_t seen = -1;
  ASSERT_TRUE(guest.linker
                  .DefineFunc("m", "f",
                              [&seen](Caller& caller) {
                                seen = caller.memory().empty() ? -2 : caller.memory()[3];
                              })
                  .ok());
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  const uint32_t host = builder.ImportFunc(type);
  const uint32_t start = builder.Function(type, Bytes{0x10} + U32(host));
  builder.Memory({0, 1});
  builder.Export("memory", 2, 0);
  builder.Data(ActiveData(3, "*"));
  builder.Start(start);
  guest.Instantiate(builder.Build());
  EXPECT_EQ(seen, '*');
}

TEST(InstantiateTest, TheNumberOfInstancesIsLimited) {
  Config config;
  config.limits.instances = 2;
  Guest guest(config);
  const Bytes module = OneFunction({});
  EXPECT_TRUE(guest.TryInstantiate(module).ok());
  EXPECT_TRUE(guest.TryInstantiate(module).ok());
  const auto third = guest.TryInstantiate(module);
  ASSERT_FALSE(third.ok());
  EXPECT_EQ(third.error().kind(), ErrorKind::kLimit);
  EXPECT_NE(third.error().message().find("max-instances"), std::string_view::npos);
}

TEST(InstantiateTest, AnIdleInstanceIsSmall) {
  Guest guest;
  WasmBuilder builder;
  const uint32_t function = builder.Function(builder.Type({}, {kI32}), I32Const(1));
  builder.Memory({0, 1});
  builder.Export("memory", 2, 0);
  builder.Export("f", 0, function);
  const Module module = Unwrap(Module::Load(guest.engine, builder.Build()));
  const uint64_t before = guest.store->memory_used();
  constexpr uint64_t kInstances = 100;
  for (uint64_t i = 0; i < kInstances; ++i) {
    const Instance instance = Unwrap(guest.linker.Instantiate(*guest.store, module));
    EXPECT_EQ(Unwrap(guest.Call<int32_t()>(instance, "f")), 1);
  }
  // Apart from its page, which is not touched.
  const uint64_t each = (guest.store->memory_used() - before) / kInstances - 65536;
  EXPECT_LE(each, 1024u);
}

}  // namespace
}  // namespace virga::testing
