// What is checked of a module outside its bodies.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

struct Case {
  std::function<void(WasmBuilder&)> build;
  std::string starts;
};

void Expect(std::initializer_list<Case> cases, const Features& features = Features()) {
  int number = 0;
  for (const Case& c : cases) {
    WasmBuilder builder;
    c.build(builder);
    const std::string verdict = CheckVerdict(builder.Build(), features);
    EXPECT_EQ(verdict.substr(0, c.starts.size()), c.starts) << "case " << number << ": " << verdict;
    ++number;
  }
}

const Bytes kZero = {0x41, 0, 0x0b};

TEST(ModuleTest, FunctionsAndStart) {
  Expect({
      {[](WasmBuilder& b) { b.Function(3, {}); }, "invalid: unknown type 3: function 0"},
      {[](WasmBuilder& b) { b.ImportFunc(0); }, "invalid: unknown type 0: function 0"},
      {[](WasmBuilder& b) {
         b.Function(b.Type({}, {}), {});
         b.Start(0);
       },
       "ok"},
      {[](WasmBuilder& b) { b.Start(0); }, "invalid: unknown function 0: start function"},
      {[](WasmBuilder& b) {
         b.Function(b.Type({kI32}, {}), {});
         b.Start(0);
       },
       "invalid: start function must not have parameters or results: function 0 has [i32] -> []"},
  });
}

TEST(ModuleTest, TablesAndMemories) {
  Expect({
      {[](WasmBuilder& b) { b.Memory(Bytes{1} + U32(65536) + U32(65536)); }, "ok"},
      {[](WasmBuilder& b) { b.Memory(Bytes{0} + U32(65537)); },
       "invalid: memory size must be at most 65536 pages (4GiB): memory 0 has 65537"},
      {[](WasmBuilder& b) { b.Memory(Bytes{1} + U32(0) + U32(65537)); },
       "invalid: memory size must be at most 65536 pages (4GiB)"},
      {[](WasmBuilder& b) { b.Memory({1, 2, 1}); },
       "invalid: size minimum must not be greater than maximum: memory 0 has 2 and 1"},
      {[](WasmBuilder& b) { b.Table({kFuncRef, 1, 2, 1}); },
       "invalid: size minimum must not be greater than maximum: table 0"},
      {[](WasmBuilder& b) { b.Table(Bytes{kFuncRef, 0} + U32(0xffffffff)); }, "ok"},
      {[](WasmBuilder& b) { b.Table(Bytes{kFuncRef, 0} + U32(uint64_t{1} << 32)); },
       "invalid: table size must be at most 2^32-1"},
      {[](WasmBuilder& b) {
         b.Memory({0, 0});
         b.Memory({0, 0});
       },
       "ok"},
  });
  Features few;
  few.Set(Feature::kMultiMemory, false);
  few.Set(Feature::kReferenceTypes, false);
  Expect({{[](WasmBuilder& b) {
             b.Memory({0, 0});
             b.Memory({0, 0});
           },
           "invalid: multiple memories: 2 (feature multi-memory is off)"},
          {[](WasmBuilder& b) {
             b.Table({kFuncRef, 0, 0});
             b.Table({kFuncRef, 0, 0});
           },
           "invalid: multiple tables"}},
         few);
  Expect({{[](WasmBuilder& b) { b.Memory({2, 1}); }, "invalid: shared memory must have maximum"},
          {[](WasmBuilder& b) { b.Table({0x64, 0x70, 0, 1}); },
           "invalid: type mismatch: table 0 of (ref func) needs an initialiser"}},
         AllOn());
}

