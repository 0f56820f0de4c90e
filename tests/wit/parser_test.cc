// Every rule of the grammar: what it takes, and the message when it does not.

#include "wit/parser.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/wit/wit_test_util.h"

namespace virga::wit {
namespace {

std::string ParseError(std::string text) {
  SourceSet sources;
  uint32_t file = sources.Add("a.wit", std::move(text));
  Result<ast::File> tree = Parse(sources, file);
  return tree.ok() ? "ok" : std::string(tree.error().message());
}

// Inside `interface i { ... }`.
std::string ItemError(const std::string& item) {
  return ParseError("interface i { " + item + " }");
}

TEST(ParserTest, EveryTypeForm) {
  for (const char* type : {"bool",
                           "s8",
                           "s16",
                           "s32",
                           "s64",
                           "u8",
                           "u16",
                           "u32",
                           "u64",
                           "f32",
                           "f64",
                           "char",
                           "string",
                           "error-context",
                           "list<u8>",
                           "list<u8, 4>",
                           "map<string, u8>",
                           "option<u8>",
                           "result",
                           "result<u8>",
                           "result<u8, string>",
                           "result<_, string>",
                           "tuple<u8>",
                           "tuple<u8, u16,>",
                           "future",
                           "future<u8>",
                           "stream",
                           "stream<u8>",
                           "own<r>",
                           "borrow<r>",
                           "name",
                           "%list",
                           "list<option<result<_, tuple<u8, list<string>>>>>"}) {
    EXPECT_EQ(ItemError("type t = " + std::string(type) + ";"), "ok") << type;
  }
}

TEST(ParserTest, EveryFunctionForm) {
  for (const char* function :
       {"f: func();", "f: func(a: u8, b: u8,);", "f: func() -> u8;", "f: async func();",
        "resource r { constructor(); }", "resource r { constructor(a: u8) -> result<r>; }",
        "resource r { m: func(); s: static func(); am: async func(); }",
        "resource r { as: static async func(); }", "resource r;"}) {
    std::string text = function;
    if (text.find(" as:") != std::string::npos) text.replace(text.find(" as:"), 4, " %as:");
    EXPECT_EQ(ItemError(text), "ok") << text;
  }
}

TEST(ParserTest, EveryWorldForm) {
  for (const char* item :
       {"import a;", "import a:b/c;", "import a:b/c@1.0.0;", "import f: func();",
        "import f: async func() -> u8;", "import i: interface { }", "import n: a;",
        "import n: a:b/c@1.0.0;", "export a;", "export f: func();", "include w;", "include a:b/w;",
        "include w with { a as b, c as d, }", "include w with { a as b };", "use i.{t};",
        "use a:b/i@1.0.0.{t as u, v,};", "type t = u8;", "resource r;", "record q { a: u8 }"}) {
    EXPECT_EQ(ParseError("world w { " + std::string(item) + " }"), "ok") << item;
  }
}

TEST(ParserTest, EveryFileForm) {
  for (const char* text :
       {"", "package a:b;", "package a:b@1.2.3-rc.1;", "package a:b { }",
        "package a:b; package c:d { }", "use a;", "use a as b;", "use a:b/c@1.0.0 as d;",
        "@since(version = 1.0.0) @deprecated(version = 1.1.0) interface i { }",
        "@unstable(feature = a-b) world w { }",
        "interface i { @external-id(\"x\") f: func(); @since(version=1.0.0) use a.{b}; }"}) {
    EXPECT_EQ(ParseError(text), "ok") << text;
  }
}

struct Case {
  const char* text;
  const char* message;
};

TEST(ParserTest, ErrorsNameWhatWasExpectedAndFound) {
  const Case cases[] = {
      {"x", "1:1: expected `package`, `use`, `interface` or `world`, found `x`"},
      {"package", "1:8: expected a package's namespace, found the end of the file"},
      {"package a;", "1:10: expected `:`, found `;`"},
      {"package a:b", "1:12: expected `;` or `{`, found the end of the file"},
      {"package a:b:c;",
       "1:12: expected `namespace:name`, found nested namespaces, which are not supported"},
      {"package a:b@1.2;", "1:13: expected a semantic version (`1.2.3`), found `1.2`"},
      {"package a:b; package c:d;", "1:14: expected `package ...;` only once, before all else"},
      {"interface i { } package c:d;", "1:17: expected `package ...;` only once, before all else"},
      {"interface list { }",
       "1:11: expected the interface's name, found `list`, which is a keyword (write %list for the "
       "name)"},
      {"interface i {",
       "1:14: expected a type, a function, `use` or `}`, found the end of the file"},
      {"world w { f }",
       "1:11: expected `import`, `export`, `include`, `use`, a type or `}`, found `f`"},
      {"world w { import a: u8; }",
       "1:21: expected `func`, `async`, `interface` or a path, found `u8`, which is a keyword "
       "(write %u8 "
       "for the name)"},
      {"world w { import a b }", "1:20: expected `;`, found `b`"},
      {"world w { include }",
       "1:19: expected an interface or world, as `name` or `namespace:package/name`, "
       "found `}`"},
      {"world w { include a with { b } }", "1:30: expected `as`, found `}`"},
      {"use a b;", "1:7: expected `;`, found `b`"},
      {"@since(version = 1.0.0) use a;",
       "1:25: expected no gate before a `use` outside of interfaces and worlds"},
      {"@since(version = x) interface i { }",
       "1:18: expected a semantic version (`1.2.3`), found `x`"},
      {"@since(feature = x) interface i { }", "1:8: expected `version`, found `feature`"},
      {"@unstable(version = 1.0.0) interface i { }", "1:11: expected `feature`, found `version`"},
      {"@unsafe(x = y) interface i { }",
       "1:2: expected `since`, `unstable`, `deprecated` or `external-id`, found `unsafe`"},
      {"@since(version = 1.0.0) @since(version = 1.0.0) interface i { }",
       "1:26: expected each gate once"},
      {"@since(version = 1.0.0) @unstable(feature = x) interface i { }",
       "1:26: expected @since or @unstable, found both"},
      {"interface i { @external-id(x) f: func(); }", "1:28: expected a string, found `x`"},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(ParseError(test.text), "a.wit:" + std::string(test.message)) << test.text;
  }
}

TEST(ParserTest, ErrorsInItemsNameWhatWasExpectedAndFound) {
  const Case cases[] = {
      {"f func();", "17: expected `:`, found `func`"},
      {"f: u8;", "18: expected `func` or `async`, found `u8`"},
      {"f: async;", "23: expected `func`, found `;`"},
      {"f: func(;", "23: expected a parameter or `)`, found `;`"},
      {"f: func(a);", "24: expected `:`, found `)`"},
      {"f: func(a: u8 b: u8);", "29: expected `,` or `)`, found `b`"},
      {"f: func() -> ;", "28: expected a type, found `;`"},
      {"f: func()", "25: expected `;`, found `}`"},
      {"type t;", "21: expected `=`, found `;`"},
      {"type t = list;", "28: expected `<`, found `;`"},
      {"type t = list<u8;", "31: expected `>`, found `;`"},
      {"type t = list<u8, 0>;", "33: expected a length from 1 to 4294967295, found `0`"},
      {"type t = list<u8, 4294967296>;",
       "33: expected a length from 1 to 4294967295, found `4294967296`"},
      {"type t = list<u8, x>;", "33: expected the length of the list, found `x`"},
      {"type t = map<f32, u8>;",
       "28: expected an integer, bool, char or string as the key of a map"},
      {"type t = map<u8>;", "30: expected `,`, found `>`"},
      {"type t = tuple<>;", "30: expected a type, found `>`"},
      {"type t = tuple<u8 u8>;", "33: expected `,` or `>`, found `u8`"},
      {"type t = result<_>;", "32: expected `,`, found `>`"},
      {"type t = own<list<u8>>;", "28: expected the name of a resource, found `list`"},
      {"record r { a }", "28: expected `:`, found `}`"},
      {"record r { a: u8 b: u8 }", "32: expected `,` or `}`, found `b`"},
      {"variant v { a(u8 }", "32: expected `)`, found `}`"},
      {"enum e { a(u8) }", "25: expected `,` or `}`, found `(`"},
      {"flags f { a: u8 }", "26: expected `,` or `}`, found `:`"},
      {"resource r { u8 }", "28: expected a method, `constructor` or `}`, found `u8`"},
      {"resource r = u8;", "26: expected `;` or `{`, found `=`"},
      {"use a;", "20: expected `.`, found `;`"},
      {"use a.{};", "22: expected the name of a type, found `}`"},
  };
  for (const Case& test : cases) {
    std::string message = ItemError(test.text);
    std::string want = "a.wit:1:" + std::string(test.message);
    // Keywords get a hint at the end.
    EXPECT_EQ(message.substr(0, want.size()), want) << test.text;
  }
}

TEST(ParserTest, OffsetsAreBytesInTheFile) {
  SourceSet sources;
  uint32_t file = sources.Add("a.wit", "interface i {\n  f: u8;\n}");
  Result<ast::File> tree = Parse(sources, file);
  ASSERT_FALSE(tree.ok());
  EXPECT_EQ(tree.error().offset(), 19u);
  EXPECT_EQ(tree.error().kind(), ErrorKind::kMalformed);
}

TEST(ParserTest, TypesMayNestToTheLimitAndNoFurther) {
  auto nested = [](uint32_t levels) {
    std::string text = "u8";
    for (uint32_t i = 0; i < levels; ++i) text = "option<" + text + ">";
    return "type t = " + text + ";";
  };
  EXPECT_EQ(ItemError(nested(kMaxTypeNesting)), "ok");
  EXPECT_NE(ItemError(nested(kMaxTypeNesting + 1)).find("expected at most 100 levels"),
            std::string::npos);
  EXPECT_NE(ItemError(nested(5000)).find("expected at most 100 levels"), std::string::npos);
}

}  // namespace
}  // namespace virga::wit
