#include "wit/printer.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/wit/wit_test_util.h"
#include "wit/compare.h"

namespace virga::wit {
namespace {

// Written as it is printed: printing must give back the text.
constexpr const char* kEverything = R"(/// A package.
package a:b@1.2.3;

/// All forms of types.
@since(version = 1.0.0)
interface types {
  /// A record,
  ///
  /// of two fields.
  record point {
    /// Across.
    x: u32,
    %type: string,
  }

  variant shape {
    none,
    dot(point),
  }

  enum color {
    red,
    green,
  }

  flags access {
    read,
    write,
  }

  type numbers = tuple<bool, s8, s16, s32, s64, u8, u16, u32, u64, f32, f64, char>;

  type compound = list<option<tuple<string>>>;

  type outcomes = tuple<result, result<u8>, result<_, u8>, result<u8, string>>;

  type later = tuple<future, future<u8>, stream, stream<u8>, error-context>;

  type newer = tuple<list<u8, 4>, map<string, list<u8>>>;

  /// A file.
  resource file {
    constructor(path: string);
    /// Reads.
    read: func(length: u64) -> result<list<u8>>;
    @unstable(feature = wait)
    sync: async func();
    open: static func(path: string) -> result<file, color>;
  }

  resource bare;

  resource strict {
    constructor(path: string) -> result<strict, color>;
  }

  @deprecated(version = 1.1.0)
  old: func(a: point, b: borrow<file>, c: file) -> access;
}

interface user {
  use types.{point, shape as form};
  use c:d/other@0.1.0.{thing};

  f: func(p: point, q: form, %list: thing);
}

/// A world.
world everything {
  use types.{point};

  record own-type {
    p: point,
  }

  resource local {
    m: func();
  }

  import types;
  import c:d/other@0.1.0;
  import user;
  import plain: func(p: point) -> own-type;
  import named: user;
  @external-id("key")
  import here: interface {
    use types.{color};

    g: func() -> color;
  }

  export user;
  export run: async func();
}

package c:d@0.1.0 {
  interface other {
    type thing = u8;
  }
}
)";

ResolveOptions AllFeatures() {
  ResolveOptions options;
  options.all_features = true;
  return options;
}

TEST(PrinterTest, PrintsEveryFormAsItIsWritten) {
  EXPECT_EQ(Printed(kEverything, AllFeatures()), kEverything);
}

TEST(PrinterTest, DocumentationCanBeLeftOut) {
  PrintOptions options;
  options.docs = false;
  std::string text = PrintAll(MustResolve(kEverything, AllFeatures()), options);
  EXPECT_EQ(text.find("///"), std::string::npos);
  EXPECT_NE(text.find("record point"), std::string::npos);
}

TEST(PrinterTest, SignaturesAndTypesAreWrittenAsWhereTheyStand) {
  Resolve resolve = MustResolve(kEverything, AllFeatures());
  PackageId package = resolve.FindPackage("a", "b", Version::Parse("1.2.3"));
  const Interface& types = resolve.interface(resolve.FindInterface(package, "types"));
  EXPECT_EQ(FunctionText(resolve, types.functions.back()),
            "func(a: point, b: borrow<file>, c: file) -> access");
  EXPECT_EQ(CanonicalTypeText(resolve, types.functions.back().params[0].type),
            "a:b/types@1.2.3.point");
}

TEST(CompareTest, EqualTextIsEqualAndOrderDoesNotCount) {
  Resolve a = MustResolve("package a:b; interface i { type t = u8; f: func(); g: func(); }");
  Resolve b = MustResolve("package a:b; interface i { g: func(); f: func(); type t = u8; }");
  EXPECT_EQ(DifferencePackages(a, PackageId{0}, b, PackageId{0}), "");
}

TEST(CompareTest, EveryDifferenceIsNamed) {
  auto difference = [](const std::string& a, const std::string& b) {
    Resolve first = MustResolve("package a:b@1.0.0; interface i { resource r; " + a + " }");
    Resolve second = MustResolve("package a:b@1.0.0; interface i { resource r; " + b + " }");
    return DifferencePackages(first, PackageId{0}, second, PackageId{0});
  };
  EXPECT_EQ(difference("f: func();", ""), "only the first has `i.f`: func()");
  EXPECT_EQ(difference("", "f: func();"), "only the second has `i.f`: func()");
  EXPECT_EQ(difference("f: func();", "f: async func();"), "`i.f`: func() against async func()");
  EXPECT_EQ(difference("f: func(a: u8);", "f: func(b: u8);"),
            "`i.f`: func(a: u8) against func(b: u8)");
  EXPECT_EQ(difference("f: func(a: r);", "f: func(a: borrow<r>);"),
            "`i.f`: func(a: own<a:b/i@1.0.0.r>) against func(a: borrow<a:b/i@1.0.0.r>)");
  EXPECT_EQ(difference("type t = u8;", "type t = u16;"), "`i.t`: type = u8 against type = u16");
  EXPECT_EQ(difference("enum t { a, b }", "enum t { b, a }"),
            "`i.t`: enum(a, b) against enum(b, a)");
  EXPECT_EQ(difference("@since(version = 0.1.0) type t = u8;", "type t = u8;"),
            "`i.t`: type = u8 since 0.1.0 against type = u8");
}

}  // namespace
}  // namespace virga::wit
