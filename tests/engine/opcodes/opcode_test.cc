#include "engine/opcodes/opcode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/types/value_type.h"

namespace virga::wasm {
namespace {

TEST(OpcodeTest, EveryRowIsFoundByItsCodeAndIsUnique) {
  std::set<std::pair<int, uint32_t>> codes;
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    const OpcodeInfo& info = InfoOf(static_cast<Opcode>(row));
    EXPECT_EQ(static_cast<size_t>(info.opcode), row) << info.text;
    EXPECT_EQ(FindOpcode(info.prefix, info.code), info.opcode) << info.text;
    EXPECT_TRUE(codes.emplace(info.prefix, info.code).second) << info.text;
  }
}

TEST(OpcodeTest, RowsAreInOrderOfTheirCodes) {
  std::pair<int, uint32_t> last(-1, 0);
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    const OpcodeInfo& info = InfoOf(static_cast<Opcode>(row));
    const std::pair<int, uint32_t> code(info.prefix, info.code);
    EXPECT_LT(last, code) << info.text;
    last = code;
  }
}

TEST(OpcodeTest, SignaturesAreWellFormed) {
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    const std::string signature(InfoOf(static_cast<Opcode>(row)).signature);
    if (signature == "*") continue;
    EXPECT_EQ(signature.find_first_not_of("iIfFva:"), std::string::npos) << signature;
    EXPECT_EQ(std::count(signature.begin(), signature.end(), ':'), 1) << signature;
  }
}

TEST(OpcodeTest, UnknownCodesAreNotFound) {
  EXPECT_FALSE(FindOpcode(0, 0xff).has_value());
  EXPECT_FALSE(FindOpcode(0xfc, 0x7f).has_value());
  EXPECT_FALSE(FindOpcode(0xfc, 0xffffffff).has_value());
  EXPECT_FALSE(FindOpcode(0x01, 0).has_value());
}

TEST(ValTypeTest, KeepsEveryPart) {
  for (const bool nullable : {false, true}) {
    for (int heap = 0; heap <= static_cast<int>(AbsHeap::kNoCont); ++heap) {
      const ValType type = ValType::Ref(HeapType::Abstract(static_cast<AbsHeap>(heap)), nullable);
      EXPECT_TRUE(type.is_ref());
      EXPECT_EQ(type.is_nullable(), nullable);
      EXPECT_EQ(type.heap(), HeapType::Abstract(static_cast<AbsHeap>(heap)));
    }
    for (const uint32_t index : {0u, 1u, 999999u, (1u << 21) - 1}) {
      const ValType type = ValType::Ref(HeapType::Concrete(index), nullable);
      EXPECT_EQ(type.heap(), HeapType::Concrete(index));
      EXPECT_EQ(type.is_nullable(), nullable);
    }
  }
  EXPECT_EQ(ValType::V128().slots(), 2u);
  EXPECT_FALSE(ValType::Bottom().is_ref());
}

}  // namespace
}  // namespace virga::wasm
