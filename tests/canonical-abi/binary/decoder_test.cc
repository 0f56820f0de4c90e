#include "canonical-abi/binary/decoder.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/canonical-abi/bytes.h"

namespace virga::cabi {
namespace {

using testing::Bytes;
using testing::ComponentHeader;
using testing::SampleComponent;

struct Outcome {
  bool ok = false;
  ErrorKind kind = ErrorKind::kIo;
  uint64_t offset = 0;
  std::string message;
};

Outcome Decode(const Bytes& bytes, const Limits& limits = {}) {
  Result<std::unique_ptr<DecodedComponent>> result =
      DecodeComponent(bytes.span(), limits, &Allocator::System());
  if (result.ok()) return {.ok = true};
  const Error& error = result.error();
  return {false, error.kind(), error.offset().value_or(0), std::string(error.message())};
}

TEST(ComponentDecoder, TellsComponentsFromModules) {
  EXPECT_TRUE(IsComponent(ComponentHeader().span()));
  EXPECT_FALSE(IsComponent(testing::ModuleHeader().span()));
  EXPECT_FALSE(IsComponent(Bytes{0, 0x61}.span()));
}

TEST(ComponentDecoder, ReadsEveryKindOfDefinitionInOrder) {
  const Bytes bytes = SampleComponent();
  Result<std::unique_ptr<DecodedComponent>> result =
      DecodeComponent(bytes.span(), Limits(), &Allocator::System());
  ASSERT_TRUE(result.ok()) << result.error().message();
  const ComponentSyntax& root = *(*result)->root;
  ASSERT_EQ(root.definitions.size(), 19u);
  EXPECT_EQ(root.definitions[0].kind, DefKind::kCoreModule);
  EXPECT_EQ(root.definitions[1].type->decls.size(), 4u);
  EXPECT_EQ(root.definitions[2].import->name.name, "a:b/c@0.2.0");
  EXPECT_EQ(root.definitions[4].alias->name, "f");
  EXPECT_EQ(root.definitions[11].type->form, TypeForm::kResource);
  const CanonSyntax& lift = *root.definitions[12].canon;
  EXPECT_EQ(lift.kind, CanonKind::kLift);
  EXPECT_EQ(lift.options.post_return, 2u);
  EXPECT_EQ(lift.options.encoding, StringEncodingOption::kUtf8);
  EXPECT_EQ(root.definitions[17].component->definitions.size(), 3u);
  EXPECT_EQ(root.definitions[18].export_def->name.name, "f");
}

TEST(ComponentDecoder, EveryTruncationInsideASectionIsMalformed) {
  const Bytes whole = SampleComponent();
  size_t accepted = 0;
  for (size_t size = 0; size < whole.size(); ++size) {
    Bytes cut = whole;
    cut.data().resize(size);
    const Outcome outcome = Decode(cut);
    if (outcome.ok) {
      ++accepted;  // between two sections
    } else {
      EXPECT_EQ(outcome.kind, ErrorKind::kMalformed) << size << ": " << outcome.message;
      EXPECT_LE(outcome.offset, size);
    }
  }
  EXPECT_EQ(accepted, 9u);  // after the preamble and before each but the first section
}

TEST(ComponentDecoder, CountBeyondTheBytesLeftIsRefusedBeforeAllocation) {
  for (const int section : {2, 3, 5, 6, 7, 8, 10, 11}) {
    Bytes bytes = ComponentHeader();
    bytes.Section(section, {0xff, 0xff, 0xff, 0xff, 0x0f});
    Allocator allocator;
    Result<std::unique_ptr<DecodedComponent>> result =
        DecodeComponent(bytes.span(), Limits(), &allocator);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind(), ErrorKind::kMalformed);
    EXPECT_LE(allocator.peak(), 65536u);
  }
}

TEST(ComponentDecoder, NamesPlaceExpectedAndFound) {
  Bytes bytes = ComponentHeader();
  bytes.Section(0x0d, {});
  const Outcome outcome = Decode(bytes);
  EXPECT_EQ(outcome.offset, 8u);
  EXPECT_EQ(outcome.message, "section id: expected 0x00 to 0x0c, found 0x0d");
}

TEST(ComponentDecoder, ListsEmbeddedModulesWithTheirPlaceInTheFile) {
  const Bytes module = testing::ModuleHeader();
  Bytes inner = ComponentHeader();
  inner.Section(1, module);
  Bytes bytes = ComponentHeader();
  bytes.Section(4, inner);
  Result<std::unique_ptr<DecodedComponent>> result =
      DecodeComponent(bytes.span(), Limits(), &Allocator::System());
  ASSERT_TRUE(result.ok());
  ASSERT_EQ((*result)->modules.size(), 1u);
  EXPECT_EQ((*result)->modules[0].offset, 8u + 2 + 8 + 2);
  EXPECT_EQ((*result)->modules[0].bytes.size(), module.size());
}

TEST(ComponentDecoder, ValuesAndStartFunctionsAreUnsupported) {
  for (const int section : {9, 12}) {
    Bytes bytes = ComponentHeader();
    bytes.Section(section, {0});
    EXPECT_EQ(Decode(bytes).kind, ErrorKind::kUnsupported);
  }
}

TEST(ComponentDecoder, AsyncBuiltinsAreDecoded) {
  Bytes bytes = ComponentHeader();
  bytes.Items(8, {{0x0e, 0}, {0x10, 0, 1, 6}, {0x09, 0, 0x79, 0}, {0x20, 0, 0}, {0x0a, 0x7f, 0}});
  EXPECT_TRUE(Decode(bytes).ok);
}

TEST(ComponentDecoder, NestingIsLimitedForComponentsAndForTypes) {
  Limits limits;
  limits.component_depth = 10;
  for (const uint32_t depth : {9u, 10u, 11u, 500u}) {
    Bytes component = ComponentHeader();
    Bytes type = {0x42, 0};
    for (uint32_t i = 1; i < depth; ++i) {
      component = ComponentHeader().Section(4, component);
      if (i > 1) type = Bytes{0x42, 1, 1}.Add(type);
    }
    EXPECT_EQ(Decode(component, limits).ok, depth <= 10) << depth;
    if (depth < 2) continue;
    EXPECT_EQ(Decode(ComponentHeader().Items(7, {type}), limits).ok, depth <= 10) << depth;
  }
}

TEST(ComponentDecoder, RepeatedCanonicalOptionsAreInvalid) {
  for (const Bytes& options : {Bytes{2, 0, 1}, Bytes{2, 3, 0, 3, 0}, Bytes{2, 6, 6}}) {
    Bytes bytes = ComponentHeader();
    bytes.Items(8, {Bytes{1, 0, 0}.Add(options)});
    EXPECT_EQ(Decode(bytes).kind, ErrorKind::kInvalid);
  }
}

}  // namespace
}  // namespace virga::cabi