TEST(ModuleTest, GlobalsAndConstantExpressions) {
  const auto global = [](const Bytes& type, const Bytes& init) {
    return [=](WasmBuilder& b) { b.Global(type, init); };
  };
  Expect({
      {global({kI32, 0}, kZero), "ok"},
      {global({kI64, 0}, kZero), "invalid: type mismatch: end expected i64, got i32"},
      {global({kI32, 0}, {0x0b}), "invalid: type mismatch: end expected i32, got nothing"},
      {global({kI32, 0}, {0x41, 0, 0x41, 0, 0x0b}), "invalid: type mismatch: end: 1 values"},
      {global({kI32, 0}, {0x41, 2, 0x41, 3, 0x6a, 0x41, 4, 0x6c, 0x0b}), "ok"},
      {global({kI64, 0}, {0x42, 2, 0x42, 3, 0x7d, 0x0b}), "ok"},
      {global({kI32, 0}, {0x41, 2, 0x41, 3, 0x6d, 0x0b}),
       "invalid: constant expression required: i32.div_s is not constant"},
      {global({kI32, 0}, {0x41, 0, 0x01, 0x0b}), "invalid: constant expression required: nop"},
      {global({kI32, 0}, {0x02, kI32, 0x41, 0, 0x0b, 0x0b}), "invalid: constant expression requ"},
      {global({kI32, 0}, {0x23, 0, 0x0b}), "invalid: unknown global 0: 0 are known here"},
      {global({kFuncRef, 0}, {0xd0, kFuncRef, 0x0b}), "ok"},
      {global({kFuncRef, 0}, {0xd2, 0, 0x0b}), "invalid: unknown function 0"},
      {[](WasmBuilder& b) {
         b.Import(3, {kI32, 0});
         b.Global({kI32, 0}, {0x23, 0, 0x0b});
         b.Global({kI32, 0}, {0x23, 1, 0x0b});
       },
       "ok"},
      {[](WasmBuilder& b) {
         b.Import(3, {kI32, 1});
         b.Global({kI32, 0}, {0x23, 0, 0x0b});
       },
       "invalid: constant expression required: global.get of a mutable global"},
  });
  Features plain;
  plain.Set(Feature::kExtendedConst, false);
  Expect({{global({kI32, 0}, {0x41, 2, 0x41, 3, 0x6a, 0x0b}),
           "invalid: constant expression required: i32.add"}},
         plain);
}

TEST(ModuleTest, ReferencesAreDeclaredByGlobalsExportsAndElements) {
  const auto with = [](const std::function<void(WasmBuilder&)>& declare) {
    return [declare](WasmBuilder& b) {
      b.Function(b.Type({}, {kFuncRef}), {0xd2, 0});
      declare(b);
    };
  };
  Expect({
      {with([](WasmBuilder&) {}), "invalid: undeclared function reference 0"},
      {with([](WasmBuilder& b) { b.Export("f", 0, 0); }), "ok"},
      {with([](WasmBuilder& b) { b.Global({kFuncRef, 0}, {0xd2, 0, 0x0b}); }), "ok"},
      {with([](WasmBuilder& b) { b.Element({3, 0, 1, 0}); }), "ok"},
      {with([](WasmBuilder& b) { b.Element({7, kFuncRef, 1, 0xd2, 0, 0x0b}); }), "ok"},
  });
}

TEST(ModuleTest, Exports) {
  Expect({
      {[](WasmBuilder& b) {
         b.Memory({0, 0});
         b.Export("a", 2, 0);
         b.Export("b", 2, 0);
         b.Export("", 2, 0);
       },
       "ok"},
      {[](WasmBuilder& b) {
         b.Memory({0, 0});
         b.Export("a", 2, 0);
         b.Export("b", 2, 0);
         b.Export("a", 2, 0);
       },
       "invalid: duplicate export name \"a\""},
      {[](WasmBuilder& b) { b.Export("a", 0, 0); }, "invalid: unknown function 0: exported"},
      {[](WasmBuilder& b) { b.Export("a", 1, 0); }, "invalid: unknown table 0: exported"},
      {[](WasmBuilder& b) { b.Export("a", 2, 0); }, "invalid: unknown memory 0: exported"},
      {[](WasmBuilder& b) { b.Export("a", 3, 0); }, "invalid: unknown global 0: exported"},
  });
  // The later of the two is the one at fault.
  WasmBuilder builder;
  builder.Memory({0, 0});
  builder.Export("a", 2, 0);
  builder.Export("a", 2, 0);
  const Bytes bytes = builder.Build();
  Allocator allocator;
  TypeRegistry registry(&allocator);
  auto module = DecodeModule(bytes, Features(), Limits(), &allocator);
  ASSERT_TRUE(module.ok());
  const uint64_t second = (*module)->exports[1].offset;
  const auto valid = ValidateModule(std::move(module).value(), &registry, Features(), Limits(),
                                    ValidateMode::kLazy);
  ASSERT_FALSE(valid.ok());
  EXPECT_EQ(valid.error().offset(), std::optional<uint64_t>(second));
}

