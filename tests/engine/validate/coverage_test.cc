// Every row of the opcode table is either typed or refused as not implemented; none slips through.

#include <gtest/gtest.h>

#include <cctype>
#include <string>

#include "engine/opcodes/signature.h"
#include "engine/validate/rules.h"
#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

Bytes Encode(const OpcodeInfo& info) {
  return info.prefix == 0 ? Bytes{static_cast<uint8_t>(info.code)}
                          : Bytes{info.prefix} + U32(info.code);
}

bool IsMissing(size_t row) {
  return kRules[row].shape == RuleShape::kOwn &&
         RuleFunctionOf(static_cast<Opcode>(row)) == nullptr;
}

TEST(CoverageTest, AnInstructionWithoutARuleIsRefused) {
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    const OpcodeInfo& info = InfoOf(static_cast<Opcode>(row));
    if (!IsMissing(row)) continue;
    // Unreachable code and plenty of immediates: only a missing rule can object.
    const std::string verdict =
        CheckVerdict(OneFunction(Bytes{0x00} + Encode(info) + Bytes(40, 0)), AllOn());
    EXPECT_EQ(verdict, "unsupported: " + std::string(info.text) + " is not implemented");
  }
}

TEST(CoverageTest, WhatThisBuildEnablesIsTyped) {
  const Features defaults;
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    const OpcodeInfo& info = InfoOf(static_cast<Opcode>(row));
    if (info.feature.has_value() && !defaults.Has(*info.feature)) continue;
    EXPECT_FALSE(IsMissing(row)) << info.text;
  }
}

TEST(CoverageTest, AnInstructionOfAFeatureThatIsOffNamesIt) {
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    const OpcodeInfo& info = InfoOf(static_cast<Opcode>(row));
    if (!info.feature.has_value()) continue;
    Features features = AllOn();
    features.Set(*info.feature, false);
    const std::string verdict = CheckVerdict(OneFunction(Bytes{0x00} + Encode(info)), features);
    const std::string option(AllFeatures()[static_cast<size_t>(*info.feature)].option);
    EXPECT_EQ(verdict, "unsupported: " + std::string(info.text) + " is not enabled (feature " +
                           option + ")");
  }
}

// Rows with a signature: in unreachable code every operand is there, so the row is accepted, and
// leaves its results behind.
TEST(CoverageTest, SignaturesAreAppliedAsTheyStand) {
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    const OpcodeInfo& info = InfoOf(static_cast<Opcode>(row));
    const Signature signature = ParseSignature(info.signature);
    if (signature.own_rule || info.immediate != Immediate::kNone) continue;
    const auto code_of = [](char letter) -> uint8_t {
      const std::string letters = "iIfFv";
      const uint8_t codes[] = {kI32, kI64, kF32, kF64, kV128};
      return codes[letters.find(letter)];
    };
    Bytes params;
    Bytes code;
    for (int i = 0; i < signature.params; ++i) {
      params.push_back(code_of(signature.param[i]));
      code = code + Bytes{0x20, static_cast<uint8_t>(i)};
    }
    Bytes results;
    for (int i = 0; i < signature.results; ++i) results.push_back(code_of(signature.result[i]));
    EXPECT_EQ(CheckVerdict(OneFunction(code + Encode(info), params, results), AllOn()), "ok")
        << info.text;
    // One operand short.
    if (params.empty()) continue;
    const Bytes shorter(code.begin() + 2, code.end());
    EXPECT_EQ(
        CheckVerdict(OneFunction(shorter + Encode(info), params, results), AllOn()).substr(0, 22),
        "invalid: type mismatch")
        << info.text;
  }
}

TEST(CoverageTest, NaturalAlignmentIsReadOffTheName) {
  const std::pair<const char*, int> cases[] = {
      {"i32.load", 2},
      {"i64.load", 3},
      {"f32.store", 2},
      {"f64.load", 3},
      {"v128.load", 4},
      {"i32.load8_s", 0},
      {"i64.load16_u", 1},
      {"i64.store32", 2},
      {"v128.load8x8_s", 3},
      {"v128.load32x2_u", 3},
      {"v128.load8_splat", 0},
      {"v128.load64_zero", 3},
      {"v128.store16_lane", 1},
      {"i64.atomic.load32_u", 2},
      {"i32.atomic.rmw8.add_u", 0},
      {"i64.atomic.rmw.xchg", 3},
      {"memory.atomic.wait64", 3},
      {"memory.atomic.wait32", 2},
      {"memory.atomic.notify", 2},
  };
  for (const auto& [text, log2] : cases) EXPECT_EQ(AccessLog2(text), log2) << text;
}

}  // namespace
}  // namespace virga::wasm
