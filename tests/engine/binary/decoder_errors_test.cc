// What the decoder refuses, with which words. Where the specification's scripts have a phrase for
// it, the message starts with that phrase.

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

Bytes Module(const Bytes& sections) { return WasmBuilder::Header() + sections; }

struct Case {
  Bytes bytes;
  std::string starts;
};

TEST(DecoderErrorsTest, MalformedModules) {
  const Case cases[] = {
      {{}, "malformed: unexpected end: magic header"},
      {{0, 'a', 's', 'n', 1, 0, 0, 0}, "malformed: magic header not detected"},
      {{0, 'a', 's', 'm', 2, 0, 0, 0},
       "malformed: unknown binary version: expected 0x1, found 0x2"},
      {{0, 'a', 's', 'm', 0x0d, 0, 1, 0}, "malformed: unknown binary version"},
      {Module({14, 0}), "malformed: malformed section id: 14"},
      {Module({1}), "malformed: unexpected end: section size"},
      {Module({1, 5, 0}), "malformed: unexpected end: length out of bounds: the type section"},
      {Module({1, 2, 0, 0}), "malformed: section size mismatch: the type section has 2 bytes"},
      {Module({1, 0}), "malformed: unexpected end: types"},
      {Module({1, 6, 0x80, 0x80, 0x80, 0x80, 0x80, 0}),
       "malformed: integer representation too long: types"},
      {Module({1, 5, 0x80, 0x80, 0x80, 0x80, 0x70}), "malformed: integer too large: types"},
      {Module({3, 1, 0, 1, 1, 0}), "malformed: unexpected content after last section: a type"},
      {Module({1, 1, 0, 1, 1, 0}), "malformed: unexpected content after last section: a type"},
      {Module({10, 1, 0, 12, 1, 0}), "malformed: unexpected content after last section: a data c"},
      {Module({1, 3, 1, 0x5b, 0}), "malformed: malformed definition type: form 0x5b"},
      {Module({1, 4, 1, 0x60, 1, 0x40}), "malformed: malformed value type: code 0x40"},
      {Module({4, 4, 1, kI32, 0, 0}), "malformed: malformed reference type: code 0x7f"},
      {Module({2, 6, 1, 1, 'a', 1, 0xff, 0}), "malformed: malformed UTF-8 encoding: import name"},
      {Module({2, 7, 1, 1, 'a', 1, 'b', 5, 0}), "malformed: malformed import kind: 0x05"},
      {Module({7, 5, 1, 1, 'a', 9, 0}), "malformed: malformed export kind: 0x09"},
      {Module({5, 3, 1, 0x10, 0}), "malformed: malformed limits flags: 0x10"},
      {Module({5, 3, 1, 2, 0}),
       "malformed: malformed limits flags: 0x02 (shared needs the feature"},
      {Module({6, 6, 1, kI32, 2, 0x41, 0, 0x0b}), "malformed: malformed mutability: 0x02"},
      {Module({6, 5, 1, kI32, 0, 0x41, 0}), "malformed: unexpected end: instruction"},
      {Module({6, 5, 1, kI32, 0, 0xff, 0x0b}), "malformed: illegal opcode ff"},
      {Module({6, 6, 1, kI32, 0, 0xfc, 0x7f, 0x0b}), "malformed: illegal opcode fc 7f"},
      {Module({9, 4, 1, 8, 0, 0}), "malformed: malformed elements segment kind: flags 0x8"},
      {Module({9, 4, 1, 1, 1, 0}), "malformed: malformed element kind: 0x01"},
      {Module({11, 3, 1, 3, 0}), "malformed: malformed data segment kind: flags 0x3"},
      {Module({11, 4, 1, 1, 5, 0}), "malformed: unexpected end: length out of bounds: 5 bytes"},
      {Module({12, 1, 1}), "malformed: data count and data section have inconsistent lengths"},
      {Module({12, 1, 0, 11, 3, 1, 1, 0}), "malformed: data count and data section have"},
      {Module({10, 3, 1, 1, 0x0b}),
       "malformed: function and code section have inconsistent lengths: 0 functions, 1 bodies"},
      {Module({1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0}),
       "malformed: function and code section have inconsistent lengths: 1 functions, 0 bodies"},
      {Module({0, 1, 5}), "malformed: unexpected end: length out of bounds: custom section name"},
      {Module({8, 5, 0xff, 0xff, 0xff, 0xff, 0x0f}), "invalid: unknown function 4294967295"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(DecodeVerdict(c.bytes).substr(0, c.starts.size()), c.starts);
}

TEST(DecoderErrorsTest, WhatIsOffNamesItsFeature) {
  const Case cases[] = {
      {Module({1, 4, 1, 0x60, 1, kV128, 0}), "simd"},
      {Module({1, 4, 1, 0x60, 1, 0x6e, 0}), "gc"},
      {Module({1, 5, 1, 0x60, 1, 0x63, 0, 0}), "function-references"},
      {Module({1, 3, 1, 0x5f, 0}), "gc"},
      {Module({1, 3, 1, 0x5d, 0}), "stack-switching"},
      {Module({1, 3, 1, 0x4e, 0}), "gc"},
      {Module({5, 3, 1, 4, 0}), "memory64"},
      {Module({13, 3, 1, 0, 0}), "exceptions"},
      {Module({4, 9, 1, 0x40, 0, kFuncRef, 0, 0, 0xd0, kFuncRef, 0x0b}), "function-references"},
  };
  for (const Case& c : cases) {
    const std::string verdict = DecodeVerdict(c.bytes);
    EXPECT_EQ(verdict.substr(0, 13), "unsupported: ") << verdict;
    EXPECT_NE(verdict.find("is not enabled (feature " + c.starts + ")"), std::string::npos)
        << verdict;
  }
  Features few;
  for (const Feature feature :
       {Feature::kMultiValue, Feature::kBulkMemory, Feature::kReferenceTypes}) {
    few.Set(feature, false);
  }
  const Case old[] = {
      {Module({1, 6, 1, 0x60, 0, 2, kI32, kI32}), "multi-value"},
      {Module({1, 5, 1, 0x60, 1, kExternRef, 0}), "reference-types"},
      {Module({12, 1, 0}), "bulk-memory"},
      {Module({11, 3, 1, 1, 0}), "bulk-memory"},
  };
  for (const Case& c : old) {
    EXPECT_NE(DecodeVerdict(c.bytes, few).find("(feature " + c.starts + ")"), std::string::npos);
  }
}

TEST(DecoderErrorsTest, OffsetsPointAtTheFault) {
  Allocator allocator;
  const Bytes bytes = Module({1, 4, 1, 0x60, 1, 0x40});
  for (const uint64_t base : {uint64_t{0}, uint64_t{4096}}) {
    const auto module = DecodeModule(bytes, Features(), Limits(), &allocator, base);
    ASSERT_FALSE(module.ok());
    EXPECT_EQ(module.error().offset(), std::optional<uint64_t>(base + 13));
  }
}

// Every limit of the decoder at its value and one beyond.
TEST(DecoderErrorsTest, LimitsHoldExactly) {
  struct LimitCase {
    uint64_t Limits::* field;
    Bytes (*make)(size_t count);
  };
  const LimitCase cases[] = {
      {&Limits::types,
       [](size_t n) { return Module(Bytes{1} + Sized(U32(n) + Repeat({0x60, 0, 0}, n))); }},
      {&Limits::function_params,
       [](size_t n) {
         return Module(Bytes{1} + Sized(Bytes{1} + FuncTypeBytes(Bytes(n, kI32), {})));
       }},
      {&Limits::function_results,
       [](size_t n) {
         return Module(Bytes{1} + Sized(Bytes{1} + FuncTypeBytes({}, Bytes(n, kI32))));
       }},
      {&Limits::imports,
       [](size_t n) { return Module(Bytes{2} + Sized(U32(n) + Repeat({0, 0, 0, 0}, n))); }},
      {&Limits::tables,
       [](size_t n) { return Module(Bytes{4} + Sized(U32(n) + Repeat({kFuncRef, 0, 0}, n))); }},
      {&Limits::memories,
       [](size_t n) { return Module(Bytes{5} + Sized(U32(n) + Repeat({0, 0}, n))); }},
      {&Limits::globals,
       [](size_t n) {
         return Module(Bytes{6} + Sized(U32(n) + Repeat({kI32, 0, 0x41, 0, 0x0b}, n)));
       }},
      {&Limits::exports,
       [](size_t n) { return Module(Bytes{7} + Sized(U32(n) + Repeat({0, 0, 0}, n))); }},
      {&Limits::element_segments,
       [](size_t n) { return Module(Bytes{9} + Sized(U32(n) + Repeat({1, 0, 0}, n))); }},
      {&Limits::segment_elements,
       [](size_t n) { return Module(Bytes{9} + Sized(Bytes{1, 1, 0} + U32(n) + Bytes(n, 0))); }},
      {&Limits::data_segments,
       [](size_t n) { return Module(Bytes{11} + Sized(U32(n) + Repeat({1, 0}, n))); }},
      {&Limits::name_bytes,
       [](size_t n) {
         return Module(Bytes{7} + Sized(Bytes{1} + Name(std::string(n, 'x')) + Bytes{0, 0}));
       }},
      {&Limits::module_bytes,
       [](size_t n) { return Module(Bytes{0} + Sized(Bytes{0} + Bytes(n - 11, 0))); }},
  };
  constexpr size_t kLimit = 20;
  for (const LimitCase& c : cases) {
    Limits limits;
    limits.*c.field = kLimit;
    EXPECT_EQ(DecodeVerdict(c.make(kLimit), Features(), limits), "ok");
    const std::string beyond = DecodeVerdict(c.make(kLimit + 1), Features(), limits);
    EXPECT_EQ(beyond.substr(0, 7), "limit: ") << beyond;
    EXPECT_NE(beyond.find("20"), std::string::npos) << beyond;
    limits.*c.field = kLimit + 1;
    EXPECT_EQ(DecodeVerdict(c.make(kLimit + 1), Features(), limits), "ok");
  }
}

TEST(DecoderErrorsTest, FunctionLimitsCountImportsToo) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {});
  builder.ImportFunc(type);
  builder.Function(type, {0x01, 0x01, 0x01});
  Limits limits;
  limits.functions = 2;
  limits.function_bytes = 5;
  EXPECT_EQ(DecodeVerdict(builder.Build(), Features(), limits), "ok");
  limits.functions = 1;
  EXPECT_EQ(DecodeVerdict(builder.Build(), Features(), limits),
            "limit: too many functions: 2, the limit is 1");
  limits.functions = 2;
  limits.function_bytes = 4;
  EXPECT_EQ(DecodeVerdict(builder.Build(), Features(), limits),
            "limit: function body of 5 bytes, the limit is 4");
}

TEST(DecoderErrorsTest, EveryFailedAllocationIsReportedAndLeaksNothing) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({kI32, kI64}, {kI32});
  builder.ImportFunc(type);
  builder.Function(type, {0x41, 0});
  builder.Table({kFuncRef, 0, 1});
  builder.Memory({0, 1});
  builder.Global({kI32, 0}, {0x41, 7, 0x0b});
  builder.Export("f", 0, 0);
  builder.Element({1, 0, 1, 0});
  builder.Data({1, 1, 'x'});
  builder.Custom("c", {});
  const Bytes bytes = builder.Build();
  uint64_t failures = 0;
  for (uint64_t n = 1;; ++n) {
    Allocator allocator;
    allocator.FailAfter(n);
    {
      const auto module = DecodeModule(bytes, Features(), Limits(), &allocator);
      if (module.ok()) break;
      EXPECT_EQ(module.error().kind(), ErrorKind::kOutOfMemory);
    }
    EXPECT_EQ(allocator.used(), 0u);
    ++failures;
  }
  EXPECT_GT(failures, 5u);
}

}  // namespace
}  // namespace virga::wasm
