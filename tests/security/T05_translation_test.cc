// T05: translation is linear and its output bounded, also for big branch tables that carry many
// results to blocks of many heights.

#include <gtest/gtest.h>

#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;

// `blocks` nested blocks with `results` results each, and a table that names each of them.
Bytes Nested(uint32_t blocks, uint32_t results) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, Bytes(results, kI32));
  Bytes code;
  const Bytes values = Repeat(I32(1), results);
  for (uint32_t i = 0; i < blocks; ++i) code = code + Bytes{0x02} + U32(type);
  code = code + values + values + I32(3) + Bytes{0x0e} + U32(blocks);
  for (uint32_t i = 0; i < blocks; ++i) code = code + U32(i);
  code = code + U32(0);
  for (uint32_t i = 0; i < blocks; ++i) code = code + Bytes{0x0b};
  builder.Function(type, code);
  return builder.Build();
}

uint64_t CodeBytes(const Bytes& bytes) {
  CoreGuest guest;
  wasm::Instance* instance = guest.Load(bytes);
  EXPECT_TRUE(instance->code->TranslateAll().ok());
  return instance->code->translator().code_bytes();
}

TEST(T05, ResultsOfATableAreMovedOnceForEachBlock) {
  const Bytes bytes = Nested(2000, 500);
  EXPECT_LT(CodeBytes(bytes), 32 * bytes.size());
}

TEST(T05, CodeGrowsInProportion) {
  const uint64_t once = CodeBytes(Nested(1000, 100));
  const uint64_t twice = CodeBytes(Nested(2000, 200));
  EXPECT_LT(twice, once * 3);
}

TEST(T05, ManyTargetsTakeFourBytesEach) {
  Bytes code =
      Bytes{0x02, kEmpty} + Get(0) + Bytes{0x0e} + U32(1000000) + Bytes(1000001, 0) + Bytes{0x0b};
  WasmBuilder builder;
  builder.Function(builder.Type({kI32}, {}), code);
  const Bytes bytes = builder.Build();
  EXPECT_LT(CodeBytes(bytes), 5 * bytes.size());
}

TEST(T05, BranchesThatKeepTheirOperandsSettleThemOnce) {
  // A pending local below 500 pending constants carried by thousands of br_ifs.
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, Bytes(500, kI32));
  const Bytes code = Get(0) + Repeat(I32(1), 500) + Repeat(Get(0) + BrIf(0), 5000);
  builder.Function(type, code + Bytes{op::kReturn});
  const Bytes bytes = builder.Build();
  EXPECT_LT(CodeBytes(bytes), 16 * bytes.size());
}

}  // namespace
}  // namespace virga::testing
