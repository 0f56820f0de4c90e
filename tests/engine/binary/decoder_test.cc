#include "engine/binary/decoder.h"

#include <gtest/gtest.h>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

using namespace virga::testing;

class DecoderTest : public ::testing::Test {
 protected:
  // Decodes with every feature on; the module borrows `bytes_`.
  const Module& Decode(const Bytes& bytes, uint64_t base = 0) {
    bytes_ = bytes;
    auto module = DecodeModule(bytes_, AllOn(), Limits(), &allocator_, base);
    EXPECT_TRUE(module.ok()) << (module.ok() ? "" : Verdict(module.error()));
    module_ = module.ok() ? std::move(module).value() : std::make_unique<Module>(&allocator_);
    return *module_;
  }

  Bytes bytes_;
  Allocator allocator_;
  std::unique_ptr<Module> module_;
};

TEST_F(DecoderTest, AnEmptyModuleHasNothing) {
  const Module& module = Decode(WasmBuilder::Header());
  EXPECT_TRUE(module.types.empty());
  EXPECT_TRUE(module.bodies.empty());
  EXPECT_EQ(module.start, kNoIndex);
  EXPECT_FALSE(module.has_data_count);
}

TEST_F(DecoderTest, IndexSpacesListImportsFirst) {
  WasmBuilder builder;
  const uint32_t unary = builder.Type({kI32}, {kI64});
  const uint32_t nullary = builder.Type({}, {});
  builder.ImportFunc(unary);
  builder.Import(1, {kFuncRef, 1, 2, 9});
  builder.Import(2, {0, 3});
  builder.Import(3, {kF64, 1});
  builder.Import(4, {0, 0});
  builder.Function(nullary, {});
  builder.Table({kExternRef, 0, 5});
  builder.Memory({1, 1, 4});
  builder.Global({kI32, 0}, {0x41, 7, 0x0b});
  builder.Tag(nullary);
  const Module& module = Decode(builder.Build());
  ASSERT_EQ(module.imports.size(), 5u);
  EXPECT_EQ(module.imports[0].module, "m");
  EXPECT_EQ(module.imports[0].name, "f");
  for (const Import& import : module.imports) EXPECT_EQ(import.index, 0u);
  ASSERT_EQ(module.functions.size(), 2u);
  EXPECT_EQ(module.functions[0], unary);
  EXPECT_EQ(module.functions[1], nullary);
  EXPECT_EQ(module.imported_functions, 1u);
  EXPECT_EQ(module.bodies.size(), 1u);
  ASSERT_EQ(module.tables.size(), 2u);
  EXPECT_EQ(module.tables[0].type.limits.min, 2u);
  EXPECT_EQ(module.tables[0].type.limits.max, 9u);
  EXPECT_EQ(module.tables[1].type.element, ValType::ExternRef());
  EXPECT_FALSE(module.tables[1].type.limits.has_max);
  ASSERT_EQ(module.memories.size(), 2u);
  EXPECT_EQ(module.memories[1].limits.max, 4u);
  ASSERT_EQ(module.globals.size(), 2u);
  EXPECT_TRUE(module.globals[0].type.is_mutable);
  EXPECT_TRUE(module.globals[0].init.bytes.empty());
  EXPECT_EQ(module.globals[1].init.bytes.size(), 3u);
  ASSERT_EQ(module.tags.size(), 2u);
  EXPECT_EQ(module.tags[1].type_index, nullary);
}

TEST_F(DecoderTest, RangesCarryTheirPlaceInTheInput) {
  WasmBuilder builder;
  builder.Function(builder.Type({}, {}), {0x01, 0x01});
  builder.Global({kI32, 0}, {0x41, 7, 0x0b});
  builder.Export("run", 0, 0);
  for (const uint64_t base : {uint64_t{0}, uint64_t{1000}}) {
    const Module& module = Decode(builder.Build(), base);
    const Code& body = module.bodies[0].code;
    EXPECT_EQ(bytes_[body.offset - base], body.bytes[0]);
    EXPECT_EQ(&bytes_[body.offset - base], body.bytes.data());
    EXPECT_EQ(&bytes_[module.globals[0].init.offset - base], module.globals[0].init.bytes.data());
    EXPECT_EQ(bytes_[module.exports[0].offset - base], 3);
  }
}

TEST_F(DecoderTest, TypesOfEveryForm) {
  WasmBuilder builder;
  builder.RawType({0x60, 1, 0x6e, 2, 0x63, 0, 0x64, 0x6b});
  // (rec (sub (struct (mut i8) (i32))) (sub final 1 (array (mut (ref 1)))))
  builder.RawType(Bytes{0x4e, 2, 0x50, 0, 0x5f, 2, 0x78, 1, kI32, 0} +
                  Bytes{0x4f, 1, 1, 0x5e, 0x64, 1, 1});
  builder.RawType({0x5d, 0});
  const Module& module = Decode(builder.Build());
  ASSERT_EQ(module.types.size(), 4u);
  ASSERT_EQ(module.rec_groups.size(), 3u);
  EXPECT_EQ(module.rec_groups[1].first, 1u);
  EXPECT_EQ(module.rec_groups[1].count, 2u);
  EXPECT_EQ(module.types[0].func.params[0], ValType::Ref(HeapType::Abstract(AbsHeap::kAny), true));
  EXPECT_EQ(module.types[0].func.results[0], ValType::Ref(HeapType::Concrete(0), true));
  EXPECT_EQ(module.types[0].func.results[1],
            ValType::Ref(HeapType::Abstract(AbsHeap::kStruct), false));
  EXPECT_EQ(module.types[1].kind, CompositeKind::kStruct);
  EXPECT_FALSE(module.types[1].is_final);
  EXPECT_EQ(module.types[1].fields[0].packed, PackedKind::kI8);
  EXPECT_TRUE(module.types[1].fields[0].is_mutable);
  EXPECT_EQ(module.types[2].kind, CompositeKind::kArray);
  EXPECT_TRUE(module.types[2].is_final);
  EXPECT_EQ(module.types[2].supertype, 1u);
  EXPECT_EQ(module.types[3].kind, CompositeKind::kCont);
  EXPECT_EQ(module.types[3].cont_func, 0u);
}

