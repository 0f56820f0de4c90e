#include "virga/linker.h"

#include <gtest/gtest.h>

#include "tests/support/guest.h"

namespace virga::testing {
namespace {

Bytes ExportOne(int32_t value) {
  WasmBuilder builder;
  builder.Export("f", 0, builder.Function(builder.Type({}, {kI32}), Bytes{0x41} + S64(value)));
  builder.Memory({0, 1});
  builder.Export("x", 2, 0);
  return builder.Build();
}

Bytes ImportOne() {
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {kI32});
  const uint32_t imported = builder.ImportFunc(type);
  builder.Export("run", 0, builder.Function(type, Bytes{0x10} + U32(imported)));
  return builder.Build();
}

TEST(LinkerTest, AnInstancesExportsSatisfyImports) {
  Guest guest;
  const Instance first = guest.Instantiate(ExportOne(5));
  ASSERT_TRUE(guest.linker.DefineInstance(*guest.store, "m", first).ok());
  EXPECT_TRUE(guest.linker.IsDefined("m", "x"));
  EXPECT_EQ(Unwrap(guest.Call<int32_t()>(guest.Instantiate(ImportOne()), "run")), 5);
}

TEST(LinkerTest, ANameIsDefinedOnceUnlessShadowingIsAllowed) {
  Guest guest;
  ASSERT_TRUE(guest.linker.DefineFunc("m", "f", [] { return 1; }).ok());
  const Status twice = guest.linker.DefineFunc("m", "f", [] { return 2; });
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().message(), "\"m\" \"f\" is defined already");
  const Instance instance = guest.Instantiate(ExportOne(3));
  EXPECT_FALSE(guest.linker.DefineInstance(*guest.store, "m", instance).ok());
  EXPECT_EQ(Unwrap(guest.Call<int32_t()>(guest.Instantiate(ImportOne()), "run")), 1);
  guest.linker.AllowShadowing(true);
  ASSERT_TRUE(guest.linker.DefineFunc("m", "f", [] { return 2; }).ok());
  EXPECT_EQ(Unwrap(guest.Call<int32_t()>(guest.Instantiate(ImportOne()), "run")), 2);
  ASSERT_TRUE(guest.linker.DefineInstance(*guest.store, "m", instance).ok());
  EXPECT_EQ(Unwrap(guest.Call<int32_t()>(guest.Instantiate(ImportOne()), "run")), 3);
}

TEST(LinkerTest, HostFunctionsServeSeveralStoresAndOutliveTheLinker) {
  const Engine engine = Unwrap(Engine::Create());
  const auto first = Unwrap(Store::Create(engine));
  const auto second = Unwrap(Store::Create(engine));
  Instance instances[2];
  {
    Linker linker(engine);
    ASSERT_TRUE(linker.DefineFunc("m", "f", [] { return 8; }).ok());
    const Module module = Unwrap(Module::Load(engine, ImportOne()));
    instances[0] = Unwrap(linker.Instantiate(*first, module));
    instances[1] = Unwrap(linker.Instantiate(*second, module));
  }
  for (const auto& [store, instance] :
       {std::pair(first.get(), instances[0]), std::pair(second.get(), instances[1])}) {
    const Func run = Unwrap(instance.GetFunc(*store, "run"));
    EXPECT_EQ(Unwrap(Unwrap(run.Typed<int32_t()>(*store)).Call(*store)), 8);
  }
}

TEST(LinkerTest, ManyDefinitionsAreFound) {
  Guest guest;
  constexpr int kCount = 200;
  for (int i = 0; i < kCount; ++i) {
    const std::string name = "f" + std::to_string(i * 7919 % kCount);
    ASSERT_TRUE(guest.linker.DefineFunc("many", name, [i] { return i; }).ok());
  }
  for (int i = 0; i < kCount; ++i)
    EXPECT_TRUE(guest.linker.IsDefined("many", "f" + std::to_string(i)));
  EXPECT_FALSE(guest.linker.IsDefined("many", "f200"));
  EXPECT_FALSE(guest.linker.IsDefined("manx", "f1"));
}

}  // namespace
}  // namespace virga::testing
