#include "engine/types/type_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace virga::wasm {
namespace {

TEST(TypeTextTest, ValueTypesReadAsInTheTextFormat) {
  EXPECT_STREQ(TextOf(ValType::I32()).c_str(), "i32");
  EXPECT_STREQ(TextOf(ValType::V128()).c_str(), "v128");
  EXPECT_STREQ(TextOf(ValType::FuncRef()).c_str(), "funcref");
  EXPECT_STREQ(TextOf(ValType::Ref(HeapType::Abstract(AbsHeap::kFunc), false)).c_str(),
               "(ref func)");
  EXPECT_STREQ(TextOf(ValType::Ref(HeapType::Concrete(7), true)).c_str(), "(ref null 7)");
  EXPECT_STREQ(TextOf(ValType::Ref(HeapType::Abstract(AbsHeap::kNoExtern), true)).c_str(),
               "nullexternref");
}

TEST(TypeTextTest, LongListsAreCutShort) {
  const std::vector<ValType> few(2, ValType::I64());
  EXPECT_STREQ(TextOf(few).c_str(), "[i64 i64]");
  EXPECT_STREQ(TextOf(std::span<const ValType>()).c_str(), "[]");
  const std::vector<ValType> many(1000, ValType::Ref(HeapType::Concrete((1u << 21) - 1), true));
  const std::string text = TextOf(many).c_str();
  EXPECT_LT(text.size(), 128u);
  EXPECT_EQ(text.substr(text.size() - 5), " ...]");
}

}  // namespace
}  // namespace virga::wasm
