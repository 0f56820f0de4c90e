// T09: effective addresses at every boundary. An access traps exactly when base + offset + width
// leaves the memory, computed without wrapping.

#include <gtest/gtest.h>

#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;

constexpr uint64_t kBytes = 65536;

struct Access {
  uint8_t opcode;
  uint32_t width;
  uint8_t type;
};

constexpr Access kLoads[] = {{0x28, 4, kI32}, {0x29, 8, kI64}, {0x2a, 4, kF32}, {0x2b, 8, kF64},
                             {0x2c, 1, kI32}, {0x2d, 1, kI32}, {0x2e, 2, kI32}, {0x2f, 2, kI32},
                             {0x30, 1, kI64}, {0x31, 1, kI64}, {0x32, 2, kI64}, {0x33, 2, kI64},
                             {0x34, 4, kI64}, {0x35, 4, kI64}};
constexpr Access kStores[] = {{0x36, 4, kI32}, {0x37, 8, kI64}, {0x38, 4, kF32},
                              {0x39, 8, kF64}, {0x3a, 1, kI32}, {0x3b, 2, kI32},
                              {0x3c, 1, kI64}, {0x3d, 2, kI64}, {0x3e, 4, kI64}};

const std::vector<uint64_t>& Grid() {
  static const std::vector<uint64_t> grid = {0,
                                             1,
                                             7,
                                             kBytes - 9,
                                             kBytes - 8,
                                             kBytes - 7,
                                             kBytes - 4,
                                             kBytes - 2,
                                             kBytes - 1,
                                             kBytes,
                                             kBytes + 1,
                                             0x7fffffff,
                                             0x80000000,
                                             0xfffeffff,
                                             0xffff0000,
                                             0xfffffff8,
                                             uint64_t{0} + 0xffffffff};
  return grid;
}

// A module with one page whose function 2i takes the address from a local, and 2i + 1 as a
// constant.
class T09 : public ::testing::Test {
 protected:
  void Check(const Access& access, bool store) {
    WasmBuilder builder;
    builder.Memory({0, 1});
    const Bytes params = store ? Bytes{kI32, access.type} : Bytes{kI32};
    const Bytes results = store ? Bytes{} : Bytes{access.type};
    const uint32_t type = builder.Type(params, results);
    std::vector<uint64_t> offsets = Grid();
    for (const uint64_t offset : offsets) {
      const Bytes value = store ? Get(1) : Bytes{};
      builder.Function(type, Get(0) + value + Mem(access.opcode, offset));
      // Through the accumulator.
      builder.Function(type, Get(0) + I32(0) + Bytes{kI32Add} + value + Mem(access.opcode, offset));
      for (const uint64_t base : Grid()) {
        builder.Function(type,
                         I32(static_cast<int32_t>(base)) + value + Mem(access.opcode, offset));
      }
    }
    CoreGuest guest;
    wasm::Instance* instance = guest.Load(builder.Build());
    uint32_t function = 0;
    for (const uint64_t offset : offsets) {
      const uint32_t by_local = function++;
      const uint32_t by_acc = function++;
      for (const uint64_t base : Grid()) {
        const bool traps = base + offset + access.width > kBytes;
        const std::string expected =
            traps ? std::string(TrapText(TrapCode::kOutOfBoundsMemoryAccess)) : "";
        std::vector<wasm::Slot> args = {base};
        if (store) args.push_back(0);
        const auto where = [&] {
          return "opcode " + std::to_string(access.opcode) + " base " + std::to_string(base) +
                 " offset " + std::to_string(offset);
        };
        EXPECT_EQ(guest.Call(instance, by_local, args).error, expected) << where();
        EXPECT_EQ(guest.Call(instance, by_acc, args).error, expected) << where();
        EXPECT_EQ(guest.Call(instance, function++, args).error, expected) << where();
      }
    }
  }
};

TEST_F(T09, EveryLoadAtEveryBoundary) {
  for (const Access& access : kLoads) Check(access, false);
}

TEST_F(T09, EveryStoreAtEveryBoundary) {
  for (const Access& access : kStores) Check(access, true);
}

TEST_F(T09, AModuleWithoutPagesHasNoAddress) {
  WasmBuilder builder;
  builder.Memory({0, 0});
  builder.Function(builder.Type({}, {kI32}), I32(0) + Mem(0x2d));
  CoreGuest guest;
  EXPECT_EQ(guest.Call(guest.Load(builder.Build()), 0), Traps(TrapCode::kOutOfBoundsMemoryAccess));
}

}  // namespace
}  // namespace virga::testing
