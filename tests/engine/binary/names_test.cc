#include "engine/binary/names.h"

#include <gtest/gtest.h>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

class NamesTest : public ::testing::Test {
 protected:
  const Module& WithNames(const Bytes& contents) {
    WasmBuilder builder;
    builder.Custom("name", contents);
    bytes_ = builder.Build();
    auto module = DecodeModule(bytes_, Features(), Limits(), &allocator_);
    EXPECT_TRUE(module.ok());
    module_ = std::move(module).value();
    return *module_;
  }

  Bytes bytes_;
  Allocator allocator_;
  std::unique_ptr<Module> module_;
};

const Bytes kModuleName = Bytes{0} + Sized(Name("mod"));
const Bytes kFunctionNames =
    Bytes{1} + Sized(Bytes{2} + Bytes{0} + Name("zero") + Bytes{5} + Name("five"));
const Bytes kLocalNames = Bytes{2} + Sized(Bytes{2} + Bytes{0, 1, 0} + Name("a") + Bytes{5, 2, 0} +
                                           Name("b") + Bytes{1} + Name("c"));

TEST_F(NamesTest, FindsModuleFunctionsAndLocals) {
  const Module& module = WithNames(kModuleName + kFunctionNames + kLocalNames);
  EXPECT_EQ(ModuleName(module), "mod");
  EXPECT_EQ(FunctionName(module, 0), "zero");
  EXPECT_EQ(FunctionName(module, 5), "five");
  EXPECT_EQ(FunctionName(module, 1), "");
  EXPECT_EQ(LocalName(module, 0, 0), "a");
  EXPECT_EQ(LocalName(module, 5, 1), "c");
  EXPECT_EQ(LocalName(module, 5, 2), "");
  EXPECT_EQ(LocalName(module, 1, 0), "");
}

TEST_F(NamesTest, SeveralFunctionsInOnePass) {
  const Module& module = WithNames(kFunctionNames);
  const uint32_t functions[] = {5, 9, 0, 5};
  std::string_view names[4] = {"stale", "stale", "stale", "stale"};
  FunctionNames(module, functions, names);
  EXPECT_EQ(names[0], "five");
  EXPECT_EQ(names[1], "");
  EXPECT_EQ(names[2], "zero");
  EXPECT_EQ(names[3], "five");
}

TEST_F(NamesTest, NoSectionMeansNoNames) {
  const Module& module = WithNames({});
  EXPECT_EQ(ModuleName(module), "");
  EXPECT_EQ(FunctionName(module, 0), "");
  EXPECT_EQ(LocalName(module, 0, 0), "");
}

// Threat T61: a section that lies is ignored from the lie on.
TEST_F(NamesTest, LyingSectionsGiveFewerNamesAndNeverFail) {
  const Bytes whole = kModuleName + kFunctionNames + kLocalNames;
  for (size_t size = 0; size < whole.size(); ++size) {
    const Module& module = WithNames(Bytes(whole.begin(), whole.begin() + size));
    const std::string_view name = FunctionName(module, 0);
    EXPECT_TRUE(name.empty() || name == "zero");
    EXPECT_TRUE(LocalName(module, 5, 1).empty());
  }
  const Bytes huge_count = Bytes{1} + Sized(U32(0xffffffff) + Bytes{0} + Name("x"));
  EXPECT_EQ(FunctionName(WithNames(huge_count), 0), "x");
  const Bytes bad_utf8 = Bytes{1} + Sized(Bytes{1, 0, 1, 0xff});
  EXPECT_EQ(FunctionName(WithNames(bad_utf8), 0), "");
}

}  // namespace
}  // namespace virga::wasm