TEST(ModuleTest, Segments) {
  Expect({
      {[](WasmBuilder& b) { b.Data(Bytes{0} + kZero + Bytes{0}); }, "invalid: unknown memory 0"},
      {[](WasmBuilder& b) {
         b.Memory({0, 1});
         b.Data({0, 0x42, 0, 0x0b, 0});
       },
       "invalid: type mismatch: end expected i32, got i64"},
      {[](WasmBuilder& b) { b.Element(Bytes{0} + kZero + Bytes{0}); }, "invalid: unknown table 0"},
      {[](WasmBuilder& b) {
         b.Table({kFuncRef, 0, 1});
         b.Element(Bytes{0} + kZero + Bytes{1, 0});
       },
       "invalid: unknown function 0: the module has 0"},
      {[](WasmBuilder& b) {
         b.Table({kExternRef, 0, 1});
         b.Element(Bytes{0} + kZero + Bytes{0});
       },
       "invalid: type mismatch: element segment 0 of (ref func) for a table of externref"},
      {[](WasmBuilder& b) { b.Element({5, kExternRef, 1, 0xd0, kFuncRef, 0x0b}); },
       "invalid: type mismatch: end expected externref, got funcref"},
      {[](WasmBuilder& b) { b.Element({5, kFuncRef, 2, 0xd0, kFuncRef, 0x0b, 0x01, 0x0b}); },
       "invalid: constant expression required: nop"},
  });
}

TEST(ModuleTest, TypesReferBackwardsOrIntoTheirGroup) {
  const Bytes to_1 = {0x5f, 1, 0x63, 1, 0};  // (struct (field (ref null 1)))
  Expect({{[=](WasmBuilder& b) { b.RawType(to_1); }, "invalid: unknown type 1: referred to by"},
          {[=](WasmBuilder& b) {
             b.RawType(to_1);
             b.RawType({0x5f, 0});
           },
           "invalid: unknown type 1"},
          {[=](WasmBuilder& b) { b.RawType(Bytes{0x4e, 2} + to_1 + Bytes{0x5f, 0}); }, "ok"},
          {[](WasmBuilder& b) { b.RawType({0x50, 1, 0, 0x5f, 0}); }, "invalid: forward use of typ"},
          {[](WasmBuilder& b) {
             b.RawType({0x5f, 0});
             b.RawType({0x50, 1, 0, 0x5f, 0});
           },
           "invalid: sub type 1 has final super type 0"},
          {[](WasmBuilder& b) {
             b.RawType({0x50, 0, 0x5f, 1, kI32, 0});
             b.RawType({0x50, 1, 0, 0x5f, 0});
           },
           "invalid: sub type 1 does not match super type 0"},
          {[](WasmBuilder& b) {
             b.RawType({0x50, 0, 0x5f, 1, kI32, 0});
             b.RawType({0x50, 1, 0, 0x5f, 2, kI32, 0, kI64, 1});
           },
           "ok"},
          {[](WasmBuilder& b) { b.RawType({0x50, 2, 0, 0, 0x5f, 0}); }, "invalid: sub type"}},
         AllOn());
}

TEST(ModuleTest, LazyValidationChecksBodiesWhenTheyAreAskedFor) {
  WasmBuilder builder;
  const uint32_t type = builder.Type({}, {kI32});
  builder.Function(type, {0x41, 7});
  builder.Function(type, {});
  const Bytes bytes = builder.Build();
  Allocator allocator;
  TypeRegistry registry(&allocator);
  auto module = DecodeModule(bytes, Features(), Limits(), &allocator);
  ASSERT_TRUE(module.ok());
  auto valid = ValidateModule(std::move(module).value(), &registry, Features(), Limits(),
                              ValidateMode::kLazy);
  ASSERT_TRUE(valid.ok());
  const auto good = ValidatedBody::Of(**valid, 0);
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good->facts().operand_slots, 1u);
  EXPECT_EQ(good->function(), 0u);
  for (int again = 0; again < 2; ++again) EXPECT_FALSE(ValidatedBody::Of(**valid, 1).ok());
  EXPECT_NE(CheckVerdict(bytes), "ok");
}

TEST(ModuleTest, CanonicalTypesAreSharedAcrossModules) {
  Allocator allocator;
  TypeRegistry registry(&allocator);
  const auto validate = [&](const Bytes& bytes) {
    auto module = DecodeModule(bytes, Features(), Limits(), &allocator);
    auto valid = ValidateModule(std::move(module).value(), &registry, Features(), Limits(),
                                ValidateMode::kEager);
    EXPECT_TRUE(valid.ok());
    return std::move(valid).value();
  };
  WasmBuilder first;
  first.ImportFunc(first.Type({kI32}, {}));
  WasmBuilder second;
  second.Type({}, {});
  second.ImportFunc(second.Type({kI32}, {}));
  const Bytes bytes[] = {first.Build(), second.Build()};
  const auto a = validate(bytes[0]);
  const auto b = validate(bytes[1]);
  EXPECT_EQ(a->function_type_id(0), b->function_type_id(0));
  EXPECT_NE(b->type_id(0), b->type_id(1));
  EXPECT_EQ(a->Canonical(ValType::Ref(HeapType::Concrete(0), true)),
            b->Canonical(ValType::Ref(HeapType::Concrete(1), true)));
}

}  // namespace
}  // namespace virga::wasm
