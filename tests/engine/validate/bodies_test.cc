// Typing of function bodies, instruction family by instruction family: what is accepted, and what
// is refused with which words.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

constexpr uint8_t kConst = 0x41;  // i32.const

struct Case {
  Bytes code;
  Bytes results;
  std::string starts;
};

// A module with something of everything to refer to; the function takes (i32 i64).
Bytes Everything(const Bytes& code, const Bytes& results) {
  WasmBuilder builder;
  const uint32_t binary = builder.Type({kI32, kI32}, {kI32});
  const uint32_t pair = builder.Type({}, {kI32, kI64});
  builder.ImportFunc(binary);
  builder.ImportFunc(pair);
  builder.Table({kFuncRef, 0, 4});
  builder.Table({kExternRef, 0, 4});
  builder.Memory({0, 1});
  builder.Memory({0, 1});
  builder.Global({kI32, 0}, {kConst, 7, 0x0b});
  builder.Global({kI64, 1}, {0x42, 7, 0x0b});
  builder.Element({1, 0, 1, 0});
  builder.DataCount(1);
  builder.Data({1, 1, 'x'});
  builder.Function(builder.Type({kI32, kI64}, results), code, {{2, kF64}, {1, kExternRef}});
  return builder.Build();
}

void Expect(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    const std::string verdict = CheckVerdict(Everything(c.code, c.results));
    EXPECT_EQ(verdict.substr(0, c.starts.size()), c.starts) << verdict;
    if (c.starts == "ok") EXPECT_EQ(verdict, "ok");
  }
}

TEST(BodiesTest, NumbersFollowTheirSignatures) {
  Expect({
      {{0x20, 0, kConst, 1, 0x6a}, {kI32}, "ok"},
      {{0x20, 0, 0x20, 1, 0x6a}, {kI32}, "invalid: type mismatch: i32.add expected i32, got i64"},
      {{0x20, 0, 0x6a}, {kI32}, "invalid: type mismatch: i32.add expected i32, got nothing"},
      {{0x20, 0}, {}, "invalid: type mismatch: end: 1 values too many"},
      {{}, {kI32}, "invalid: type mismatch: end expected i32, got nothing"},
      {{0x42, 1}, {kI32}, "invalid: type mismatch: end expected i32, got i64"},
      {{0xfc, 0x04, 0x1a}, {}, "invalid: type mismatch: i64.trunc_sat_f32_s expected f32"},
      {{0x43, 0, 0, 0, 0, 0xfc, 0x04, 0x1a}, {}, "ok"},
      {{kConst, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a}, {}, "malformed: integer too large: constant"},
      {{0x44, 0, 0, 0}, {}, "malformed: unexpected end: constant"},
      {{0xff}, {}, "malformed: illegal opcode ff"},
      {{0xfc, 0x7f}, {}, "malformed: illegal opcode fc 7f"},
  });
}

TEST(BodiesTest, LocalsGlobalsDropSelect) {
  Expect({
      {{0x20, 2, 0x21, 3}, {}, "ok"},
      {{0x20, 4, 0x22, 4, 0x1a}, {}, "ok"},
      {{0x20, 5, 0x1a}, {}, "invalid: unknown local 5: the function has 5"},
      {{0x20, 0, 0x21, 1}, {}, "invalid: type mismatch: local.set expected i64, got i32"},
      {{0x23, 0, 0x23, 1, 0x24, 1}, {kI32}, "ok"},
      {{0x23, 2, 0x1a}, {}, "invalid: unknown global 2"},
      {{kConst, 0, 0x24, 0}, {}, "invalid: immutable global"},
      {{0x1a}, {}, "invalid: type mismatch: drop expected any value"},
      {{0x20, 1, 0x20, 1, kConst, 0, 0x1b}, {kI64}, "ok"},
      {{0x20, 0, 0x20, 1, kConst, 0, 0x1b}, {kI64}, "invalid: type mismatch: select expected i32"},
      {{0x20, 4, 0x20, 4, kConst, 0, 0x1b, 0x1a},
       {},
       "invalid: type mismatch: select of externref"},
      {{0x20, 4, 0x20, 4, kConst, 0, 0x1c, 1, kExternRef, 0x1a}, {}, "ok"},
      {{0x1c, 2, kI32, kI32, 0x1a}, {}, "invalid: invalid result arity"},
      {{0x1c, 0, 0x1a}, {}, "invalid: invalid result arity"},
  });
}

