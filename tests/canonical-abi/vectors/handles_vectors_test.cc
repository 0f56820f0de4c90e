#include "tests/canonical-abi/vectors/vector_file.h"

namespace virga::cabi {
namespace {

class Script {
 public:
  Script() : table_(1000) {}

  // Runs one step; nullopt is a trap.
  std::optional<Json> Run(const Json& op) {
    const std::string name = op[0];
    const ResourceType& type = resources_.Of(op[1].get_ref<const std::string&>());
    const uint32_t n = op[2].get<uint32_t>();
    HandleScope scope(&table_, &resources_.self);
    if (name == "resource.new") return Answer(ResourceNew(table_, type, n));
    if (name == "resource.rep") return Answer(ResourceRep(table_, type, n));
    if (name == "lift-own") return Answer(scope.LiftOwn(type, n));
    if (name == "lower-own") return Answer(scope.LowerOwn(type, n));
    if (name == "lift-borrow-and-return") {
      auto result = Answer(scope.LiftBorrow(type, n));
      EXPECT_TRUE(scope.Finish().ok());
      return result;
    }
    EXPECT_EQ(name, "resource.drop");
    const auto dropped = ResourceDrop(table_, type, n);
    if (!dropped.ok()) return std::nullopt;
    if (dropped->owned) dtor_calls_.push_back(Json{op[1], dropped->rep});
    return Json::array();
  }

  Json Handles() const {
    Json handles = Json::array();
    table_.ForEach([&](uint32_t index, const HandleEntry& entry) {
      handles.push_back({{"i", index},
                         {"kind", entry.kind == HandleKind::kOwn ? "own" : "borrow"},
                         {"rt", resources_.NameOf(entry.type)},
                         {"rep", entry.rep}});
    });
    return handles;
  }
  Json TakeDtorCalls() { return std::exchange(dtor_calls_, Json::array()); }

 private:
  static std::optional<Json> Answer(const Result<uint32_t>& result) {
    if (!result.ok()) return std::nullopt;
    return Json::array({*result});
  }

  TestResources resources_;
  HandleTable table_;
  Json dtor_calls_ = Json::array();
};

TEST(HandleVectors, ScriptsGiveTheSpecificationsIndicesAndTraps) {
  VIRGA_VECTORS_OR_SKIP(cases, "handles");
  VectorCount count("handles");
  for (const Json& c : cases) {
    SCOPED_TRACE(c["id"].get<std::string>());
    Script script;
    for (const Json& step : c["ops"]) {
      const auto result = script.Run(step["op"]);
      ASSERT_EQ(!result.has_value(), step.contains("trap")) << step;
      if (!result) break;
      ASSERT_EQ(*result, step["result"]) << step;
      // R2 has no destructor: link/ finds none to run.
      Json dtor_calls = script.TakeDtorCalls();
      if (!dtor_calls.empty() && dtor_calls[0][0] == "R2") dtor_calls.clear();
      ASSERT_EQ(dtor_calls, step.value("dtor_calls", Json::array())) << step;
    }
    if (c.contains("final_handles")) {
      ASSERT_EQ(script.Handles(), c["final_handles"]);
    }
    ++count.passed;
  }
}

}  // namespace
}  // namespace virga::cabi
