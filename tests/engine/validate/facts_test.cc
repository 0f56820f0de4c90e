// BodyFacts: the slots of a frame, as the translator relies on them.

#include <gtest/gtest.h>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

BodyFacts FactsOf(const Bytes& bytes) {
  Allocator allocator;
  TypeRegistry registry(&allocator);
  const Features features = AllOn();
  const Limits limits;
  auto module = DecodeModule(bytes, features, limits, &allocator);
  EXPECT_TRUE(module.ok());
  auto valid =
      ValidateModule(std::move(module).value(), &registry, features, limits, ValidateMode::kEager);
  EXPECT_TRUE(valid.ok()) << (valid.ok() ? "" : Verdict(valid.error()));
  if (!valid.ok()) return {};
  return ValidatedBody::Of(**valid, 0)->facts();
}

TEST(FactsTest, LocalsCountInSlots) {
  EXPECT_EQ(FactsOf(OneFunction({})).local_slots, 0u);
  EXPECT_EQ(FactsOf(OneFunction({}, {kI32, kI64}, {}, {{3, kF32}})).local_slots, 5u);
  EXPECT_EQ(FactsOf(OneFunction({}, {kV128, kI64}, {}, {{3, kV128}})).local_slots, 9u);
}

TEST(FactsTest, OperandsCountAtTheirHighest) {
  EXPECT_EQ(FactsOf(OneFunction({})).operand_slots, 0u);
  EXPECT_EQ(FactsOf(OneFunction({0x41, 0, 0x41, 0, 0x6a}, {}, {kI32})).operand_slots, 2u);
  // The height inside a block includes what lies below it.
  const Bytes nested = {0x41, 0, 0x02, kI32, 0x41, 0, 0x41, 0, 0x6a, 0x0b, 0x6a};
  EXPECT_EQ(FactsOf(OneFunction(nested, {}, {kI32})).operand_slots, 3u);
  // What is dropped by a branch no longer counts after it.
  const Bytes after = {0x41, 0, 0x41, 0, 0x00, 0x0b};
  EXPECT_EQ(FactsOf(OneFunction({0x41, 0, 0x41, 0, 0x00})).operand_slots, 2u);
}

TEST(FactsTest, VectorsTakeTwoSlots) {
  const Bytes splat = {0x41, 0, 0xfd, 0x0f};
  EXPECT_EQ(FactsOf(OneFunction(splat, {}, {kV128})).operand_slots, 2u);
  // Two vectors, then one and an i32 before its splat.
  EXPECT_EQ(FactsOf(OneFunction(splat + splat + Bytes{0xfd, 0x6e}, {}, {kV128})).operand_slots, 4u);
  EXPECT_EQ(FactsOf(OneFunction(splat + Bytes{0x1a} + splat + Bytes{0x1a})).operand_slots, 2u);
  // Left behind by an unconditional branch, and by the end of a block.
  const Bytes branch = Bytes{0x02, kEmpty} + splat + splat + Bytes{0x0c, 0, 0x0b};
  EXPECT_EQ(FactsOf(OneFunction(branch + splat + Bytes{0x1a})).operand_slots, 4u);
}

TEST(FactsTest, ResultsOfACallCount) {
  WasmBuilder builder;
  const uint32_t callee = builder.Type({}, {kI32, kI64, kV128});
  builder.ImportFunc(callee);
  builder.Function(callee, {0x10, 0});
  EXPECT_EQ(FactsOf(builder.Build()).operand_slots, 4u);
}

}  // namespace
}  // namespace virga::wasm