TEST(BodiesTest, BlocksAndBranches) {
  Expect({
      {{0x02, kI32, kConst, 1, 0x0b}, {kI32}, "ok"},
      {{0x02, kI32, 0x0b}, {kI32}, "invalid: type mismatch: end expected i32, got nothing"},
      {{0x02, kEmpty, kConst, 1, 0x0b}, {}, "invalid: type mismatch: end: 1 values too many"},
      // A block cannot reach below itself.
      {{kConst, 1, 0x02, kEmpty, 0x1a, 0x0b, 0x1a}, {}, "invalid: type mismatch: drop"},
      {{kConst, 1, kConst, 2, 0x02, 0, 0x6a, 0x0b}, {kI32}, "ok"},
      {{kConst, 1, 0x02, 0, 0x6a, 0x0b}, {kI32}, "invalid: type mismatch: block expected i32"},
      {{kConst, 1, kConst, 2, 0x03, 0, 0x0c, 0, 0x0b}, {kI32}, "ok"},
      {{0x02, 1, 0x0c, 0, 0x0b, 0x1a}, {kI32}, "invalid: type mismatch: br expected i64"},
      {{0x02, 63, 0x0b}, {}, "invalid: unknown type 63"},
      {{0x0c, 1}, {}, "invalid: unknown label 1: 1 blocks are open"},
      {{0x02, kI32, kConst, 1, 0x20, 0, 0x0d, 0, 0x0b}, {kI32}, "ok"},
      {{0x20, 0, 0x04, kI32, kConst, 1, 0x05, kConst, 2, 0x0b}, {kI32}, "ok"},
      {{0x20, 0, 0x04, kI32, kConst, 1, 0x0b},
       {kI32},
       "invalid: type mismatch: if without else has type [] -> [i32]"},
      {{0x20, 1, 0x04, kEmpty, 0x0b}, {}, "invalid: type mismatch: if expected i32, got i64"},
      {{0x05}, {}, "malformed: misplaced ELSE opcode"},
      {{0x20, 0, 0x04, kEmpty, 0x05, 0x05, 0x0b}, {}, "malformed: misplaced ELSE opcode"},
      {{0x02, kI32, kConst, 5, 0x20, 0, 0x0e, 1, 0, 1, 0x0b}, {kI32}, "ok"},
      {{0x02, kEmpty, kConst, 5, 0x20, 0, 0x0e, 1, 0, 1, 0x0b},
       {kI32},
       "invalid: type mismatch: labels of br_table take 0 and 1 values"},
      {{0x20, 0, 0x0e, 1, 0, 9}, {}, "invalid: unknown label 9"},
      {{0x20, 0, 0x0e, 0xff, 0xff, 3}, {}, "malformed: unexpected end: length out of bounds"},
      {{0x20, 0, 0x0f}, {kI32}, "ok"},
      {{0x20, 1, 0x0f}, {kI32}, "invalid: type mismatch: return expected i32, got i64"},
      {{0x02, kEmpty}, {}, "malformed: unexpected end of section or function: END opcode"},
      {{0x0b, 0x01}, {}, "malformed: section size mismatch: 2 bytes after the end"},
  });
}

TEST(BodiesTest, UnreachableCodeIsStillTyped) {
  Expect({
      {{0x00, 0x6a}, {kI32}, "ok"},
      {{0x00, 0x1b}, {kF32}, "ok"},
      {{0x00, 0x42, 0, 0x6a}, {kI32}, "invalid: type mismatch: i32.add expected i32, got i64"},
      {{0x00, kConst, 0, 0x1b}, {kI64}, "ok"},
      {{0x00, 0x42, 0, 0x42, 0, 0x1b}, {kI64}, "invalid: type mismatch: select expected i32"},
      {{0x42, 0, 0x0f, 0x1a, 0x1a}, {kI64}, "ok"},
      {{0x00, kConst, 0}, {}, "invalid: type mismatch: end: 1 values too many"},
      {{0x02, kEmpty, 0x00, 0x0b, 0x1a}, {}, "invalid: type mismatch: drop"},
      {{0x00, 0x0e, 1, 0, 0}, {kI64}, "ok"},
      {{0x02, kI64, 0x00, 0x0d, 1, 0x0b}, {kI64}, "ok"},
      {{0x00, 0xd1}, {kI32}, "ok"},
      {{0x00, 0x20, 0, 0xd1}, {kI32}, "invalid: type mismatch: ref.is_null expected a reference"},
  });
}

