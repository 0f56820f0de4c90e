#include "virga/component/component.h"

#include <gtest/gtest.h>

#include "tests/canonical-abi/api/world.h"

namespace virga::cabi {
namespace {

using testing::Bytes;
using testing::ComponentHeader;
using testing::World;

TEST(Component, CallsAnExportedFunctionWithValues) {
  World world;
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent());
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  EXPECT_EQ(world.CallF(*instance, "hello"), "hello");
  EXPECT_EQ(world.CallF(*instance, ""), "");
  EXPECT_EQ(world.CallF(*instance, std::string(5000, 'x')), std::string(5000, 'x'));
}

TEST(Component, CallsFromComponentToComponentCopyThroughBothMemories) {
  World world;
  Result<component::Instance> instance = world.Instantiate(testing::NestedComponent());
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  EXPECT_EQ(world.CallF(*instance, "across"), "across");
  EXPECT_EQ(world.CallF(*instance, "and again"), "and again");
}

TEST(Component, GuestsCallTheEmbeddersFunctions) {
  World world;
  testing::TextGuest guest;
  guest.f = Bytes{testing::kCallHost, 0, testing::kCallHost, 0}.Add(testing::EchoBody());
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent(guest));
  ASSERT_TRUE(instance.ok()) << instance.error().message();
  EXPECT_EQ(world.CallF(*instance, "x"), "x");
  EXPECT_EQ(world.host_calls, 2);
}

TEST(Component, ErrorsOfHostFunctionsEndTheCall) {
  World world;
  world.on_host = [] { return Status(Error::Exit(7)); };
  testing::TextGuest guest;
  guest.f = Bytes{testing::kCallHost, 0}.Add(testing::EchoBody());
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent(guest));
  ASSERT_TRUE(instance.ok());
  const component::Func f = *instance->FindFunc(*world.store, "f");
  std::vector<component::Val> args;
  args.push_back(std::move(component::Val::String("x")).value());
  Result<std::optional<component::Val>> result = f.Call(*world.store, args);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::kExit);
  EXPECT_EQ(result.error().exit_code(), 7);
}

TEST(Component, WrongArgumentsAreAUsageErrorAndDoNoHarm) {
  World world;
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent());
  ASSERT_TRUE(instance.ok());
  const component::Func f = *instance->FindFunc(*world.store, "f");
  std::vector<component::Val> args;
  args.push_back(std::move(component::Val::U32(1)).value());
  Result<std::optional<component::Val>> wrong_type = f.Call(*world.store, args);
  ASSERT_FALSE(wrong_type.ok());
  EXPECT_EQ(wrong_type.error().kind(), ErrorKind::kUsage) << wrong_type.error().message();
  EXPECT_FALSE(f.Call(*world.store, {}).ok());
  EXPECT_EQ(world.CallF(*instance, "still works"), "still works");
}

TEST(Component, HandlesOfAnotherStoreAreRefused) {
  World world;
  World other;
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent());
  ASSERT_TRUE(instance.ok());
  EXPECT_EQ(instance->FindFunc(*other.store, "f").error().kind(), ErrorKind::kUsage);
  const component::Func f = *instance->FindFunc(*world.store, "f");
  EXPECT_EQ(f.Call(*other.store, {}).error().kind(), ErrorKind::kUsage);
}

TEST(Component, MissingExportsNameTheNearest) {
  World world;
  Result<component::Instance> instance = world.Instantiate(testing::TextComponent());
  ASSERT_TRUE(instance.ok());
  Result<component::Func> missing = instance->FindFunc(*world.store, "ff");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().message(),
            "there is no exported function \"ff\"; the nearest export is \"f\"");
}

TEST(Component, ListsImportsAndExportsAsWit) {
  World world;
  Result<component::Component> loaded =
      component::Component::Load(world.engine, testing::SampleComponent().span());
  ASSERT_TRUE(loaded.ok()) << loaded.error().message();
  EXPECT_EQ(loaded->import(0).name, "a:b/c@0.2.0");
  EXPECT_EQ(loaded->ToWit(),
            "package root:component;\n\n"
            "world root {\n"
            "  import a:b/c@0.2.0;\n"
            "  export f: func(s: string) -> string;\n"
            "}\n\n"
            "package a:b@0.2.0 {\n"
            "  interface c {\n"
            "    resource r {\n"
            "      m: func() -> u32;\n"
            "    }\n"
            "  }\n"
            "}\n");
}

TEST(Component, AsyncBuiltinsAreALinkErrorThatNamesThem) {
  World world;
  Bytes bytes = ComponentHeader();
  bytes.Items(7, {{0x66, 1, 0x7d}});
  bytes.Items(8, {{0x0e, 0}});
  Result<component::Instance> instance = world.Instantiate(bytes);
  ASSERT_FALSE(instance.ok());
  EXPECT_EQ(instance.error().kind(), ErrorKind::kUnlinkable);
  EXPECT_EQ(instance.error().message(), "stream.new is not supported yet");
}

TEST(Component, FaultsOfCoreModulesAreAtTheirPlaceInTheFile) {
  Bytes module = testing::ModuleHeader();
  module.Add({0x63, 0x00});
  const Bytes bytes = ComponentHeader().Section(1, module);
  World world;
  Result<component::Component> loaded = component::Component::Load(world.engine, bytes.span());
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().offset(), 8u + 2 + 8);
}

}  // namespace
}  // namespace virga::cabi
