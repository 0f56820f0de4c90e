// Limits of bodies at their value and one beyond, and the failure of every allocation.

#include <gtest/gtest.h>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

std::string With(uint64_t Limits::* field, uint64_t value, const Bytes& bytes) {
  Limits limits;
  limits.*field = value;
  return CheckVerdict(bytes, AllOn(), limits);
}

TEST(BodyLimitsTest, Locals) {
  const auto bytes = OneFunction({}, {kI32, kI32}, {}, {{7, kI32}, {1, kI64}});
  EXPECT_EQ(With(&Limits::function_locals, 10, bytes), "ok");
  EXPECT_EQ(With(&Limits::function_locals, 9, bytes),
            "limit: too many locals: 10 with the parameters, the limit is 9");
}

TEST(BodyLimitsTest, BlockDepth) {
  const auto nested = [](size_t depth) {
    return OneFunction(Repeat({0x02, kEmpty}, depth) + Bytes(depth, 0x0b));
  };
  EXPECT_EQ(With(&Limits::block_depth, 5, nested(5)), "ok");
  EXPECT_EQ(With(&Limits::block_depth, 5, nested(6)),
            "limit: blocks nested more than 5 deep (the limit)");
}

TEST(BodyLimitsTest, FrameSlots) {
  const auto pushes = [](size_t count) {
    return OneFunction(Repeat({0x41, 0}, count) + Bytes(count, 0x1a), {}, {}, {{4, kV128}});
  };
  EXPECT_EQ(With(&Limits::frame_slots, 20, pushes(12)), "ok");
  EXPECT_EQ(With(&Limits::frame_slots, 20, pushes(13)).substr(0, 24), "limit: frame of 21 slots");
  EXPECT_EQ(With(&Limits::frame_slots, 7, pushes(0)).substr(0, 23), "limit: frame of 8 slots");
  // The default frame holds the default number of scalar locals (design: interpreter).
  const Limits defaults;
  EXPECT_GE(defaults.frame_slots, defaults.function_locals);
}

TEST(BodyLimitsTest, SubtypeDepth) {
  const auto chain = [](uint32_t length) {
    WasmBuilder builder;
    builder.RawType({0x50, 0, 0x5f, 0});
    for (uint32_t i = 0; i < length; ++i) {
      builder.RawType(Bytes{0x50, 1} + U32(i) + Bytes{0x5f, 0});
    }
    return builder.Build();
  };
  EXPECT_EQ(With(&Limits::subtype_depth, 3, chain(3)), "ok");
  EXPECT_EQ(With(&Limits::subtype_depth, 3, chain(4)).substr(0, 18), "limit: sub type 4 ");
}

TEST(BodyLimitsTest, EveryFailedAllocationIsReportedAndLeaksNothing) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI32});
  builder.RawType({0x50, 0, 0x5f, 1, 0x63, 1, 0});
  builder.Table({kFuncRef, 0, 1});
  builder.Global({kFuncRef, 0}, {0xd2, 0, 0x0b});
  builder.Export("f", 0, 0);
  builder.Element({5, kFuncRef, 1, 0xd2, 0, 0x0b});
  // Enough operands, blocks and locals to grow every buffer.
  builder.Function(type,
                   Repeat({0x41, 0}, 40) + Bytes(40, 0x1a) + Repeat({0x02, kEmpty}, 40) +
                       Bytes(40, 0x0b) + Bytes{0x20, 0},
                   {{2, kI32}, {1, 0x64, 0x70}});
  const Bytes bytes = builder.Build();
  const Features features = AllOn();
  uint64_t failures = 0;
  for (uint64_t n = 1;; ++n) {
    Allocator allocator;
    {
      TypeRegistry registry(&allocator);
      auto module = DecodeModule(bytes, features, Limits(), &allocator);
      ASSERT_TRUE(module.ok()) << Verdict(module.error());
      allocator.FailAfter(n);
      const auto valid = ValidateModule(std::move(module).value(), &registry, features, Limits(),
                                        ValidateMode::kEager);
      if (valid.ok()) break;
      EXPECT_EQ(valid.error().kind(), ErrorKind::kOutOfMemory) << Verdict(valid.error());
    }
    EXPECT_EQ(allocator.used(), 0u);
    ++failures;
  }
  EXPECT_GT(failures, 10u);
}

}  // namespace
}  // namespace virga::wasm