TEST(BodiesTest, CallsOfEveryKind) {
  Expect({
      {{kConst, 1, kConst, 2, 0x10, 0}, {kI32}, "ok"},
      {{kConst, 1, 0x10, 0}, {kI32}, "invalid: type mismatch: call expected i32, got nothing"},
      {{0x10, 3}, {}, "invalid: unknown function 3: the module has 3"},
      {{0x10, 1}, {kI32, kI64}, "ok"},
      {{kConst, 1, kConst, 2, kConst, 0, 0x11, 0, 0}, {kI32}, "ok"},
      {{kConst, 1, kConst, 2, 0x20, 1, 0x11, 0, 0}, {kI32}, "invalid: type mismatch: call_indir"},
      {{kConst, 0, 0x11, 1, 1},
       {kI32, kI64},
       "invalid: type mismatch: call_indirect expected a table of functions, got one of externref"},
      {{kConst, 0, 0x11, 1, 2}, {}, "invalid: unknown table 2"},
      {{kConst, 0, 0x11, 9, 0}, {}, "invalid: unknown type 9"},
      {{0x12, 1}, {kI32, kI64}, "ok"},
      {{0x12, 1},
       {kI32},
       "invalid: type mismatch: the callee of return_call returns [i32 i64], the function [i32]"},
      {{kConst, 1, kConst, 2, 0x12, 0, 0x1a}, {kI32}, "ok"},
      {{kConst, 1, kConst, 2, kConst, 3, 0x13, 0, 0}, {kI32}, "ok"},
      {{kConst, 1, kConst, 2, kConst, 3, 0x13, 0, 0}, {kI64}, "invalid: type mismatch: the callee"},
  });
}

TEST(BodiesTest, Memory) {
  Expect({
      {{kConst, 0, 0x28, 2, 4}, {kI32}, "ok"},
      {{kConst, 0, 0x28, 3, 4}, {kI32}, "invalid: alignment must not be larger than natural: 2^3"},
      {{kConst, 0, 0x2d, 1, 4}, {kI32}, "invalid: alignment must not be larger than natural: 2^1"},
      {{kConst, 0, 0x28, 0x42, 1, 4}, {kI32}, "ok"},
      {{kConst, 0, 0x28, 0x42, 2, 4}, {kI32}, "invalid: unknown memory 2: the module has 2"},
      {{kConst, 0, 0x28, 0x80, 1, 4}, {kI32}, "malformed: malformed memop flags: 0x80"},
      {Bytes{kConst, 0, 0x28, 2} + U32(uint64_t{1} << 32), {kI32}, "invalid: offset out of range"},
      {Bytes{kConst, 0, 0x28, 2} + U32(0xffffffff), {kI32}, "ok"},
      {{kConst, 0, 0x42, 1, 0x36, 2, 0}, {}, "invalid: type mismatch: i32.store expected i32"},
      {{kConst, 0, 0x42, 1, 0x37, 3, 0}, {}, "ok"},
      {{0x3f, 1, 0x40, 0}, {kI32}, "ok"},
      {{0x3f, 2}, {kI32}, "invalid: unknown memory 2"},
      {{kConst, 0, kConst, 0, kConst, 0, 0xfc, 0x0a, 1, 0}, {}, "ok"},
      {{kConst, 0, kConst, 0, kConst, 0, 0xfc, 0x0a, 0, 2}, {}, "invalid: unknown memory 2"},
      {{kConst, 0, kConst, 0, kConst, 0, 0xfc, 0x0b, 1}, {}, "ok"},
      {{kConst, 0, kConst, 0, 0x42, 0, 0xfc, 0x0b, 1}, {}, "invalid: type mismatch: memory.fill"},
      {{kConst, 0, kConst, 0, kConst, 0, 0xfc, 0x08, 0, 1}, {}, "ok"},
      {{kConst, 0, kConst, 0, kConst, 0, 0xfc, 0x08, 1, 0}, {}, "invalid: unknown data segment 1"},
      {{0xfc, 0x09, 0}, {}, "ok"},
      {{0xfc, 0x09, 1}, {}, "invalid: unknown data segment 1: the module has 1"},
  });
}

