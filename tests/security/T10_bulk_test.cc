// T10: bulk instructions at and over the ends, overlapping and empty: the specification's traps,
// and nothing written by one that traps. Compared with memmove and memset on a copy.

#include <gtest/gtest.h>

#include <cstring>

#include "engine/runtime/memory.h"
#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;

constexpr uint32_t kBytes = 65536;

class T10 : public ::testing::Test {
 protected:
  T10() {
    WasmBuilder builder;
    builder.Memory({0, 1});
    const uint32_t type = builder.Type({kI32, kI32, kI32}, {});
    const Bytes operands = Get(0) + Get(1) + Get(2);
    builder.DataCount(1);
    builder.Function(type, operands + Bytes{0xfc, 10, 0, 0});  // memory.copy
    builder.Function(type, operands + Bytes{0xfc, 11, 0});     // memory.fill
    builder.Function(type, operands + Bytes{0xfc, 8, 0, 0});   // memory.init
    builder.Data(Bytes{1} + Sized(Segment()));
    instance = guest.Load(builder.Build());
    Reset();
  }
  static Bytes Segment() {
    Bytes bytes;
    for (int i = 0; i < 100; ++i) bytes.push_back(static_cast<uint8_t>(200 - i));
    return bytes;
  }
  void Reset() {
    model.resize(kBytes);
    for (uint32_t i = 0; i < kBytes; ++i) model[i] = static_cast<uint8_t>(i * 7 + (i >> 8));
    std::memcpy(memory().base, model.data(), kBytes);
  }
  wasm::Memory& memory() { return *instance->memories[0]; }
  void ExpectSame(const char* what, uint32_t a, uint32_t b, uint32_t c) {
    EXPECT_EQ(std::memcmp(memory().base, model.data(), kBytes), 0)
        << what << " " << a << " " << b << " " << c;
  }

  CoreGuest guest;
  wasm::Instance* instance;
  Bytes model;
};

const uint32_t kPlaces[] = {0, 1, 5, 100, kBytes - 33, kBytes - 1, kBytes, kBytes + 1, 0xffffffff};
const uint32_t kCounts[] = {0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, kBytes, 0xffffffff};

TEST_F(T10, CopyIsMemmoveOrATrapThatWritesNothing) {
  for (const uint32_t to : kPlaces) {
    for (const uint32_t from : kPlaces) {
      for (const uint32_t count : kCounts) {
        const bool traps = uint64_t{to} + count > kBytes || uint64_t{from} + count > kBytes;
        if (!traps) std::memmove(model.data() + to, model.data() + from, count);
        const Outcome expected = traps ? Traps(TrapCode::kOutOfBoundsMemoryAccess) : Returns({});
        EXPECT_EQ(guest.Call(instance, 0, {to, from, count}), expected);
        ExpectSame("copy", to, from, count);
      }
    }
  }
}

TEST_F(T10, FillIsMemsetOrATrapThatWritesNothing) {
  uint32_t value = 0x100;  // only the low byte counts
  for (const uint32_t to : kPlaces) {
    for (const uint32_t count : kCounts) {
      ++value;
      const bool traps = uint64_t{to} + count > kBytes;
      if (!traps) std::memset(model.data() + to, static_cast<uint8_t>(value), count);
      const Outcome expected = traps ? Traps(TrapCode::kOutOfBoundsMemoryAccess) : Returns({});
      EXPECT_EQ(guest.Call(instance, 1, {to, value, count}), expected);
      ExpectSame("fill", to, value, count);
    }
  }
}

TEST_F(T10, InitChecksBothEnds) {
  for (const uint32_t to : kPlaces) {
    for (const uint32_t from : {0u, 1u, 99u, 100u, 101u, 0xffffffffu}) {
      for (const uint32_t count : {0u, 1u, 2u, 100u, 101u, 0xffffffffu}) {
        const bool traps = uint64_t{to} + count > kBytes || uint64_t{from} + count > 100;
        if (!traps) std::memcpy(model.data() + to, Segment().data() + from, count);
        const Outcome expected = traps ? Traps(TrapCode::kOutOfBoundsMemoryAccess) : Returns({});
        EXPECT_EQ(guest.Call(instance, 2, {to, from, count}), expected);
        ExpectSame("init", to, from, count);
      }
    }
  }
}

TEST(T10Tables, CopyAndFillCheckBothEndsFirst) {
  CoreGuest guest;
  WasmBuilder builder;
  builder.Table({0x70, 0, 10});
  const uint32_t type = builder.Type({kI32, kI32, kI32}, {});
  builder.Function(type, Get(0) + Get(1) + Get(2) + Bytes{0xfc, 14, 0, 0});       // table.copy
  builder.Function(type, Get(0) + Bytes{0xd2, 0} + Get(2) + Bytes{0xfc, 17, 0});  // table.fill
  builder.Element(Bytes{0, 0x41, 2, 0x0b} + U32(3) + U32(0) + U32(1) + U32(0));
  wasm::Instance* instance = guest.Load(builder.Build());
  wasm::TableInstance& table = *instance->tables[0];
  std::vector<wasm::Slot> model(table.elements, table.elements + 10);
  for (const uint32_t to : {0u, 1u, 3u, 9u, 10u, 11u, 0xffffffffu}) {
    for (const uint32_t from : {0u, 2u, 4u, 9u, 10u, 11u, 0xffffffffu}) {
      for (const uint32_t count : {0u, 1u, 2u, 6u, 10u, 11u, 0xffffffffu}) {
        const bool traps = uint64_t{to} + count > 10 || uint64_t{from} + count > 10;
        if (!traps) std::memmove(&model[0] + to, &model[0] + from, count * sizeof(wasm::Slot));
        EXPECT_EQ(guest.Call(instance, 0, {to, from, count}),
                  traps ? Traps(TrapCode::kOutOfBoundsTableAccess) : Returns({}));
        EXPECT_TRUE(std::equal(model.begin(), model.end(), table.elements));
      }
    }
    for (const uint32_t count : {0u, 1u, 9u, 11u, 0xffffffffu}) {
      const bool traps = uint64_t{to} + count > 10;
      if (!traps) {
        std::fill_n(model.begin() + to, count,
                    reinterpret_cast<wasm::Slot>(wasm::GetFunc(*instance, 0)));
      }
      EXPECT_EQ(guest.Call(instance, 1, {to, 0, count}),
                traps ? Traps(TrapCode::kOutOfBoundsTableAccess) : Returns({}));
      EXPECT_TRUE(std::equal(model.begin(), model.end(), table.elements));
    }
  }
}

}  // namespace
}  // namespace virga::testing
