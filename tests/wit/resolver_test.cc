#include "wit/resolver.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/wit/wit_test_util.h"

namespace virga::wit {
namespace {

// The error of `items` in an interface of a package with a version.
std::string ItemError(const std::string& items) {
  return ErrorOf("package a:b@1.0.0;\ninterface i {\n" + items + "\n}\n");
}

const Interface& TheInterface(const Resolve& resolve) { return resolve.interfaces.back(); }

std::string TypeOf(const Resolve& resolve, const std::string& name) {
  InterfaceId last{static_cast<uint32_t>(resolve.interfaces.size() - 1)};
  TypeId id = resolve.FindType(last, name);
  return id == kNoType ? "none" : CanonicalTypeText(resolve, resolve.type(id).first);
}

TEST(ResolverTest, NamesMayBeUsedBeforeTheyAreDeclared) {
  Resolve resolve =
      MustResolve("package a:b; interface i { type x = list<y>; record y { z: z } enum z { c } }");
  EXPECT_EQ(TypeOf(resolve, "x"), "list<a:b/i.y>");
  ASSERT_EQ(TheInterface(resolve).types.size(), 3u);
  EXPECT_EQ(resolve.type(TheInterface(resolve).types[0]).name, "x") << "order of the text is kept";
  for (size_t i = kPrimitiveCount; i < resolve.types.size(); ++i) {
    if (resolve.types[i].first != kNoType) {
      EXPECT_LT(static_cast<size_t>(resolve.types[i].first), i) << "parts come first";
    }
  }
}

TEST(ResolverTest, EqualAnonymousTypesShareAnIndex) {
  Resolve resolve = MustResolve(
      "package a:b; interface i { type x = list<tuple<u8, string>>; type y = list<tuple<u8, "
      "string>>; "
      "type z = list<tuple<string, u8>>; }");
  const Interface& i = TheInterface(resolve);
  EXPECT_EQ(resolve.type(i.types[0]).first, resolve.type(i.types[1]).first);
  EXPECT_NE(resolve.type(i.types[0]).first, resolve.type(i.types[2]).first);
}

TEST(ResolverTest, OldNamesOfFloatsAreTypesUnlessDeclared) {
  Resolve resolve = MustResolve("package a:b; interface i { type x = float32; type y = float64; }");
  EXPECT_EQ(TypeOf(resolve, "x"), "f32");
  EXPECT_EQ(TypeOf(resolve, "y"), "f64");
  resolve = MustResolve("package a:b; interface i { type float32 = u8; type x = float32; }");
  EXPECT_EQ(TypeOf(resolve, "x"), "u8");
}

TEST(ResolverTest, AResourceByNameIsAnOwnHandle) {
  Resolve resolve = MustResolve(
      "package a:b; interface i { resource r; type same = r; f: func(x: r, y: borrow<r>, z: same) "
      "-> "
      "own<r>; }");
  const Function& f = TheInterface(resolve).functions[0];
  EXPECT_EQ(CanonicalTypeText(resolve, f.params[0].type), "own<a:b/i.r>");
  EXPECT_EQ(CanonicalTypeText(resolve, f.params[1].type), "borrow<a:b/i.r>");
  EXPECT_EQ(CanonicalTypeText(resolve, f.params[2].type), "own<a:b/i.r>");
  EXPECT_EQ(CanonicalTypeText(resolve, f.result), "own<a:b/i.r>");
}

TEST(ResolverTest, FunctionsOfResourcesAreNamedAsTheCanonicalAbiDoes) {
  Resolve resolve = MustResolve(
      "package a:b; interface i { resource r { constructor(x: u8); m: func(); s: static func(); } "
      "f: "
      "func(); }");
  const Interface& i = TheInterface(resolve);
  ASSERT_EQ(i.functions.size(), 4u);
  EXPECT_EQ(resolve.FunctionName(i.functions[0]), "[constructor]r");
  EXPECT_EQ(resolve.FunctionName(i.functions[1]), "[method]r.m");
  EXPECT_EQ(resolve.FunctionName(i.functions[2]), "[static]r.s");
  EXPECT_EQ(resolve.FunctionName(i.functions[3]), "f");
  EXPECT_EQ(CanonicalTypeText(resolve, i.functions[0].result), "own<a:b/i.r>");
  ASSERT_EQ(i.functions[1].params.size(), 1u);
  EXPECT_EQ(i.functions[1].params[0].name, "self");
  EXPECT_EQ(i.functions[2].params.size(), 0u);
}

TEST(ResolverTest, UsesCrossInterfacesPackagesAndVersions) {
  Resolve resolve = MustResolve(
      "package a:b;\n"
      "use c:d/types@2.0.0 as two;\n"
      "interface i { use two.{t as t2}; use c:d/types@1.0.0.{t}; use j.{u}; type x = tuple<t, t2, "
      "u>; }\n"
      "interface j { use c:d/types@1.0.0.{t as u}; }\n"
      "package c:d@1.0.0 { interface types { record t { a: u8 } } }\n"
      "package c:d@2.0.0 { interface types { record t { b: u8 } } }\n");
  PackageId package = resolve.FindPackage("a", "b", std::nullopt);
  InterfaceId i = resolve.FindInterface(package, "i");
  TypeId x = resolve.FindType(i, "x");
  EXPECT_EQ(CanonicalTypeText(resolve, resolve.type(x).first),
            "tuple<c:d/types@1.0.0.t, c:d/types@2.0.0.t, c:d/types@1.0.0.t>");
}

TEST(ResolverTest, AFileUseNamesAnItemForItsFileOnly) {
  SourceSet sources;
  uint32_t one = sources.Add("one.wit", "package a:b; use i as j; interface k { use j.{t}; }");
  uint32_t two = sources.Add("two.wit", "interface i { type t = u8; } interface l { use j.{t}; }");
  Result<Resolve> resolve = ResolveSources(sources, {{one, two}});
  ASSERT_FALSE(resolve.ok());
  EXPECT_EQ(resolve.error().message(),
            "two.wit:1:48: `j` is not an interface or world of package `a:b`");
}

TEST(ResolverTest, SeveralFilesMakeOnePackage) {
  SourceSet sources;
  uint32_t one = sources.Add("one.wit", "package a:b@1.0.0; interface i { use j.{t}; }");
  uint32_t two = sources.Add("two.wit", "interface j { type t = u8; }");
  Result<Resolve> resolve = ResolveSources(sources, {{one, two}});
  ASSERT_TRUE(resolve.ok()) << resolve.error().message();
  ASSERT_EQ(resolve->packages.size(), 1u);
  EXPECT_EQ(resolve->packages[0].interfaces.size(), 2u);
  EXPECT_EQ(resolve->PackageName(PackageId{0}), "a:b@1.0.0");
}

TEST(ResolverTest, PackageErrors) {
  EXPECT_EQ(ErrorOf("interface i { }"),
            "a.wit:1:1: expected `package namespace:name;` in one of the files");
  EXPECT_EQ(ErrorOf("package a:b; package a:b { }"), "a.wit:1:9: package `a:b` is defined twice");
  EXPECT_EQ(ErrorOf("package a:b { } package a:b { }"),
            "a.wit:1:25: package `a:b` is defined twice");
  EXPECT_EQ(ErrorOf("package a:b; interface i { } world i { }"),
            "a.wit:1:36: `i` is defined twice in package `a:b`");
  SourceSet sources;
  uint32_t one = sources.Add("one.wit", "package a:b; interface i { }");
  uint32_t two = sources.Add("two.wit", "package a:c;");
  Result<Resolve> resolve = ResolveSources(sources, {{one, two}});
  ASSERT_FALSE(resolve.ok());
  EXPECT_EQ(resolve.error().message(),
            "two.wit:1:9: expected all files of one package to name `a:b`, found `a:c`");
}

TEST(ResolverTest, PathErrors) {
  EXPECT_EQ(ErrorOf("package a:b; interface i { use j.{t}; }"),
            "a.wit:1:32: `j` is not an interface or world of package `a:b`");
  EXPECT_EQ(
      ErrorOf("package a:b; interface i { use c:d/j.{t}; } package c:d@1.0.0 { interface j { } }"),
      "a.wit:1:32: package `c:d` is not known (known: `c:d@1.0.0`)");
  EXPECT_EQ(ErrorOf("package a:b; interface i { use c:d/j@1.0.0.{t}; }"),
            "a.wit:1:32: package `c:d@1.0.0` is not known");
  EXPECT_EQ(ErrorOf("package a:b; interface i { use w.{t}; } world w { }"),
            "a.wit:1:32: expected an interface, found the world `w`");
  EXPECT_EQ(ErrorOf("package a:b; interface i { } world w { include i; }"),
            "a.wit:1:48: expected a world, found the interface `i`");
  EXPECT_EQ(ErrorOf("package a:b; interface i { use j.{t}; } interface j { }"),
            "a.wit:1:35: `t` is not a type of `a:b/j`");
  EXPECT_EQ(ErrorOf("package a:b; use i; use i; interface i { }"), "a.wit:1:25: `i` is used twice");
  EXPECT_EQ(ErrorOf("package a:b; use c:d/i; interface i { } package c:d { interface i { } }"),
            "a.wit:1:35: `i` is also the name of a `use` in this file");
}

TEST(ResolverTest, CyclesAreErrors) {
  EXPECT_EQ(
      ErrorOf("package a:b; interface i { use j.{t}; type u = u8; } interface j { use i.{u}; type "
              "t = u8; }"),
      "a.wit:1:24: `i` depends on itself");
  EXPECT_EQ(ErrorOf("package a:b; world v { include w; } world w { include v; }"),
            "a.wit:1:20: `v` depends on itself");
  EXPECT_EQ(ItemError("record r { a: option<s> } variant s { c(r) }"),
            "a.wit:3:41: the type `r` contains itself");
  EXPECT_EQ(ItemError("type t = list<t>;"), "a.wit:3:15: the type `t` contains itself");
}

TEST(ResolverTest, TypeErrors) {
  EXPECT_EQ(ItemError("type t = x;"), "a.wit:3:10: `x` is not a known type");
  EXPECT_EQ(ItemError("type t = own<x>;"), "a.wit:3:10: `x` is not a known type");
  EXPECT_EQ(ItemError("type x = u8; type t = own<x>;"),
            "a.wit:3:23: expected a resource in own<...>, found u8 `x`");
  EXPECT_EQ(ItemError("enum x { c } type t = borrow<x>;"),
            "a.wit:3:23: expected a resource in borrow<...>, found enum `x`");
  EXPECT_EQ(ItemError("type t = u8; type t = u8;"), "a.wit:3:19: `t` is defined twice");
  EXPECT_EQ(ItemError("use j.{t}; type t = u8;").substr(0, 10), "a.wit:3:5:");
  EXPECT_EQ(ItemError("record r { a: u8, a: u8 }"),
            "a.wit:3:19: `a` is defined twice in record `r`");
  EXPECT_EQ(ItemError("enum e { a, a }"), "a.wit:3:13: `a` is defined twice in enum `e`");
  for (const char* kind : {"record", "variant", "enum", "flags"}) {
    std::string text = std::string(kind) + " x { }";
    EXPECT_EQ(ItemError(text), "a.wit:3:" + std::to_string(text.find('x') + 1) +
                                   ": expected at least one member in " + kind + " `x`");
  }
}

TEST(ResolverTest, FlagsHaveAtMostThirtyTwo) {
  auto flags = [](int count) {
    std::string text = "flags f { ";
    for (int i = 0; i < count; ++i) text += "a" + std::to_string(i) + ", ";
    return text + "}";
  };
  EXPECT_EQ(ItemError(flags(32)), "ok");
  EXPECT_EQ(ItemError(flags(33)), "a.wit:3:7: expected at most 32 flags, found 33");
}

TEST(ResolverTest, TypesMayBeAsDeepAsTheLimitThroughNamesToo) {
  auto chain = [](uint32_t levels) {
    std::string text = "type t0 = u8;\n";
    for (uint32_t i = 1; i < levels; ++i) {
      text += "type t" + std::to_string(i) + " = t" + std::to_string(i - 1) + ";\n";
    }
    return text;
  };
  EXPECT_EQ(ItemError(chain(kMaxTypeDepth - 1)), "ok");
  EXPECT_NE(ItemError(chain(kMaxTypeDepth + 1)).find("expected types of at most 100 levels"),
            std::string::npos);
  EXPECT_NE(ItemError(chain(20000)).find("expected types of at most 100 levels"),
            std::string::npos);
}

TEST(ResolverTest, FunctionErrors) {
  EXPECT_EQ(ItemError("f: func(); f: func();"), "a.wit:3:12: `f` is defined twice");
  EXPECT_EQ(ItemError("type f = u8; f: func();"), "a.wit:3:14: `f` is defined twice");
  EXPECT_EQ(ItemError("f: func(a: u8, a: u8);"), "a.wit:3:16: the parameter `a` is defined twice");
  EXPECT_EQ(ItemError("resource r { f: func(self: u8); }"),
            "a.wit:3:22: the parameter `self` is defined twice");
  EXPECT_EQ(ItemError("resource r { f: func(); f: static func(); }"),
            "a.wit:3:25: `f` is defined twice");
  EXPECT_EQ(ItemError("resource r { constructor(); constructor(); }"),
            "a.wit:3:29: `constructor` is defined twice");
  EXPECT_EQ(ItemError("resource r { constructor(); %constructor: static func(); }"), "ok");
  EXPECT_EQ(ItemError("resource r { constructor() -> u8; }"),
            "a.wit:3:31: expected a constructor to answer its resource or a result of it");
  EXPECT_EQ(ItemError("resource r { constructor() -> result<r, string>; }"), "ok");
  EXPECT_EQ(ItemError("resource r; f: func() -> borrow<r>;"),
            "a.wit:3:26: expected no borrowed handle in a result");
  EXPECT_EQ(ItemError("resource r; record q { h: borrow<r> } f: func() -> list<q>;"),
            "a.wit:3:52: expected no borrowed handle in a result");
  EXPECT_EQ(ItemError("resource r; f: func(s: stream<borrow<r>>);"),
            "a.wit:3:24: expected no borrowed handle within a future or stream");
}

TEST(ResolverTest, ItemsBehindAFeatureExistOnlyWhenItIsEnabled) {
  const char* text =
      "package a:b;\n"
      "@unstable(feature = x) interface hidden { type t = u8; }\n"
      "interface i {\n"
      "  @unstable(feature = x) use hidden.{t};\n"
      "  @unstable(feature = x) record r { a: t }\n"
      "  @unstable(feature = x) f: func(a: r);\n"
      "  resource q { @unstable(feature = x) m: func(); n: func(); }\n"
      "}\n"
      "world w { import i; @unstable(feature = x) import hidden; }\n";
  Resolve without = MustResolve(text);
  EXPECT_EQ(without.interfaces.size(), 1u);
  EXPECT_EQ(without.interfaces[0].types.size(), 1u);
  EXPECT_EQ(without.interfaces[0].functions.size(), 1u);
  EXPECT_EQ(without.worlds[0].imports.size(), 1u);
  ResolveOptions options;
  options.features = {"y", "x"};
  Resolve with = MustResolve(text, options);
  EXPECT_EQ(with.interfaces.size(), 2u);
  EXPECT_EQ(with.interfaces[1].types.size(), 3u);
  EXPECT_EQ(with.interfaces[1].functions.size(), 3u);
  EXPECT_EQ(with.worlds[0].imports.size(), 2u);
  options = {};
  options.all_features = true;
  EXPECT_EQ(MustResolve(text, options).interfaces.size(), 2u);
}

TEST(ResolverTest, MessagesSayWhichFeatureIsMissing) {
  EXPECT_EQ(
      ErrorOf("package a:b; @unstable(feature = x) interface i { } world w { import i; }"),
      "a.wit:1:70: `i` is not an interface or world of package `a:b`: it needs the feature `x`, "
      "which is not enabled");
  EXPECT_EQ(ItemError("@unstable(feature = x) type t = u8; f: func(a: t);"),
            "a.wit:3:48: `t` is not a known type: it needs the feature `x`, which is not enabled");
  EXPECT_EQ(
      ErrorOf("package a:b; interface i { use j.{t}; } interface j { @unstable(feature = x) type t "
              "= u8; }"),
      "a.wit:1:35: `t` is not a type of `a:b/j`: it needs the feature `x`, which is not enabled");
}

TEST(ResolverTest, GatesNameVersionsOfThePackage) {
  EXPECT_EQ(ItemError("@since(version = 1.0.0) f: func();"), "ok");
  EXPECT_EQ(ItemError("@since(version = 1.0.1) f: func();"),
            "a.wit:3:25: expected a gate no later than the package's version 1.0.0, found 1.0.1");
  EXPECT_EQ(ItemError("@since(version = 0.9.0) @deprecated(version = 2.0.0) f: func();"), "ok")
      << "a deprecation may be announced";
  EXPECT_EQ(ErrorOf("package a:b; interface i { @since(version = 1.0.0) f: func(); }"),
            "a.wit:1:52: expected a package with a version, since a gate names version 1.0.0");
}

}  // namespace
}  // namespace virga::wit