TEST(BodiesTest, TablesAndReferences) {
  Expect({
      {{kConst, 0, 0x25, 0}, {kFuncRef}, "ok"},
      {{kConst, 0, 0x25, 1}, {kFuncRef}, "invalid: type mismatch: end expected funcref, got ext"},
      {{kConst, 0, 0x20, 4, 0x26, 1}, {}, "ok"},
      {{kConst, 0, 0x20, 4, 0x26, 0}, {}, "invalid: type mismatch: table.set expected funcref"},
      {{0xfc, 0x10, 1}, {kI32}, "ok"},
      {{0xfc, 0x10, 2}, {kI32}, "invalid: unknown table 2"},
      {{0xd0, kFuncRef, kConst, 1, 0xfc, 0x0f, 0}, {kI32}, "ok"},
      {{kConst, 0, 0xd0, kExternRef, kConst, 1, 0xfc, 0x11, 1}, {}, "ok"},
      {{kConst, 0, kConst, 0, kConst, 1, 0xfc, 0x0e, 0, 0}, {}, "ok"},
      {{kConst, 0, kConst, 0, kConst, 1, 0xfc, 0x0e, 0, 1},
       {},
       "invalid: type mismatch: table.copy from elements externref to funcref"},
      {{kConst, 0, kConst, 0, kConst, 1, 0xfc, 0x0c, 0, 0}, {}, "ok"},
      {{kConst, 0, kConst, 0, kConst, 1, 0xfc, 0x0c, 0, 1},
       {},
       "invalid: type mismatch: table.init of elements (ref func) into a table of externref"},
      {{kConst, 0, kConst, 0, kConst, 1, 0xfc, 0x0c, 1, 0}, {}, "invalid: unknown elem segment 1"},
      {{0xfc, 0x0d, 0}, {}, "ok"},
      {{0xd0, kExternRef}, {kExternRef}, "ok"},
      {{0xd0, kExternRef}, {kFuncRef}, "invalid: type mismatch: end expected funcref, got ext"},
      {{0xd0, 0x7f, 0x1a}, {}, "malformed: malformed heap type: code -1"},
      {{0xd2, 0}, {kFuncRef}, "ok"},
      {{0xd2, 1}, {kFuncRef}, "invalid: undeclared function reference 1"},
      {{0xd2, 7}, {kFuncRef}, "invalid: unknown function 7"},
      {{0xd2, 0, 0xd1}, {kI32}, "ok"},
  });
}

TEST(BodiesTest, SixtyFourBitAddresses) {
  WasmBuilder builder;
  builder.Memory({4, 1});
  builder.Memory({0, 1});
  builder.Table({kFuncRef, 4, 1});
  const auto check = [&](const Bytes& code, const Bytes& results) {
    WasmBuilder copy = builder;
    copy.Function(copy.Type({}, results), code);
    return CheckVerdict(copy.Build(), AllOn());
  };
  EXPECT_EQ(check({0x42, 0, 0x28, 2, 0}, {kI32}), "ok");
  EXPECT_EQ(check({kConst, 0, 0x28, 2, 0}, {kI32}).substr(0, 22), "invalid: type mismatch");
  EXPECT_EQ(check(Bytes{0x42, 0, 0x28, 2} + U32(UINT64_MAX), {kI32}), "ok");
  EXPECT_EQ(check({0x3f, 0, 0x40, 0}, {kI64}), "ok");
  EXPECT_EQ(check({0x42, 0, kConst, 0, kConst, 0, 0xfc, 0x0a, 0, 1}, {}), "ok");
  EXPECT_EQ(check({kConst, 0, 0x42, 0, kConst, 0, 0xfc, 0x0a, 1, 0}, {}), "ok");
  EXPECT_EQ(check({0x42, 0, 0x42, 0, 0x42, 0, 0xfc, 0x0a, 0, 0}, {}), "ok");
  EXPECT_EQ(check({0x42, 0, 0x25, 0}, {kFuncRef}), "ok");
  EXPECT_EQ(check({0xfc, 0x10, 0}, {kI64}), "ok");
}

TEST(BodiesTest, WithoutTheDataCountCodeMayNotNameSegments) {
  WasmBuilder builder;
  builder.Memory({0, 1});
  builder.Data({1, 0});
  builder.Function(builder.Type({}, {}), {0xfc, 0x09, 0});
  EXPECT_EQ(CheckVerdict(builder.Build()), "malformed: data count section required: data.drop");
}

TEST(BodiesTest, LocalsAreDeclaredInRuns) {
  const Bytes code = {0x20, 0, 0x1a};
  EXPECT_EQ(CheckVerdict(OneFunction(code, {}, {}, {{0, kI32}, {1, kI64}})), "ok");
  EXPECT_EQ(CheckVerdict(OneFunction(code, {}, {}, {{0, kI32}})),
            "invalid: unknown local 0: the function has 0");
  EXPECT_EQ(CheckVerdict(OneFunction(code, {}, {}, {{1, 0x40}})),
            "malformed: malformed value type: code 0x40");
  // Far locals, beyond those whose types are kept one by one.
  const Bytes far = Bytes{0x20} + U32(2999) + Bytes{0x20} + U32(3000) + Bytes{0x1a};
  const auto runs = {U32(3000) + Bytes{kI64}, U32(10) + Bytes{kF32}};
  EXPECT_EQ(CheckVerdict(OneFunction(far, {}, {kI64}, runs)), "ok");
  EXPECT_EQ(CheckVerdict(OneFunction(far, {}, {kF32}, runs)).substr(0, 22),
            "invalid: type mismatch");
}

}  // namespace
}  // namespace virga::wasm
