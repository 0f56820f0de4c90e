// T27: types that grow by doubling, and types that nest without end, are refused by a limit or stay
// linear; nothing takes time or memory in the size of the type written out in full.

#include <gtest/gtest.h>

#include "tests/canonical-abi/bytes.h"
#include "tests/canonical-abi/validate/check_util.h"

namespace virga::cabi {
namespace {

using testing::Bytes;
using testing::Check;
using testing::Checked;
using testing::ComponentHeader;

// (type (tuple i i)) on top of each other: 2^depth leaves.
Bytes DoublingTuples(uint32_t depth) {
  Bytes contents;
  contents.U32(depth + 1).Add({0x6f, 1, 0x79});
  for (uint32_t i = 0; i < depth; ++i) contents.Add({0x6f, 2}).U32(i).U32(i);
  return ComponentHeader().Section(7, contents);
}

TEST(T27, DoublingTuplesAreRefusedByALimit) {
  EXPECT_NE(Check(DoublingTuples(10).span()).component, nullptr);
  const Checked checked = Check(DoublingTuples(40).span());
  EXPECT_EQ(checked.component, nullptr);
  EXPECT_TRUE(checked.kind == ErrorKind::kLimit || checked.kind == ErrorKind::kInvalid)
      << checked.message;
}

// Lists take one pointer however large their elements are, so only depth and weight bound them.
TEST(T27, DoublingRecordsOfListsStayLinearOrAreRefused) {
  Bytes contents;
  constexpr uint32_t kDepth = 60;
  contents.U32(2 * kDepth + 1).Add({0x70, 0x79});
  for (uint32_t i = 0; i < kDepth; ++i) {
    contents.Add({0x6f, 2}).U32(2 * i).U32(2 * i);
    contents.Add({0x70}).U32(2 * i + 1);
  }
  const Bytes bytes = ComponentHeader().Section(7, contents);
  Allocator allocator;
  const Checked checked = Check(bytes.span(), Limits(), &allocator);
  EXPECT_LE(allocator.peak(), 1u << 20);
  if (checked.component == nullptr) EXPECT_EQ(checked.kind, ErrorKind::kLimit) << checked.message;
}

// Instance types in which each exports two of the one before, with a resource at the bottom, so
// that every use must be made anew.
Bytes DoublingInstances(uint32_t depth) {
  Bytes contents;
  contents.U32(depth + 1).Add(Bytes{0x42, 1, 4}.ExternName("r").Add({3, 1}));
  for (uint32_t i = 0; i < depth; ++i) {
    contents.Add({0x42, 3}).Add({2, 3, 2, 1}).U32(i);
    contents.Add(Bytes{4}.ExternName("a").Add({5, 0}));
    contents.Add(Bytes{4}.ExternName("b").Add({5, 0}));
  }
  return ComponentHeader().Section(7, contents);
}

TEST(T27, DoublingInstanceTypesAreRefusedByALimit) {
  const Checked small = Check(DoublingInstances(6).span());
  EXPECT_NE(small.component, nullptr) << small.message;
  Allocator allocator(uint64_t{256} << 20);
  const Checked checked = Check(DoublingInstances(40).span(), Limits(), &allocator);
  EXPECT_EQ(checked.component, nullptr);
  EXPECT_TRUE(checked.kind == ErrorKind::kLimit || checked.kind == ErrorKind::kOutOfMemory)
      << checked.message;
}

TEST(T27, NestingOfValueTypesIsLimited) {
  for (const uint32_t depth : {50u, 5000u}) {
    Bytes contents;
    contents.U32(depth + 1).Add({0x6b, 0x79});
    for (uint32_t i = 0; i < depth; ++i) contents.Add({0x70}).U32(i);
    const Checked checked = Check(ComponentHeader().Section(7, contents).span());
    EXPECT_EQ(checked.component != nullptr, depth == 50) << checked.message;
    if (depth != 50) EXPECT_EQ(checked.kind, ErrorKind::kLimit);
  }
}

TEST(T27, ElementSizesNearTheAddressSpaceAreInvalid) {
  // (list u64 2^25) takes 2^28 bytes.
  Bytes contents;
  contents.U32(1).Add({0x67, 0x77}).U32(1u << 25);
  const Checked checked = Check(ComponentHeader().Section(7, contents).span());
  EXPECT_EQ(checked.component, nullptr);
  EXPECT_EQ(checked.kind, ErrorKind::kInvalid) << checked.message;
}

}  // namespace
}  // namespace virga::cabi
