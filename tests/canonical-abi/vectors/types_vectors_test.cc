#include "canonical-abi/types/signature.h"
#include "tests/canonical-abi/vectors/vector_file.h"

namespace virga::cabi {
namespace {

Json FlatNames(const FlatTypes& flat) {
  Json names = Json::array();
  for (uint32_t i = 0; i < flat.size() && i < FlatTypes::kFlatKept; ++i)
    names.push_back(std::string(CoreTypeName(flat[i])));
  return names;
}

Json Names(std::span<const CoreType> types) {
  Json names = Json::array();
  for (const CoreType type : types) names.push_back(std::string(CoreTypeName(type)));
  return names;
}

TEST(TypeVectors, LayoutIsTheSpecifications) {
  VIRGA_VECTORS_OR_SKIP(cases, "layout");
  VectorCount count("layout");
  for (const Json& c : cases) {
    SCOPED_TRACE(c["id"].get<std::string>());
    TypeTable table{Limits{}};
    const ValueType type = TypeReader(&table).Read(c["type"]);
    const TypeNode& node = table.node(type);
    for (const char* addr : {"i32", "i64"}) {
      const Json& expect = c[addr];
      const int w = static_cast<int>(ReadWidth(addr));
      EXPECT_EQ(node.align[w], expect["align"].get<uint32_t>());
      EXPECT_EQ(node.size[w], expect["size"].get<uint32_t>());
      EXPECT_EQ(FlatNames(node.flat[w]), expect["flat"]);
      if (expect.contains("disc_size")) {
        EXPECT_EQ(node.disc_bytes, expect["disc_size"].get<uint32_t>());
        EXPECT_EQ(node.payload_offset[w], expect["payload_offset"].get<uint32_t>());
      }
      if (expect.contains("field_offsets")) {
        Json offsets = Json::array();
        for (const Field& field : table.fields(node)) offsets.push_back(field.offset[w]);
        EXPECT_EQ(offsets, expect["field_offsets"]);
      }
    }
    if (::testing::Test::HasFailure()) return;
    ++count.passed;
  }
}

TEST(TypeVectors, CoreSignaturesAreTheSpecifications) {
  VIRGA_VECTORS_OR_SKIP(cases, "functypes");
  VectorCount count("functypes");
  static constexpr std::pair<const char*, AbiShape> kShapes[] = {
      {"lift", AbiShape::kLift},
      {"lower", AbiShape::kLower},
      {"lift-async-callback", AbiShape::kLiftAsyncCallback},
      {"lift-async-stackful", AbiShape::kLiftAsyncStackful},
      {"lower-async", AbiShape::kLowerAsync},
      {"task.return", AbiShape::kTaskReturn},
  };
  for (const Json& c : cases) {
    SCOPED_TRACE(c["id"].get<std::string>());
    TypeTable table{Limits{}};
    const FuncType type = table.func(TypeReader(&table).ReadFunc(c["params"], c["result"]));
    for (const char* addr : {"i32", "i64"}) {
      for (const auto& [name, shape] : kShapes) {
        const CoreSignature signature = FlattenFunc(table, type, shape, ReadWidth(addr));
        const Json got = {{"params", Names(signature.param_types())},
                          {"results", Names(signature.result_types())}};
        EXPECT_EQ(got, c[addr][name]) << addr << " " << name;
      }
    }
    if (::testing::Test::HasFailure()) return;
    ++count.passed;
  }
}

TEST(TypeVectors, SmallFunctionsAreTheSpecifications) {
  VIRGA_VECTORS_OR_SKIP(cases, "misc");
  VectorCount count("misc");
  const std::map<std::string, CoreType> core = {{"i32", CoreType::kI32},
                                                {"i64", CoreType::kI64},
                                                {"f32", CoreType::kF32},
                                                {"f64", CoreType::kF64}};
  for (const Json& c : cases) {
    SCOPED_TRACE(c["id"].get<std::string>());
    const Json& expect = c["expect"];
    if (c["op"] == "unpack_callback_result") {
      const auto result = UnpackCallbackResult(c["packed"].get<uint32_t>());
      EXPECT_EQ(result.has_value(), !expect.contains("trap"));
      static constexpr const char* kCodes[] = {"EXIT", "YIELD", "WAIT"};
      if (result) {
        EXPECT_EQ(kCodes[static_cast<size_t>(result->code)], expect["code"].get<std::string>());
        EXPECT_EQ(result->waitable_set, expect["waitable_set"].get<uint32_t>());
      }
    } else if (c["op"] == "discriminant_type") {
      EXPECT_EQ("u" + std::to_string(8 * DiscriminantBytes(c["cases"].get<uint64_t>())),
                expect["type"].get<std::string>());
    } else if (c["op"] == "flags_size") {
      EXPECT_EQ(FlagsBytes(c["labels"].get<uint32_t>()), expect["size"].get<uint32_t>());
      EXPECT_EQ(FlagsBytes(c["labels"].get<uint32_t>()), expect["align"].get<uint32_t>());
    } else {
      ASSERT_EQ(c["op"], "join");
      const CoreType joined =
          Join(core.at(c["a"].get<std::string>()), core.at(c["b"].get<std::string>()));
      EXPECT_EQ(CoreTypeName(joined), expect["type"].get<std::string>());
    }
    if (::testing::Test::HasFailure()) return;
    ++count.passed;
  }
}

}  // namespace
}  // namespace virga::cabi
