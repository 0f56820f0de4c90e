// Threat T01: a count larger than what follows. Expected: an error, and no memory taken on its
// word.

#include <gtest/gtest.h>

#include "tests/support/check_module.h"

namespace virga {
namespace {

using namespace virga::testing;

constexpr uint64_t kHighWaterBytes = 64 * 1024;

// A module whose last bytes are a count of 2^32 - 1, in every place where a count can stand.
std::vector<Bytes> CountBombs() {
  const Bytes bomb = U32(0xffffffff);
  const auto section = [&](uint8_t id, const Bytes& before) {
    return WasmBuilder::Header() + Bytes{id} + Sized(before + bomb);
  };
  std::vector<Bytes> bombs;
  for (const uint8_t id : {0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13}) bombs.push_back(section(id, {}));
  bombs.push_back(section(1, {1, 0x60}));         // parameters
  bombs.push_back(section(1, {1, 0x60, 0}));      // results
  bombs.push_back(section(1, {1, 0x4e}));         // types of a recursion group
  bombs.push_back(section(1, {1, 0x5f}));         // fields
  bombs.push_back(section(1, {1, 0x50}));         // supertypes
  bombs.push_back(section(2, {1}));               // an import's module name
  bombs.push_back(section(2, {1, 0}));            // its name
  bombs.push_back(section(7, {1}));               // an export's name
  bombs.push_back(section(9, {1, 1, 0}));         // elements: functions
  bombs.push_back(section(9, {1, 5, kFuncRef}));  // elements: expressions
  bombs.push_back(section(11, {1, 1}));           // bytes of data
  bombs.push_back(section(12, {}));               // the data count itself
  // A body, its local declarations, the labels of a br_table, the types of a select.
  const Bytes one = WasmBuilder::Header() + Bytes{1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0};
  bombs.push_back(one + Bytes{10} + Sized(Bytes{1} + bomb));
  bombs.push_back(one + Bytes{10} + Sized(Bytes{1} + Sized(bomb)));
  bombs.push_back(one + Bytes{10} + Sized(Bytes{1} + Sized(Bytes{0, 0x41, 0, 0x0e} + bomb)));
  bombs.push_back(one + Bytes{10} + Sized(Bytes{1} + Sized(Bytes{0, 0x1c} + bomb)));
  // A section that claims to be longer than the module.
  bombs.push_back(WasmBuilder::Header() + Bytes{1} + bomb);
  return bombs;
}

TEST(T01CountsTest, NoMemoryIsTakenOnTheWordOfACount) {
  for (const Bytes& bytes : CountBombs()) {
    for (const Features& features : {Features(), AllOn()}) {
      Allocator allocator;
      wasm::TypeRegistry registry(&allocator);
      auto module = wasm::DecodeModule(bytes, features, Limits(), &allocator);
      if (module.ok()) {
        const auto valid = wasm::ValidateModule(std::move(module).value(), &registry, features,
                                                Limits(), wasm::ValidateMode::kEager);
        ASSERT_FALSE(valid.ok());
        EXPECT_TRUE(valid.error().offset().has_value());
      } else {
        EXPECT_TRUE(module.error().offset().has_value()) << Verdict(module.error());
      }
      EXPECT_LE(allocator.peak(), kHighWaterBytes);
    }
  }
}

// The same with every limit out of the way: the bytes that are left must be what stops it.
TEST(T01CountsTest, LimitsAreNotWhatHoldsThem) {
  Limits limits;
  for (const LimitInfo& info : AllLimits()) limits.*info.field = UINT64_MAX;
  for (const Bytes& bytes : CountBombs()) {
    Allocator allocator;
    const auto module = wasm::DecodeModule(bytes, AllOn(), limits, &allocator);
    EXPECT_LE(allocator.peak(), kHighWaterBytes);
    if (!module.ok()) EXPECT_NE(module.error().kind(), ErrorKind::kOutOfMemory);
  }
}

}  // namespace
}  // namespace virga
