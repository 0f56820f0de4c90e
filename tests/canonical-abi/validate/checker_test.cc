#include <gtest/gtest.h>

#include "tests/canonical-abi/bytes.h"
#include "tests/canonical-abi/validate/check_util.h"

namespace virga::cabi {
namespace {

using testing::Bytes;
using testing::Check;
using testing::Checked;
using testing::ComponentHeader;

// Expects the component to be refused with a message that contains `text`.
void ExpectInvalid(const Bytes& bytes, const std::string& text) {
  const Checked checked = Check(bytes.span());
  ASSERT_EQ(checked.component, nullptr) << text;
  EXPECT_EQ(checked.kind, ErrorKind::kInvalid) << checked.message;
  EXPECT_NE(checked.message.find(text), std::string::npos) << checked.message;
}

TEST(ComponentChecker, AcceptsAComponentWithEveryKindOfDefinition) {
  const Bytes bytes = testing::SampleComponent();
  const Checked checked = Check(bytes.span());
  ASSERT_NE(checked.component, nullptr) << checked.message;
  const ComponentCode& root = checked.component->root();
  EXPECT_EQ(checked.component->component_count(), 2u);
  EXPECT_EQ(root.resource_count, 3u);  // bound in the instance type, imported, defined
  EXPECT_EQ(root.counts[static_cast<size_t>(Sort::kCoreFunc)], 7u);
  const ComponentType& type = checked.component->table().component(root.type);
  EXPECT_EQ(type.imports.items.size(), 1u);
  EXPECT_NE(type.exports.Find("f"), nullptr);
  EXPECT_EQ(type.imported.size(), 1u);
  EXPECT_TRUE(type.exported.empty());
}

TEST(ComponentChecker, IndicesMustExist) {
  ExpectInvalid(ComponentHeader().Items(8, {{1, 0, 0, 0}}), "function index");
  ExpectInvalid(ComponentHeader().Items(7, {{0x70, 0}}), "type index");
  ExpectInvalid(ComponentHeader().Items(6, {{3, 2, 0, 0}}), "type index");
  ExpectInvalid(ComponentHeader().Items(6, {{3, 2, 1, 0}}), "enclosing scopes");
  ExpectInvalid(ComponentHeader().Items(5, {{0, 0, 0}}), "component index");
  ExpectInvalid(ComponentHeader().Items(2, {{0, 0, 0}}), "core module index");
}

TEST(ComponentChecker, NamesAreKebabCaseAndUnique) {
  Bytes type = ComponentHeader().Items(7, {{0x40, 0, 1, 0}});
  const auto import = [](std::string_view name) { return Bytes().ExternName(name).Add({1, 0}); };
  ExpectInvalid(Bytes(type).Items(10, {import("no_snake")}), "kebab case");
  ExpectInvalid(Bytes(type).Items(10, {import("a"), import("A")}), "differ in more than case");
  ExpectInvalid(Bytes(type).Items(10, {import("[method]r.m")}), "preceding resource");
  EXPECT_NE(Check(Bytes(type).Items(10, {import("a"), import("b")}).span()).component, nullptr);
}

// An imported resource twice under two names: two types.
TEST(ComponentChecker, ResourceTypesAreDistinctUnlessEqualByBound) {
  const auto component = [](bool equal) {
    Bytes bytes = ComponentHeader();
    bytes.Items(
        10, {Bytes().ExternName("r").Add({3, 1}),
             equal ? Bytes().ExternName("s").Add({3, 0, 0}) : Bytes().ExternName("s").Add({3, 1})});
    // A function that takes r, exported as one that takes s.
    bytes.Items(7, {{0x69, 0},
                    {0x69, 1},
                    Bytes{0x40, 1}.Name("x").Add({2, 1, 0}),
                    Bytes{0x40, 1}.Name("x").Add({3, 1, 0})});
    bytes.Items(10, {Bytes().ExternName("f").Add({1, 4})});
    bytes.Items(11, {Bytes().ExternName("g").Add({1, 0, 1, 1, 5})});
    return bytes;
  };
  EXPECT_NE(Check(component(true).span()).component, nullptr);
  ExpectInvalid(component(false), "ascribed");
}

TEST(ComponentChecker, LocalResourcesMustBeExportedByNameBeforeUse) {
  const auto component = [](bool exported) {
    Bytes bytes = ComponentHeader();
    bytes.Section(1, testing::SampleModule());
    bytes.Items(2, {{0, 0, 0}});
    bytes.Items(6, {Bytes{0, 0, 1, 0}.Name("post")});
    bytes.Items(7, {{0x3f, 0x7f, 0}});
    if (exported) bytes.Items(11, {Bytes().ExternName("r").Add({3, 0, 0})});
    bytes.Items(7, {{0x69, 0}});
    bytes.Items(7, {Bytes{0x40, 1}.Name("x").Add({exported ? 2 : 1, 1, 0})});
    bytes.Items(8, {{0, 0, 0, 0, exported ? 3 : 2}});
    bytes.Items(11, {Bytes().ExternName("f").Add({1, 0, 0})});
    return bytes;
  };
  const Checked good = Check(component(true).span());
  EXPECT_NE(good.component, nullptr) << good.message;
  ExpectInvalid(component(false), "not exported or imported by name");
}

TEST(ComponentChecker, InstantiationArgumentsMatchStructurally) {
  // The child imports (instance (export "f" (func)) and is given a bundle with `name` in it.
  const auto component = [](std::string_view name, bool result) {
    Bytes child = ComponentHeader();
    Bytes type = {0x42, 2};
    type.Add({1, 0x40, 0, 1, 0}).Add({4}).ExternName("f").Add({1, 0});
    child.Items(7, {type});
    child.Items(10, {Bytes().ExternName("i").Add({5, 0})});
    Bytes bytes = ComponentHeader();
    bytes.Section(4, child);
    bytes.Items(7, {result ? Bytes{0x40, 0, 0, 0x79} : Bytes{0x40, 0, 1, 0}});
    bytes.Items(10, {Bytes().ExternName("g").Add({1, 0})});
    bytes.Items(5, {Bytes{1, 2}.ExternName(name).Add({1, 0}).ExternName("more").Add({1, 0}),
                    Bytes{0, 0, 1}.Name("i").Add({5, 0})});
    return bytes;
  };
  const Checked good = Check(component("f", false).span());
  EXPECT_NE(good.component, nullptr) << good.message;
  ExpectInvalid(component("h", false), "export \"f\", which is missing");
  ExpectInvalid(component("f", true), "argument \"i\"");
}

TEST(ComponentChecker, OuterAliasesAcrossComponentsCarryNoResources) {
  const auto component = [](int type_index) {
    Bytes child = ComponentHeader();
    child.Items(6, {{3, 2, 1, type_index}});
    Bytes bytes = ComponentHeader();
    bytes.Items(7, {{0x3f, 0x7f, 0}, {0x69, 0}, {0x70, 0x79}, {0x70, 1}});
    return bytes.Section(4, child);
  };
  EXPECT_NE(Check(component(2).span()).component, nullptr);
  for (const int index : {0, 1, 3}) ExpectInvalid(component(index), "resource of an enclosing");
}

TEST(ComponentChecker, LiftedFunctionsHaveTheFlattenedCoreType) {
  const auto component = [](const Bytes& options, int result) {
    Bytes bytes = ComponentHeader();
    bytes.Section(1, testing::SampleModule());
    bytes.Items(2, {{0, 0, 0}});
    bytes.Items(6, {Bytes{0, 0, 1, 0}.Name("f"), Bytes{0, 2, 1, 0}.Name("mem"),
                    Bytes{0, 0, 1, 0}.Name("realloc"), Bytes{0, 0, 1, 0}.Name("post")});
    bytes.Items(7, {Bytes{0x40, 1}.Name("s").Add({0x73, 0, result})});
    bytes.Items(8, {Bytes{0, 0, 0}.Add(options).Add({0})});
    return bytes;
  };
  constexpr int kString = 0x73, kU64 = 0x77;
  EXPECT_NE(Check(component({2, 3, 0, 4, 1}, kString).span()).component, nullptr);
  EXPECT_NE(Check(component({3, 3, 0, 4, 1, 5, 2}, kString).span()).component, nullptr);
  ExpectInvalid(component({2, 3, 0, 4, 1}, kU64), "flattens to");
  ExpectInvalid(component({1, 3, 0}, kString), "realloc");
  ExpectInvalid(component({0}, kString), "memory");
  ExpectInvalid(component({2, 3, 0, 4, 0}, kString), "realloc: expected a core function");
  ExpectInvalid(component({3, 3, 0, 4, 1, 5, 0}, kString), "post-return");
  ExpectInvalid(component({3, 3, 0, 4, 1, 6}, kString), "async");
}

TEST(ComponentChecker, FaultsOfEmbeddedModulesAreAtTheirPlaceInTheFile) {
  Bytes module = testing::ModuleHeader();
  module.Add({0x63, 0x00});
  Bytes inner = ComponentHeader();
  inner.Section(1, module);
  Bytes bytes = ComponentHeader();
  bytes.Section(4, inner);
  const Checked checked = Check(bytes.span());
  EXPECT_EQ(checked.kind, ErrorKind::kMalformed);
  EXPECT_EQ(checked.offset, 8u + 2 + 8 + 2 + 8);
}

TEST(ComponentChecker, ErrorsAreAtTheDefinitionAtFault) {
  Bytes bytes = ComponentHeader();
  bytes.Items(7, {{0x70, 0x79}, {0x70, 9}});
  const Checked checked = Check(bytes.span());
  EXPECT_EQ(checked.component, nullptr);
  EXPECT_EQ(checked.offset, 8u + 2 + 1 + 2);
}

}  // namespace
}  // namespace virga::cabi
