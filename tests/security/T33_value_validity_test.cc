// T33: discriminants, chars, bools and flags outside their range: the specification's answer,
// exhaustively where the range is small, in memory and in core values.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "canonical-abi/abi/transfer.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {
namespace {

class T33ValueValidity : public ::testing::Test {
 protected:
  T33ValueValidity() : table_(MakeLimits()), code_(&table_, &table_), guest_(4096) {}

  static Limits MakeLimits() {
    Limits limits;
    limits.value_type_cases = 70000;
    return limits;
  }

  // Whether the bits lift, as a core value or from memory.
  bool Lifts(ValueType type, uint64_t bits, Place place, Val* out) {
    const ValuePlan plan = code_.Compile(type, place, type, Place::kVal).value();
    guest_.PokeInt<uint32_t>(64, static_cast<uint32_t>(bits));
    uint64_t slots[8] = {bits};
    CallContext cx(guest_.Options());
    return LiftValue(cx, code_, plan, {slots, 64}, out);
  }
  ValueType EnumOf(size_t count) {
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i) names.push_back("l" + std::to_string(i));
    const std::vector<std::string_view> labels(names.begin(), names.end());
    return table_.Enum(labels).value();
  }

  TypeTable table_;
  StepCode code_;
  FakeGuest guest_;
};

TEST_F(T33ValueValidity, DiscriminantsAreBelowTheCountOfCases) {
  for (const size_t count : {1, 2, 3, 255, 256, 257, 65535, 65536, 65537}) {
    const ValueType type = EnumOf(count);
    const uint32_t bytes = table_.node(type).size[0];
    EXPECT_EQ(bytes, count <= 256 ? 1u : count <= 65536 ? 2u : 4u);
    for (const uint64_t bits : {uint64_t{0}, uint64_t{1}, uint64_t{count - 1}, uint64_t{count},
                                uint64_t{count + 1}, uint64_t{255}, uint64_t{256}, uint64_t{65535},
                                uint64_t{65536}, uint64_t{0x7fffffff}, uint64_t{0xffffffff}}) {
      Val out;
      EXPECT_EQ(Lifts(type, bits, Place::kFlat32, &out), bits < count) << count << " " << bits;
      const uint64_t in_memory = bytes == 4 ? bits : bits & ((uint64_t{1} << (8 * bytes)) - 1);
      EXPECT_EQ(Lifts(type, bits, Place::kMem32, &out), in_memory < count) << count << " " << bits;
    }
  }
}

TEST_F(T33ValueValidity, EveryDiscriminantByteOfSmallVariants) {
  const ValueType u8 = Primitive(TypeKind::kU8);
  const ValueType types[] = {table_.Option(u8).value(), table_.ResultOf(u8, kNoType).value()};
  for (const ValueType type : types) {
    for (uint64_t bits = 0; bits < 256; ++bits) {
      Val out;
      EXPECT_EQ(Lifts(type, bits, Place::kFlat32, &out), bits < 2);
      EXPECT_EQ(Lifts(type, bits, Place::kMem32, &out), bits < 2);
      if (bits < 2) EXPECT_EQ(out.case_index(), bits);
    }
  }
}

TEST_F(T33ValueValidity, CharsAreScalarValues) {
  const ValueType type = Primitive(TypeKind::kChar);
  for (const uint64_t bits :
       {0u, 0x7fu, 0xd7ffu, 0xd800u, 0xdbffu, 0xdc00u, 0xdfffu, 0xe000u, 0xffffu, 0x10000u,
        0x10ffffu, 0x110000u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
    const bool good = bits < 0x110000 && (bits < 0xd800 || bits > 0xdfff);
    Val out;
    EXPECT_EQ(Lifts(type, bits, Place::kFlat32, &out), good) << bits;
    EXPECT_EQ(Lifts(type, bits, Place::kMem32, &out), good) << bits;
  }
}

TEST_F(T33ValueValidity, AnyBitMakesABoolTrue) {
  for (const uint64_t bits : {uint64_t{0}, uint64_t{1}, uint64_t{2}, uint64_t{0x80},
                              uint64_t{0x100}, uint64_t{0x80000000}}) {
    Val out;
    ASSERT_TRUE(Lifts(Primitive(TypeKind::kBool), bits, Place::kFlat32, &out));
    EXPECT_EQ(out.bits(), bits != 0 ? 1u : 0u);
    ASSERT_TRUE(Lifts(Primitive(TypeKind::kBool), bits, Place::kMem32, &out));
    EXPECT_EQ(out.bits(), (bits & 0xff) != 0 ? 1u : 0u);
  }
}

TEST_F(T33ValueValidity, HighBitsOfFlagsAndNarrowIntegersAreDropped) {
  for (size_t count = 1; count <= 32; ++count) {
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i) names.push_back("f" + std::to_string(i));
    const std::vector<std::string_view> labels(names.begin(), names.end());
    const ValueType type = table_.Flags(labels).value();
    const uint64_t mask = (uint64_t{1} << count) - 1;
    Val out;
    ASSERT_TRUE(Lifts(type, 0xffffffff, Place::kFlat32, &out));
    EXPECT_EQ(out.bits(), mask);
    ASSERT_TRUE(Lifts(type, 0xffffffff, Place::kMem32, &out));
    EXPECT_EQ(out.bits(), mask);
  }
  Val out;
  ASSERT_TRUE(Lifts(Primitive(TypeKind::kU8), 0xfffffff7, Place::kFlat32, &out));
  EXPECT_EQ(out.bits(), 0xf7u);
  ASSERT_TRUE(Lifts(Primitive(TypeKind::kS8), 0x0180, Place::kFlat32, &out));
  EXPECT_EQ(static_cast<int64_t>(out.bits()), -128);
  ASSERT_TRUE(Lifts(Primitive(TypeKind::kS16), 0x18000, Place::kFlat32, &out));
  EXPECT_EQ(static_cast<int64_t>(out.bits()), -32768);
}

}  // namespace
}  // namespace virga::cabi
