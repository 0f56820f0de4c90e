#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/wit/wit_test_util.h"

namespace virga::wit {
namespace {

using Strings = std::vector<std::string>;

// "name" of plain items, the full name of interfaces.
Strings Names(const Resolve& resolve, const std::vector<WorldItem>& items) {
  Strings names;
  for (const WorldItem& item : items) {
    const auto* interface = std::get_if<InterfaceId>(&item.what);
    bool by_path = interface != nullptr && item.name.empty();
    names.push_back(by_path ? resolve.InterfaceName(*interface) : item.name);
  }
  return names;
}

struct Sides {
  Strings imports;
  Strings exports;
};

Sides World(const Resolve& resolve, const std::string& name) {
  for (const wit::World& world : resolve.worlds) {
    if (world.name == name) return {Names(resolve, world.imports), Names(resolve, world.exports)};
  }
  ADD_FAILURE() << "no world " << name;
  return {};
}

constexpr const char* kInterfaces =
    "package a:b@1.0.0;\n"
    "interface base { resource r; }\n"
    "interface mid { use base.{r}; }\n"
    "interface top { use mid.{r}; }\n"
    "interface free { f: func(); }\n";

Sides Resolved(const std::string& world) {
  Resolve resolve = MustResolve(kInterfaces + world);
  return World(resolve, "w");
}

TEST(WorldTest, InterfacesThatOthersNeedAreImportedFirst) {
  EXPECT_EQ(Resolved("world w { import top; }").imports,
            (Strings{"a:b/base@1.0.0", "a:b/mid@1.0.0", "a:b/top@1.0.0"}));
  EXPECT_EQ(Resolved("world w { import free; import top; import base; }").imports,
            (Strings{"a:b/mid@1.0.0", "a:b/free@1.0.0", "a:b/top@1.0.0", "a:b/base@1.0.0"}));
}

TEST(WorldTest, AnExportNeedsImportsUnlessTheyAreExportedToo) {
  Sides sides = Resolved("world w { export mid; }");
  EXPECT_EQ(sides.imports, Strings{"a:b/base@1.0.0"});
  EXPECT_EQ(sides.exports, Strings{"a:b/mid@1.0.0"});
  sides = Resolved("world w { export mid; export base; }");
  EXPECT_EQ(sides.imports, Strings{});
  EXPECT_EQ(sides.exports, (Strings{"a:b/mid@1.0.0", "a:b/base@1.0.0"}));
}

TEST(WorldTest, TypesAndFunctionsOfTheWorldAreImports) {
  Sides sides = Resolved(
      "world w { use base.{r}; record q { a: u8 } resource s { m: func(); } import f: func(x: r, "
      "y: "
      "q); export g: func() -> q; }");
  EXPECT_EQ(sides.imports, (Strings{"a:b/base@1.0.0", "r", "q", "s", "[method]s.m", "f"}));
  EXPECT_EQ(sides.exports, Strings{"g"});
}

TEST(WorldTest, InterfacesCanBeWrittenInPlace) {
  Resolve resolve =
      MustResolve(std::string(kInterfaces) +
                  "world w { import here: interface { use top.{r}; f: func(x: r); } }");
  EXPECT_EQ(World(resolve, "w").imports,
            (Strings{"a:b/base@1.0.0", "a:b/mid@1.0.0", "a:b/top@1.0.0", "here"}));
  EXPECT_TRUE(resolve.interfaces.back().is_inline);
  EXPECT_EQ(resolve.packages[0].interfaces.size(), 4u) << "it is none of the package's own";
}

TEST(WorldTest, AnInterfaceCanBeImportedUnderPlainNames) {
  EXPECT_EQ(Resolved("world w { import one: free; import two: a:b/free@1.0.0; }").imports,
            (Strings{"one", "two"}));
}

TEST(WorldTest, IncludesMergeAndRename) {
  Sides sides = Resolved(
      "world v { import free; import f: func(); export g: func(); }\n"
      "world w { include v with { f as h, g as f } import free; export mid; }");
  EXPECT_EQ(sides.imports, (Strings{"a:b/base@1.0.0", "a:b/free@1.0.0", "h"}));
  EXPECT_EQ(sides.exports, (Strings{"a:b/mid@1.0.0", "f"}));
}

TEST(WorldTest, Errors) {
  auto error = [](const std::string& world) { return ErrorOf("package a:b;\n" + world); };
  EXPECT_EQ(error("interface i { } world w { import i; import i; }"),
            "a.wit:2:44: `a:b/i` is imported or exported twice");
  EXPECT_EQ(error("world w { import f: func(); import f: func(); }"),
            "a.wit:2:36: `f` is imported or exported twice");
  EXPECT_EQ(error("world w { type f = u8; import f: func(); }"),
            "a.wit:2:31: `f` is imported or exported twice");
  EXPECT_EQ(error("world w { import f: func(); export f: func(); }"), "ok");
  EXPECT_EQ(error("world v { import f: func(); } world w { include v; import f: func(); }"),
            "a.wit:2:49: `f` is imported or exported twice");
  EXPECT_EQ(error("world v { } world w { include v with { f as g } }"),
            "a.wit:2:40: `f` is not a plain name in world `v`");
}

// A short text with many includes of a large world would else take gigabytes.
TEST(WorldTest, IncludesCannotMultiplyBeyondTheLimit) {
  std::string text = "package a:b;\nworld v {\n";
  for (int i = 0; i < 2000; ++i) text += "import x" + std::to_string(i) + ": func();\n";
  text += "}\n";
  for (int i = 0; i < 50; ++i) text += "world w" + std::to_string(i) + " { include v; }\n";
  EXPECT_EQ(ErrorOf(text),
            "a.wit:2028:21: expected at most 50000 imports and exports in all worlds together");
}

TEST(WorldTest, GatesOfIncludedItemsAreThoseOfTheInclude) {
  Resolve resolve = MustResolve(
      "package a:b@1.0.0; world w { @since(version = 0.5.0) include c:d/v@2.0.0; }\n"
      "package c:d@2.0.0 { interface i { } world v { @since(version = 1.5.0) import i; } }");
  for (const wit::World& world : resolve.worlds) {
    if (world.name != "w") continue;
    ASSERT_EQ(world.imports.size(), 1u);
    EXPECT_EQ(world.imports[0].gate.since->ToString(), "0.5.0");
  }
}

}  // namespace
}  // namespace virga::wit
