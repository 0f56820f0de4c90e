// How imports find their definitions: names, versions, types. design: cloud-core.md A8.

#include <gtest/gtest.h>

#include "canonical-abi/abi/host_func.h"
#include "tests/canonical-abi/api/world.h"

namespace virga::cabi {
namespace {

using testing::ImportingComponent;
using testing::World;

constexpr int kU32 = 0x79;
constexpr int kString = 0x73;

HostOutcome Nothing(void*, HostCall& call) { return call.Return(); }

// Interfaces with one function f of one parameter.
constexpr HostFunction kTakesU32[] = {
    {"f", [](HostTypes& t) { return DescribeFunc<void, uint32_t>(t, {"x"}); }, &Nothing}};
constexpr HostFunction kTakesString[] = {
    {"f", [](HostTypes& t) { return DescribeFunc<void, std::string_view>(t, {"x"}); }, &Nothing}};

HostInterface Interface(std::string_view name, std::span<const HostFunction> functions) {
  return {name, {}, functions};
}

class ImportMatch : public ::testing::Test {
 protected:
  void Offer(const HostInterface& interface) {
    ASSERT_TRUE(world_.linker.Define(interface, nullptr).ok());
  }
  // The name of the definition that the import gets, or the problem.
  std::string AnswerTo(std::string_view import, int param) {
    const testing::Bytes bytes = ImportingComponent(import, param);
    Result<component::Component> loaded = component::Component::Load(world_.engine, bytes.span());
    EXPECT_TRUE(loaded.ok()) << loaded.error().message();
    Result<std::vector<component::ImportAnswer>> answers = world_.linker.Answers(*loaded);
    EXPECT_TRUE(answers.ok());
    const component::ImportAnswer& answer = (*answers)[0];
    const bool linked = world_.linker.Instantiate(*world_.store, *loaded).ok();
    EXPECT_EQ(linked, answer.problem.empty());
    return answer.problem.empty() ? std::string(answer.answer) : answer.problem;
  }

  World world_;
};

TEST_F(ImportMatch, ExactNameFirst) {
  const HostInterface older = Interface("a:b/c@0.2.1", kTakesU32);
  const HostInterface newer = Interface("a:b/c@0.2.9", kTakesU32);
  Offer(older);
  Offer(newer);
  EXPECT_EQ(AnswerTo("a:b/c@0.2.1", kU32), "a:b/c@0.2.1");
  EXPECT_EQ(AnswerTo("a:b/c@0.2.9", kU32), "a:b/c@0.2.9");
}

TEST_F(ImportMatch, OtherwiseTheNewestOfTheCompatibleTrack) {
  const HostInterface a = Interface("a:b/c@0.2.9", kTakesU32);
  const HostInterface b = Interface("a:b/c@0.2.10", kTakesU32);
  const HostInterface c = Interface("a:b/c@0.3.0", kTakesU32);
  const HostInterface d = Interface("a:b/c@1.4.0", kTakesU32);
  for (const HostInterface* interface : {&b, &a, &c, &d}) Offer(*interface);
  EXPECT_EQ(AnswerTo("a:b/c@0.2.0", kU32), "a:b/c@0.2.10");
  EXPECT_EQ(AnswerTo("a:b/c@0.2.77", kU32), "a:b/c@0.2.10");
  EXPECT_EQ(AnswerTo("a:b/c@0.3.5", kU32), "a:b/c@0.3.0");
  EXPECT_EQ(AnswerTo("a:b/c@1.0.0", kU32), "a:b/c@1.4.0");
  EXPECT_NE(AnswerTo("a:b/c@2.0.0", kU32).find("missing import"), std::string::npos);
}

TEST_F(ImportMatch, PrereleasesMatchOnlyThemselves) {
  const HostInterface draft = Interface("a:b/c@0.2.0-draft", kTakesU32);
  const HostInterface release = Interface("a:b/c@0.2.3", kTakesU32);
  Offer(draft);
  Offer(release);
  EXPECT_EQ(AnswerTo("a:b/c@0.2.0-draft", kU32), "a:b/c@0.2.0-draft");
  EXPECT_EQ(AnswerTo("a:b/c@0.2.0", kU32), "a:b/c@0.2.3");
  EXPECT_NE(AnswerTo("a:b/c@0.2.0-draft2", kU32).find("missing import"), std::string::npos);
}

TEST_F(ImportMatch, OfSeveralDefinitionsOfOneNameTheTypesDecide) {
  const HostInterface numbers = Interface("a:b/c@0.2.0-draft", kTakesU32);
  const HostInterface texts = Interface("a:b/c@0.2.0-draft", kTakesString);
  Offer(numbers);
  Offer(texts);
  EXPECT_EQ(AnswerTo("a:b/c@0.2.0-draft", kU32), "a:b/c@0.2.0-draft");
  EXPECT_EQ(AnswerTo("a:b/c@0.2.0-draft", kString), "a:b/c@0.2.0-draft");
}

TEST_F(ImportMatch, TheErrorNamesTheNearestAndTheFunctionThatDiffers) {
  const HostInterface numbers = Interface("a:b/c@0.2.0", kTakesU32);
  Offer(numbers);
  EXPECT_EQ(
      AnswerTo("a:b/c@0.2.0", kString),
      "import \"a:b/c@0.2.0\" does not match \"a:b/c@0.2.0\", which the host offers: function "
      "\"f\": the component expects func(x: string), the host has func(x: u32)");
  EXPECT_EQ(AnswerTo("a:b/d@0.2.0", kU32),
            "missing import instance \"a:b/d@0.2.0\": the nearest that the host offers is "
            "\"a:b/c@0.2.0\"");
}

}  // namespace
}  // namespace virga::cabi
