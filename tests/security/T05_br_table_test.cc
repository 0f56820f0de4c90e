// Threat T05: a br_table of very many labels to blocks of very many results. Expected: each block's
// results are compared once, every label is still read and checked.

#include <gtest/gtest.h>

#include "tests/support/check_module.h"

namespace virga {
namespace {

using namespace virga::testing;

constexpr size_t kLabels = 1000000;

// block (results) consts, i32.const 0, br_table of `labels`, end, drops
Bytes BigTable(const Bytes& labels, size_t results) {
  WasmBuilder builder;
  const uint32_t wide = builder.Type({}, Bytes(results, kI32));
  const Bytes values = Repeat({0x41, 0}, results);
  builder.Function(builder.Type({}, {}), Bytes{0x02} + S64(wide) + values + Bytes{0x41, 0, 0x0e} +
                                             U32(kLabels) + labels + Bytes{0x0b} +
                                             Bytes(results, 0x1a));
  return builder.Build();
}

TEST(T05BrTableTest, AMillionLabelsToAThousandResults) {
  EXPECT_EQ(CheckVerdict(BigTable(Bytes(kLabels + 1, 0), 1000)), "ok");
}

TEST(T05BrTableTest, TheLastLabelIsCheckedToo) {
  Bytes labels(kLabels + 1, 0);
  labels.back() = 1;
  EXPECT_EQ(CheckVerdict(BigTable(labels, 1000)),
            "invalid: type mismatch: labels of br_table take 1000 and 0 values");
  labels.back() = 2;
  EXPECT_EQ(CheckVerdict(BigTable(labels, 1000)), "invalid: unknown label 2: 2 blocks are open");
}

}  // namespace
}  // namespace virga
