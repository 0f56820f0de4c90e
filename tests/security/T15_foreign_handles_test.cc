// T15: handles of another, a dead or no store are errors, never undefined behaviour.

#include <gtest/gtest.h>

#include "tests/support/guest.h"

namespace virga::testing {
namespace {

Bytes Everything() {
  WasmBuilder builder;
  builder.Export("f", 0, builder.Function(builder.Type({}, {}), {}));
  builder.Table({kFuncRef, 0, 1});
  builder.Export("t", 1, 0);
  builder.Memory({0, 1});
  builder.Export("m", 2, 0);
  builder.Global({kI32, 1}, {0x41, 0, 0x0b});
  builder.Export("g", 3, 0);
  return builder.Build();
}

template <typename T>
void ExpectUsage(const Result<T>& result) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::kUsage) << result.error().message();
}

struct Handles {
  Instance instance;
  Func func;
  Table table;
  Memory memory;
  Global global;
};

Handles HandlesOf(Guest& guest) {
  const Instance instance = guest.Instantiate(Everything());
  return {instance, Unwrap(instance.GetFunc(*guest.store, "f")),
          Unwrap(instance.GetTable(*guest.store, "t")),
          Unwrap(instance.GetMemory(*guest.store, "m")),
          Unwrap(instance.GetGlobal(*guest.store, "g"))};
}

void ExpectAllRefused(Guest& guest, const Handles& foreign) {
  Store& store = *guest.store;
  ExpectUsage(foreign.func.type(store));
  ExpectUsage(foreign.func.Call(store, {}, {}));
  ExpectUsage(foreign.func.Start(store, {}));
  ExpectUsage(foreign.func.Typed<void()>(store));
  ExpectUsage(foreign.table.type(store));
  ExpectUsage(foreign.table.size(store));
  ExpectUsage(foreign.table.Get(store, 0));
  ExpectUsage(foreign.table.Set(store, 0, Val::FuncRef(Func())));
  ExpectUsage(foreign.table.Grow(store, 1, Val::FuncRef(Func())));
  ExpectUsage(foreign.memory.type(store));
  ExpectUsage(foreign.memory.data(store));
  ExpectUsage(foreign.memory.pages(store));
  ExpectUsage(foreign.memory.Grow(store, 1));
  ExpectUsage(foreign.global.type(store));
  ExpectUsage(foreign.global.Get(store));
  ExpectUsage(foreign.global.Set(store, Val::I32(1)));
  ExpectUsage(foreign.instance.module(store));
  ExpectUsage(foreign.instance.GetExport(store, "f"));
  ExpectUsage(guest.linker.DefineInstance(store, "x", foreign.instance));
  ExpectUsage(guest.linker.Define(store, "x", "f", foreign.func));
  ExpectUsage(guest.linker.Define(store, "x", "g", foreign.global));
  ExpectUsage(guest.linker.Define(store, "x", "m", foreign.memory));
  ExpectUsage(guest.linker.Define(store, "x", "t", foreign.table));
}

TEST(ForeignHandlesTest, OfAnotherStore) {
  Guest mine, other;
  ExpectAllRefused(mine, HandlesOf(other));
}

TEST(ForeignHandlesTest, OfADeadStore) {
  Guest mine;
  Handles dead;
  {
    Guest other;
    dead = HandlesOf(other);
  }
  ExpectAllRefused(mine, dead);
}

TEST(ForeignHandlesTest, OfNoStore) {
  Guest mine;
  ExpectAllRefused(mine, Handles());
}

TEST(ForeignHandlesTest, ForeignFunctionsInsideValues) {
  Guest mine, other;
  const Val foreign = Val::FuncRef(HandlesOf(other).func);
  const Handles own = HandlesOf(mine);
  ExpectUsage(own.table.Set(*mine.store, 0, foreign));
  ExpectUsage(own.table.Grow(*mine.store, 1, foreign));
  ExpectUsage(Global::Create(*mine.store, GlobalType{ValType::FuncRef(), true}, foreign));
  TableType type;
  type.element = ValType::FuncRef();
  ExpectUsage(Table::Create(*mine.store, type, foreign));
}

TEST(ForeignHandlesTest, AnExternalReferenceIsNoFunction) {
  Guest mine;
  int object = 0;
  ExpectUsage(HandlesOf(mine).table.Set(*mine.store, 0, Val::ExternRef(&object)));
}

TEST(ForeignHandlesTest, ModulesAndLinkersOfAnotherEngine) {
  Guest mine, other;
  const Module foreign = Unwrap(Module::Load(other.engine, Everything()));
  ExpectUsage(mine.linker.Instantiate(*mine.store, foreign));
  ExpectUsage(other.linker.Instantiate(*mine.store, foreign));
}

TEST(ForeignHandlesTest, DefinitionsOfAnotherStore) {
  const Engine engine = Unwrap(Engine::Create());
  const auto first = Unwrap(Store::Create(engine));
  const auto second = Unwrap(Store::Create(engine));
  Linker linker(engine);
  const Memory memory = Unwrap(Memory::Create(*first, MemoryType{}));
  ASSERT_TRUE(linker.Define(*first, "m", "x", memory).ok());
  WasmBuilder builder;
  builder.Import(2, {0, 0});
  const Module module = Unwrap(Module::Load(engine, builder.Build()));
  EXPECT_TRUE(linker.Instantiate(*first, module).ok());
  ExpectUsage(linker.Instantiate(*second, module));
}

}  // namespace
}  // namespace virga::testing
