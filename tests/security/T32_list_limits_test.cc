// T32: list lengths whose bytes wrap or exceed 2^28-1, misaligned pointers, ends one past the
// memory, for elements of every size.

#include <gtest/gtest.h>

#include <string>

#include "canonical-abi/abi/transfer.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {
namespace {

class T32ListLimits : public ::testing::Test {
 protected:
  T32ListLimits() : table_(Limits{}), code_(&table_, &table_) {}

  // "" when the list lifts, else the fault.
  std::string FaultOf(ValueType element, uint64_t address, uint64_t length) {
    const ValueType type = table_.List(element).value();
    const ValuePlan plan = code_.Compile(type, Place::kFlat32, type, Place::kVal).value();
    FakeGuest guest(4096);
    CallContext cx(guest.Options());
    uint64_t slots[] = {address, length};
    Val out;
    if (LiftValue(cx, code_, plan, {slots}, &out)) {
      EXPECT_EQ(out.size(), length);
      return "";
    }
    return std::string(cx.TakeError().message());
  }

  TypeTable table_;
  StepCode code_;
};

TEST_F(T32ListLimits, GridOfSizesAndEnds) {
  const ValueType pair[] = {Primitive(TypeKind::kU8), Primitive(TypeKind::kU16)};
  const ValueType elements[] = {Primitive(TypeKind::kU8),  Primitive(TypeKind::kBool),
                                Primitive(TypeKind::kS16), Primitive(TypeKind::kF32),
                                Primitive(TypeKind::kU64), table_.Tuple(pair).value(),
                                Primitive(TypeKind::kF64), table_.FixedList(pair[1], 5).value()};
  for (const ValueType element : elements) {
    const TypeNode node = table_.node(element);
    const uint64_t size = node.size[0];
    const uint64_t fits = 4096 / size;
    EXPECT_EQ(FaultOf(element, 0, fits), "");
    EXPECT_NE(FaultOf(element, 0, fits + 1), "");
    EXPECT_EQ(FaultOf(element, node.align[0], fits).empty(), size * fits + node.align[0] <= 4096);
    EXPECT_EQ(FaultOf(element, 4096, 0), "");
    EXPECT_NE(FaultOf(element, 4096 + node.align[0], 0), "");
    EXPECT_NE(FaultOf(element, 4096, 1), "");
    for (uint64_t off = 1; off < node.align[0]; ++off) {
      EXPECT_NE(FaultOf(element, off, 1).find("unaligned pointer"), std::string::npos);
      EXPECT_NE(FaultOf(element, off, 0).find("unaligned pointer"), std::string::npos);
    }
    const uint64_t most = kByteLengthMax / size;
    EXPECT_NE(FaultOf(element, 0, most).find("out of bounds"), std::string::npos);
    EXPECT_NE(FaultOf(element, 0, most + 1).find("longer than 2^28-1"), std::string::npos);
    EXPECT_NE(FaultOf(element, 0, 0xffffffff).find("longer than 2^28-1"), std::string::npos);
    // A length whose bytes are small modulo 2^32.
    const uint64_t wrapping = (uint64_t{1} << 32) / size + 1;
    EXPECT_EQ(FaultOf(element, 0, wrapping & 0xffffffff).empty(), size == 1);
  }
}

// No value type takes zero bytes, so no length is free: the longest list costs what it holds.
TEST_F(T32ListLimits, EveryElementTakesAtLeastAByte) {
  for (uint32_t i = 0; i < table_.size(); ++i)
    EXPECT_GE(table_.node(ValueType{i}).size[0], 1u) << i;
  EXPECT_FALSE(table_.Tuple({}).ok());
  EXPECT_FALSE(table_.Record({}).ok());
  EXPECT_FALSE(table_.Flags({}).ok());
  EXPECT_FALSE(table_.Enum({}).ok());
  EXPECT_FALSE(table_.Variant({}).ok());
  EXPECT_FALSE(table_.FixedList(Primitive(TypeKind::kU8), 0).ok());
}

TEST_F(T32ListLimits, ListsTooLongForAGuestAreNotLowered) {
  FakeGuest guest(4096);
  CallContext cx(guest.Options());
  uint64_t address;
  EXPECT_FALSE(cx.LowerList(uint64_t{1} << 61, 8, 8, &address));
  EXPECT_EQ(guest.realloc_calls, 0);
  CallContext again(guest.Options());
  EXPECT_FALSE(again.LowerList(kByteLengthMax + 1, 1, 1, &address));
  EXPECT_EQ(guest.realloc_calls, 0);
}

TEST_F(T32ListLimits, A64BitLengthDoesNotWrap) {
  FakeGuest guest(4096);
  guest.width = PtrWidth::k64;
  CallContext cx(guest.Options());
  EXPECT_FALSE(cx.LiftList({8, UINT64_MAX}, 8, 8));
  CallContext high(guest.Options());
  EXPECT_FALSE(high.LiftList({UINT64_MAX - 7, 1}, 8, 8));
}

}  // namespace
}  // namespace virga::cabi
