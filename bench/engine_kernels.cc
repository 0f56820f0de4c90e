#include "bench/engine_kernels.h"

namespace virga::bench {

namespace {

using namespace testing;
using namespace testing::op;

constexpr uint8_t kI32Rotl = 0x77, kI32Xor = 0x73, kI32ShrU = 0x76, kI32GeU = 0x4f;

// Runs `body` while local 0, counted down, is not zero.
Bytes CountDown(const Bytes& body) {
  return Loop({kEmpty}, body + Get(0) + I32(1) + Bytes{kI32Sub} + Tee(0) + BrIf(0));
}

Kernel OneFunctionKernel(const char* name, const Bytes& code, uint64_t size,
                         std::initializer_list<Bytes> locals) {
  WasmBuilder builder;
  builder.Memory({0, 2});
  builder.Function(builder.Type({kI32}, {kI32}), code, locals);
  return {name, builder.Build(), 0, size};
}

}  // namespace

Kernel Fib() {
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI32});
  builder.Function(type, Get(0) + I32(2) + Bytes{kI32LtS} + If(Get(0) + Bytes{kReturn}) + Get(0) +
                             I32(1) + Bytes{kI32Sub} + testing::op::Call(0) + Get(0) + I32(2) +
                             Bytes{kI32Sub} + testing::op::Call(0) + Bytes{kI32Add});
  return {"fib", builder.Build(), 0, 24};
}

Kernel Integers() {
  // local 1: the state
  const Bytes step = Get(1) + I32(1664525) + Bytes{kI32Mul} + I32(1013904223) + Bytes{kI32Add} +
                     Tee(1) + I32(13) + Bytes{kI32Rotl} + Get(1) + Bytes{kI32Xor} + Set(1);
  return OneFunctionKernel("integers", CountDown(step) + Get(1), 100000, {U32(1) + Bytes{kI32}});
}

Kernel Sieve() {
  // locals: 0 limit, 1 i, 2 j, 3 count
  const Bytes strike = Block(
      {kEmpty}, Loop({kEmpty}, Get(2) + Get(0) + Bytes{kI32GeU} + BrIf(1) + Get(2) + I32(1) +
                                   Mem(0x3a) + Get(2) + Get(1) + Bytes{kI32Add} + Set(2) + Br(0)));
  const Bytes each = Get(1) + Mem(0x2d) + Bytes{kI32Eqz} +
                     If(Get(3) + I32(1) + Bytes{kI32Add} + Set(3) + Get(1) + Get(1) +
                        Bytes{kI32Mul} + Set(2) + strike);
  const Bytes code = I32(0) + I32(0) + Get(0) + Bytes{0xfc, 11, 0} + I32(2) + Set(1) +
                     Loop({kEmpty}, each + Get(1) + I32(1) + Bytes{kI32Add} + Tee(1) + Get(0) +
                                        Bytes{kI32LtU} + BrIf(0)) +
                     Get(3);
  return OneFunctionKernel("sieve", code, 40000, {U32(3) + Bytes{kI32}});
}

Kernel Floats() {
  // locals: 1 x, 2 y, 3 the old x; c = (-0.5, 0.5) stays bounded
  const Bytes step = Get(1) + Set(3) + Get(1) + Get(1) + Bytes{kF64Mul} + Get(2) + Get(2) +
                     Bytes{kF64Mul, 0xa1} + F64(-0.5) + Bytes{kF64Add} + Set(1) + F64(2) + Get(3) +
                     Bytes{kF64Mul} + Get(2) + Bytes{kF64Mul} + F64(0.5) + Bytes{kF64Add} + Set(2);
  const Bytes escape =
      Get(1) + Get(1) + Bytes{kF64Mul} + F64(4) + Bytes{0x64} + If(I32(0) + Bytes{kReturn});
  return OneFunctionKernel("floats", CountDown(step + escape) + I32(1), 50000,
                           {U32(3) + Bytes{kF64}});
}

Kernel States() {
  // local 1: the state, 2: a counter
  const auto state = [](int32_t next, int32_t add) {
    return I32(next) + Set(1) + Get(2) + I32(add) + Bytes{kI32Add} + Set(2) + Br(0);
  };
  Bytes machine = Block({kEmpty}, Get(1) + BrTable({0, 1, 2}, 3));
  machine = Block({kEmpty},
                  machine + I32(2) + Set(1) + Get(2) + I32(1) + Bytes{kI32Add} + Set(2) + Br(2));
  machine = Block({kEmpty},
                  machine + I32(3) + Set(1) + Get(2) + I32(2) + Bytes{kI32Add} + Set(2) + Br(1));
  machine = Block({kEmpty}, machine + state(1, 3));
  machine = machine + I32(0) + Set(1);
  return OneFunctionKernel("states", CountDown(machine) + Get(2), 50000, {U32(2) + Bytes{kI32}});
}

Kernel Indirect() {
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32}, {kI32});
  builder.Table({0x70, 0, 2});
  builder.Function(type, Get(0) + I32(3) + Bytes{kI32Add});
  builder.Function(type, Get(0) + I32(7) + Bytes{kI32Xor});
  builder.Function(type,
                   CountDown(Get(1) + Get(0) + I32(1) + Bytes{kI32And} + Bytes{0x11} + U32(type) +
                             U32(0) + Set(1)) +
                       Get(1),
                   {U32(1) + Bytes{kI32}});
  builder.Element(Bytes{0, 0x41, 0, 0x0b} + U32(2) + U32(0) + U32(1));
  return {"indirect", builder.Build(), 2, 50000};
}

Kernel Copies() {
  const Bytes step = I32(64) + I32(0) + I32(24) + Bytes{0xfc, 10, 0, 0} + I32(0) + Get(0) +
                     I32(24) + Bytes{0xfc, 11, 0};
  return OneFunctionKernel("copies", CountDown(step) + I32(0) + Mem(0x2d), 50000, {});
}

Bytes ManyFunctions(uint32_t functions) {
  WasmBuilder builder;
  builder.Memory({0, 1});
  const uint32_t type = builder.Type({kI32, kI32}, {kI32});
  const Bytes store =
      Block({kEmpty}, Get(0) + I32(10) + Bytes{kI32LtU} + BrIf(0) + Get(1) + Get(0) + Mem(0x36, 8));
  const Bytes sum =
      Loop({kEmpty}, Get(2) + Get(0) + Mem(0x28, 4) + Bytes{kI32Add} + Set(2) + Get(0) + I32(4) +
                         Bytes{kI32Add} + Tee(0) + Get(1) + Bytes{kI32LtU} + BrIf(0));
  const Bytes choose = Get(2) + If({kI32}, Get(2), Get(0) + I32(3) + Bytes{kI32ShrU});
  for (uint32_t i = 0; i < functions; ++i) {
    builder.Function(type, store + sum + choose, {U32(1) + Bytes{kI32}});
  }
  return builder.Build();
}

}  // namespace virga::bench
