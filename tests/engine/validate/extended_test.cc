// Typing beyond the first step's features: typed references, exceptions, structs and arrays. What
// is accepted, and what is refused with which words.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

constexpr uint8_t kConst = 0x41;  // i32.const
constexpr uint8_t kGc = 0xfb;

// Types of the module under test.
enum : uint8_t { kUnary, kStruct, kArray, kBytes, kRefArray, kSubStruct };

struct Case {
  Bytes code;
  Bytes results;
  std::string starts;
};

// `results` is the code of one type, or nothing.
Bytes Everything(const Bytes& code, const Bytes& results) {
  WasmBuilder builder;
  builder.Type({kI32}, {kI64});                           // 0 kUnary
  builder.RawType({0x50, 0, 0x5f, 2, kI32, 0, 0x78, 1});  // 1 kStruct: i32, (mut i8)
  builder.RawType({0x5e, kI64, 1});                       // 2 kArray
  builder.RawType({0x5e, 0x78, 0});                       // 3 kBytes, immutable
  builder.RawType({0x5e, kFuncRef, 1});                   // 4 kRefArray
  builder.RawType({0x50, 1, kStruct, 0x5f, 3, kI32, 0, 0x78, 1, 0x64, 0x70, 0});  // 5 kSubStruct
  builder.ImportFunc(kUnary);
  builder.Tag(builder.Type({kI32, kI64}, {}));
  builder.Element({1, 0, 1, 0});
  builder.DataCount(1);
  builder.Data({1, 1, 'x'});
  const Bytes counted = results.empty() ? Bytes{0} : Bytes{1} + results;
  builder.Function(builder.RawType(Bytes{0x60, 0} + counted), code,
                   {{1, 0x63, kStruct}, {1, 0x64, kStruct}});
  return builder.Build();
}

void Expect(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    const std::string verdict = CheckVerdict(Everything(c.code, c.results), AllOn());
    EXPECT_EQ(verdict.substr(0, c.starts.size()), c.starts) << verdict;
    if (c.starts == "ok") EXPECT_EQ(verdict, "ok");
  }
}

TEST(ExtendedTest, TypedFunctionReferences) {
  Expect({
      {{kConst, 1, 0xd2, 0, 0x14, kUnary}, {kI64}, "ok"},
      {{kConst, 1, 0xd0, kUnary, 0x14, kUnary}, {kI64}, "ok"},
      {{kConst, 1, 0xd0, kStruct, 0x14, kUnary},
       {kI64},
       "invalid: type mismatch: call_ref expected (ref null 0), got (ref null 1)"},
      {{kConst, 1, 0xd0, kStruct, 0x14, kStruct}, {kI64}, "invalid: non-function type 1"},
      {{kConst, 1, 0xd2, 0, 0x15, kUnary}, {kI64}, "ok"},
      {{kConst, 1, 0xd2, 0, 0x15, kUnary}, {kI32}, "invalid: type mismatch: the callee of return"},
      {{0xd0, kUnary, 0xd4}, {0x64, 0x70}, "ok"},
      {{0xd0, kUnary}, {0x64, 0x70}, "invalid: type mismatch: end expected (ref func)"},
      {{0x02, kEmpty, 0xd0, kUnary, 0xd5, 0, 0x1a, 0x0b}, {}, "ok"},
      {{0x02, 0x64, 0x70, 0xd0, kUnary, 0xd6, 0, 0x00, 0x0b}, {0x64, 0x70}, "ok"},
      {{0x02, kEmpty, 0xd0, kUnary, 0xd6, 0, 0x0b}, {}, "invalid: type mismatch: the label of"},
  });
}

TEST(ExtendedTest, LocalsWithoutADefaultMustBeSet) {
  const Bytes make = {kConst, 1, kConst, 2, kGc, 0, kStruct};
  Expect({
      {{0x20, 0, 0x1a}, {}, "ok"},
      {{0x20, 1, 0x1a}, {}, "invalid: uninitialized local 1"},
      {make + Bytes{0x21, 1, 0x20, 1, 0x1a}, {}, "ok"},
      {make + Bytes{0x22, 1, 0x1a, 0x20, 1, 0x1a}, {}, "ok"},
      // What a block set is unset again after it; so is what one arm of an `if` set in the other.
      {Bytes{0x02, kEmpty} + make + Bytes{0x21, 1, 0x20, 1, 0x1a, 0x0b, 0x20, 1, 0x1a},
       {},
       "invalid: uninitialized local 1"},
      {Bytes{kConst, 0, 0x04, kEmpty} + make + Bytes{0x21, 1, 0x05, 0x20, 1, 0x1a, 0x0b},
       {},
       "invalid: uninitialized local 1"},
      {make + Bytes{0x21, 1, 0x02, kEmpty, 0x20, 1, 0x1a, 0x0b}, {}, "ok"},
  });
}

