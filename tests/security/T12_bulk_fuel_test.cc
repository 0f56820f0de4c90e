// T12: fuel that ends in a bulk instruction. It is charged before anything is done, so the state is
// unchanged or complete.

#include <gtest/gtest.h>

#include "engine/runtime/memory.h"
#include "tests/support/core_guest.h"

namespace virga::testing {
namespace {

using namespace op;

class T12 : public ::testing::Test {
 protected:
  static wasm::CodeOptions WithFuel() {
    wasm::CodeOptions options;
    options.fuel = true;
    return options;
  }
  T12() : guest({}, WithFuel()) {
    WasmBuilder builder;
    builder.Memory({0, 1});
    builder.Table({0x70, 0, 100});
    const uint32_t type = builder.Type({}, {});
    builder.DataCount(1);
    const Bytes bytes = I32(0) + I32(7) + I32(640);
    builder.Function(type, bytes + Bytes{0xfc, 11, 0});  // memory.fill
    builder.Function(type, I32(1000) + I32(2000) + I32(640) + Bytes{0xfc, 10, 0, 0});
    builder.Function(type, I32(3000) + I32(0) + I32(640) + Bytes{0xfc, 8, 0, 0});
    builder.Function(type, I32(0) + Bytes{0xd2, 0} + I32(80) + Bytes{0xfc, 17, 0});
    builder.Function(type, I32(0) + I32(10) + I32(80) + Bytes{0xfc, 14, 0, 0});
    builder.Function(type, I32(0) + I32(0) + I32(80) + Bytes{0xfc, 12, 0, 0});
    builder.Export("declares ref.func", 0, 0);
    builder.Element(Bytes{1, 0} + U32(80) + virga::testing::Repeat(U32(1), 80));
    builder.Data(Bytes{1} + Sized(Bytes(640, 9)));
    instance = guest.Load(builder.Build());
    wasm::Memory& memory = *instance->memories[0];
    memory.base[2000] = 5;
    instance->tables[0]->elements[10] = reinterpret_cast<wasm::Slot>(wasm::GetFunc(*instance, 2));
  }
  std::string State() {
    const wasm::Memory& memory = *instance->memories[0];
    const wasm::TableInstance& table = *instance->tables[0];
    return std::string(memory.base, memory.base + memory.bytes) +
           std::string(reinterpret_cast<const char*>(table.elements), 100 * sizeof(wasm::Slot));
  }
  CoreGuest guest;
  wasm::Instance* instance;
};

TEST_F(T12, OneUnitTooLittleChangesNothing) {
  // Four instructions and ten units of bulk work: 640 bytes or 80 elements.
  constexpr uint64_t kCost = 4 + 10;
  for (uint32_t function = 0; function < 6; ++function) {
    for (uint64_t fuel = 0; fuel < kCost; ++fuel) {
      const std::string before = State();
      guest.store().fuel = fuel;
      EXPECT_EQ(guest.Call(instance, function), Traps(TrapCode::kOutOfFuel)) << function;
      EXPECT_EQ(State(), before) << function << " with " << fuel;
    }
    const std::string before = State();
    guest.store().fuel = kCost;
    EXPECT_EQ(guest.Call(instance, function), Returns({})) << function;
    EXPECT_EQ(guest.store().fuel, 0u) << function;
    EXPECT_NE(State(), before) << function;
  }
}

}  // namespace
}  // namespace virga::testing
