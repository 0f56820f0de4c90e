#include "canonical-abi/types/extern_name.h"

#include <gtest/gtest.h>

#include <string>

namespace virga::cabi {
namespace {

TEST(ExternName, LabelsAreKebabCase) {
  for (const char* good :
       {"a", "a-b-c", "a1-2-3", "A", "A-B-C", "A1-2-3", "a11-w0rds", "m1x3d-4CR0"})
    EXPECT_TRUE(IsLabel(good)) << good;
  for (const char* bad :
       {"", "-", "a-", "-a", "1", "1-a", "a--b", "aB", "a_b", "a.b", "a b", "\xc3\xa9"})
    EXPECT_FALSE(IsLabel(bad)) << bad;
}

TEST(ExternName, SplitsIntoParts) {
  const ExternName method = *ParseExternName("[method]in-stream.read");
  EXPECT_EQ(method.kind, ExternNameKind::kMethod);
  EXPECT_EQ(method.resource, "in-stream");
  EXPECT_EQ(method.label, "read");
  const ExternName interface = *ParseExternName("wasi:keyvalue/store@0.2.0-draft2");
  EXPECT_EQ(interface.kind, ExternNameKind::kInterface);
  EXPECT_EQ(interface.path, "wasi:keyvalue/store");
  EXPECT_EQ(interface.version, "0.2.0-draft2");
  EXPECT_EQ(ParseExternName("[constructor]r")->resource, "r");
  EXPECT_EQ(ParseExternName("run")->label, "run");
}

TEST(ExternName, RejectsMalformedNames) {
  for (const char* bad :
       {"", "[method]a", "[method]a.b.c", "[static].a", "[foo]a", "[constructor]", "a:b", "a:/b",
        ":b/c", "a:b/c@", "a:b/c@1", "a:b/c@01.0.0", "A:b/c", "a:B/c", "a:b/c/d", "a:b:c/d", "a/b"})
    EXPECT_FALSE(ParseExternName(bad).has_value()) << bad;
}

TEST(ExternName, CanonicalFormsJoinNamesThatBindingsWouldConfuse) {
  const auto canonical = [](std::string text) {
    std::string room(text.size(), ' ');
    return std::string(CanonicalName(text, *ParseExternName(text), room.data()));
  };
  EXPECT_EQ(canonical("foo-BAR"), "foo-bar");
  EXPECT_EQ(canonical("[method]foo.foo"), "foo");
  EXPECT_EQ(canonical("[static]foo.BAR"), "foo.bar");
  EXPECT_EQ(canonical("[constructor]foo"), "[constructor]foo");
}

}  // namespace
}  // namespace virga::cabi