TEST(ExtendedTest, Exceptions) {
  const Bytes throws = {kConst, 1, 0x42, 2, 0x08, 0};
  Expect({
      {throws, {}, "ok"},
      {{kConst, 1, 0x08, 0}, {}, "invalid: type mismatch: throw expected i64, got i32"},
      {{0x08, 1}, {}, "invalid: unknown tag 1: the module has 1"},
      {{0xd0, 0x69, 0x0a}, {}, "ok"},
      {{kConst, 0, 0x0a}, {}, "invalid: type mismatch: throw_ref expected exnref, got i32"},
      // catch_all to an empty label, catch to one of the tag's type.
      {Bytes{0x02, kEmpty, 0x1f, kEmpty, 1, 2, 0} + throws + Bytes{0x0b, 0x0b}, {}, "ok"},
      {Bytes{0x02, kI32, 0x1f, kEmpty, 1, 0, 0, 0} + throws + Bytes{0x0b, 0x00, 0x0b},
       {kI32},
       "invalid: type mismatch: a catch clause delivers [i32 i64], its label takes [i32]"},
      {Bytes{0x02, 0x69, 0x1f, kEmpty, 1, 3, 0} + throws + Bytes{0x0b, 0x00, 0x0b, 0x1a}, {}, "ok"},
      {{0x1f, kEmpty, 1, 4, 0, 0x0b}, {}, "malformed: malformed catch clause: kind 0x04"},
      {{0x1f, kEmpty, 1, 2, 7, 0x0b}, {}, "invalid: unknown label 7"},
  });
}

TEST(ExtendedTest, Structs) {
  Expect({
      {{kConst, 1, kConst, 2, kGc, 0, kStruct}, {0x64, kStruct}, "ok"},
      {{kConst, 1, kGc, 0, kStruct, 0x1a}, {}, "invalid: type mismatch: struct.new expected i32"},
      {{kGc, 1, kStruct, 0x1a}, {}, "ok"},
      {{kGc, 1, kSubStruct, 0x1a}, {}, "invalid: field type is not defaultable: field 2"},
      {{kGc, 0, kArray, 0x1a}, {}, "invalid: non-structure type 2"},
      {{0x20, 0, kGc, 2, kStruct, 0}, {kI32}, "ok"},
      {{0x20, 0, kGc, 2, kStruct, 1}, {kI32}, "invalid: field is packed: struct.get"},
      {{0x20, 0, kGc, 3, kStruct, 1}, {kI32}, "ok"},
      {{0x20, 0, kGc, 4, kStruct, 0}, {kI32}, "invalid: field is unpacked: struct.get_u"},
      {{0x20, 0, kGc, 2, kStruct, 2}, {kI32}, "invalid: unknown field 2: type 1 has 2"},
      {{0x20, 0, kConst, 1, kGc, 5, kStruct, 1}, {}, "ok"},
      {{0x20, 0, kConst, 1, kGc, 5, kStruct, 0}, {}, "invalid: immutable field: struct.set"},
      {{0x20, 0, kGc, 2, kSubStruct, 0}, {kI32}, "invalid: type mismatch: struct.get expected"},
  });
}