TEST_F(DecoderTest, AllEightElementForms) {
  const Bytes zero = {0x41, 0, 0x0b};
  const Bytes indices = {2, 0, 1};
  const Bytes expressions = {2, 0xd2, 0, 0x0b, 0xd0, kFuncRef, 0x0b};
  WasmBuilder builder;
  builder.Element(Bytes{0} + zero + indices);
  builder.Element(Bytes{1, 0} + indices);
  builder.Element(Bytes{2, 3} + zero + Bytes{0} + indices);
  builder.Element(Bytes{3, 0} + indices);
  builder.Element(Bytes{4} + zero + expressions);
  builder.Element(Bytes{5, kFuncRef} + expressions);
  builder.Element(Bytes{6, 3} + zero + Bytes{kFuncRef} + expressions);
  builder.Element(Bytes{7, kFuncRef} + expressions);
  const Module& module = Decode(builder.Build());
  ASSERT_EQ(module.elements.size(), 8u);
  for (size_t flags = 0; flags < 8; ++flags) {
    const ElementSegment& element = module.elements[flags];
    const bool active = (flags & 1) == 0;
    EXPECT_EQ(element.mode, active             ? SegmentMode::kActive
                            : (flags & 2) != 0 ? SegmentMode::kDeclarative
                                               : SegmentMode::kPassive);
    EXPECT_EQ(element.table, active && (flags & 2) != 0 ? 3u : 0u);
    EXPECT_EQ(element.offset.bytes.size(), active ? 3u : 0u);
    EXPECT_EQ(element.is_expressions, flags >= 4);
    EXPECT_EQ(element.count, 2u);
    EXPECT_EQ(element.items.bytes.size(), flags >= 4 ? 6u : 2u);
    EXPECT_EQ(element.type, flags >= 4 ? ValType::FuncRef()
                                       : ValType::Ref(HeapType::Abstract(AbsHeap::kFunc), false));
  }
}

TEST_F(DecoderTest, DataFormsAndTheirCount) {
  WasmBuilder builder;
  builder.DataCount(3);
  builder.Data({0, 0x41, 5, 0x0b, 2, 'h', 'i'});
  builder.Data({1, 1, 'x'});
  builder.Data({2, 1, 0x41, 0, 0x0b, 0});
  const Module& module = Decode(builder.Build());
  ASSERT_EQ(module.datas.size(), 3u);
  EXPECT_TRUE(module.has_data_count);
  EXPECT_EQ(module.datas[0].mode, SegmentMode::kActive);
  EXPECT_EQ(module.datas[0].bytes.size(), 2u);
  EXPECT_EQ(module.datas[1].mode, SegmentMode::kPassive);
  EXPECT_EQ(module.datas[2].memory, 1u);
  EXPECT_TRUE(module.datas[2].bytes.empty());
}

TEST_F(DecoderTest, CustomSectionsStandAnywhere) {
  const Bytes custom = Bytes{0, 3, 1, 'c', 9};
  Bytes bytes = WasmBuilder::Header() + custom + Bytes{1, 1, 0} + custom + Bytes{3, 1, 0} + custom;
  const Module& module = Decode(bytes);
  ASSERT_EQ(module.customs.size(), 3u);
  EXPECT_EQ(module.customs[0].after_section, 0);
  EXPECT_EQ(module.customs[1].after_section, 1);
  EXPECT_EQ(module.customs[2].after_section, 3);
  EXPECT_EQ(module.customs[1].name, "c");
  EXPECT_EQ(module.customs[1].bytes[0], 9);
}

TEST_F(DecoderTest, LimitsOfEveryKind) {
  WasmBuilder builder;
  builder.Memory({0, 1});
  builder.Memory({3, 1, 2});
  builder.Memory(Bytes{5} + U32(1) + U32(uint64_t{1} << 40));
  builder.Memory({8, 1, 0});
  const Module& module = Decode(builder.Build());
  EXPECT_FALSE(module.memories[0].limits.has_max);
  EXPECT_TRUE(module.memories[1].limits.is_shared);
  EXPECT_TRUE(module.memories[2].limits.is_64);
  EXPECT_EQ(module.memories[2].limits.max, uint64_t{1} << 40);
  EXPECT_EQ(module.memories[3].limits.page_shift, 0);
}

}  // namespace
}  // namespace virga::wasm