TEST(ExtendedTest, Arrays) {
  const Bytes make = {0x42, 1, kConst, 2, kGc, 6, kArray};
  Expect({
      {make, {0x64, kArray}, "ok"},
      {make + Bytes{kGc, 15}, {kI32}, "ok"},
      {make + Bytes{kConst, 0, kGc, 11, kArray}, {kI64}, "ok"},
      {make + Bytes{kConst, 0, 0x42, 7, kGc, 14, kArray}, {}, "ok"},
      {{kConst, 2, kGc, 7, kBytes, kConst, 0, kGc, 13, kBytes}, {kI32}, "ok"},
      {{kConst, 2, kGc, 7, kBytes, kConst, 0, kGc, 11, kBytes}, {kI32}, "invalid: array is packed"},
      {{kConst, 2, kGc, 7, kBytes, kConst, 0, kConst, 0, kGc, 14, kBytes},
       {},
       "invalid: immutable array: array.set"},
      {{0x42, 1, 0x42, 2, kGc, 8, kArray, 2, 0x1a}, {}, "ok"},
      {{0x42, 1, kGc, 8, kArray, 2, 0x1a}, {}, "invalid: type mismatch: array.new_fixed"},
      {{kConst, 0, kConst, 0, kGc, 9, kBytes, 0, 0x1a}, {}, "ok"},
      {{kConst, 0, kConst, 0, kGc, 9, kRefArray, 0, 0x1a},
       {},
       "invalid: array type is not numeric or vector: elements of funcref"},
      {{kConst, 0, kConst, 0, kGc, 10, kRefArray, 0, 0x1a}, {}, "ok"},
      {{kConst, 0, kConst, 0, kGc, 10, kArray, 0, 0x1a}, {}, "invalid: type mismatch: array.new_e"},
      {make + Bytes{kConst, 0} + make + Bytes{kConst, 0, kConst, 1, kGc, 17, kArray, kArray},
       {},
       "ok"},
      {{kGc, 17, kArray, kBytes}, {}, "invalid: array types do not match: i32 to i64"},
  });
}

// A count that no operand backs must not cost time: there are 2^32 - 1 of them here.
TEST(ExtendedTest, ArrayNewFixedInUnreachableCodeIsQuick) {
  Expect({{Bytes{0x00, kGc, 8, kArray} + U32(0xffffffff) + Bytes{0x1a}, {}, "ok"}});
}

TEST(ExtendedTest, CastsAndConversions) {
  Expect({
      {{0x20, 0, kGc, 20, kSubStruct}, {kI32}, "ok"},
      {{0xd2, 0, kGc, 20, kSubStruct}, {kI32}, "invalid: type mismatch: ref.test expected anyref"},
      {{0x20, 0, kGc, 22, kSubStruct}, {0x64, kSubStruct}, "ok"},
      {{0x20, 0, kGc, 23, kSubStruct}, {0x64, kSubStruct}, "invalid: type mismatch: end expected"},
      {{0x02, 0x64, kSubStruct, 0x20, 0, kGc, 24, 1, 0, kStruct, kSubStruct, 0x00, 0x0b, 0x1a},
       {},
       "ok"},
      {{0x02, 0x64, kSubStruct, 0x20, 0, kGc, 24, 1, 0, kSubStruct, kStruct, 0x00, 0x0b, 0x1a},
       {},
       "invalid: type mismatch on cast: (ref 1) does not match (ref null 5)"},
      {{0x02, kI32, 0x20, 0, kGc, 24, 1, 0, kStruct, kSubStruct, 0x00, 0x0b, 0x1a},
       {},
       "invalid: type mismatch: the label of br_on_cast takes [i32], expected a reference last"},
      {{0x02, 0x63, kStruct, 0x20, 0, kGc, 25, 1, 0, kStruct, kSubStruct, 0x1a, 0x00, 0x0b, 0x1a},
       {},
       "ok"},
      {{kGc, 24, 4, 0, kStruct, kStruct}, {}, "malformed: malformed br_on_cast flags: 0x04"},
      {{kConst, 1, kGc, 28, kGc, 29}, {kI32}, "ok"},
      {{kConst, 1, kGc, 28, 0x20, 0, 0xd3}, {kI32}, "ok"},
      {{0xd2, 0, 0x20, 0, 0xd3}, {kI32}, "invalid: type mismatch: ref.eq expected eqref"},
      {{0xd0, kExternRef, kGc, 26}, {0x6e}, "ok"},
      {{0x20, 0, kGc, 27}, {kExternRef}, "ok"},
      {{0xd2, 0, kGc, 27}, {kExternRef}, "invalid: type mismatch: extern.convert_any expected"},
  });
}

TEST(ExtendedTest, ConstantExpressionsMayAllocate) {
  WasmBuilder builder;
  builder.RawType({0x5f, 1, kI32, 0});
  builder.Global({0x64, 0, 0}, {kConst, 1, kGc, 0, 0, 0x0b});
  builder.Global({0x6e, 0}, {kConst, 1, kGc, 28, 0x0b});
  EXPECT_EQ(CheckVerdict(builder.Build(), AllOn()), "ok");
}

}  // namespace
}  // namespace virga::wasm
