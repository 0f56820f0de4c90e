// Whole calls between two guests, copied straight from one to the other.

#include "canonical-abi/abi/transfer.h"
#include "tests/canonical-abi/vectors/vector_file.h"

namespace virga::cabi {
namespace {

class Call {
 public:
  explicit Call(const Json& c)
      : expect_(c["expect"]),
        caller_(c["caller"]["memory"], c["caller"]["addr"], c["caller"]["encoding"],
                c["caller"]["realloc"], Json()),
        callee_(c["callee"]["memory"], c["callee"]["addr"], c["callee"]["encoding"],
                c["callee"]["realloc"], Json()),
        table_(Limits{}),
        code_(&table_, &table_),
        caller_cx_(caller_.Options()),
        callee_cx_(callee_.Options()),
        type_(table_.func(TypeReader(&table_).ReadFunc(c["params"], c["result"]))),
        lower_(c["async_lower"].get<bool>() ? AbiShape::kLowerAsync : AbiShape::kLower) {
    for (const Json& core : c["caller"]["flat_args"])
      caller_slots_[caller_count_++] = ReadCore(core);
    size_t i = 0;
    for (const Json& core : c["callee"]["flat_results"]) callee_results_[i++] = ReadCore(core);
  }

  void Run() {
    const std::string trap = expect_.value("trap", "");
    const bool params = Params();
    EXPECT_EQ(!params, trap == "lifting-args-or-lowering-args") << Message();
    if (!params) return;
    ExpectFlat(AbiShape::kLift, callee_slots_, expect_["callee_flat_args"], true);
    callee_.ExpectMemory(expect_, "callee_mem");
    callee_.ExpectTrace(expect_, "callee_realloc_trace");
    const bool results = Results();
    EXPECT_EQ(!results, trap == "lifting-or-lowering-results") << Message();
    if (!results) return;
    if (lower_ == AbiShape::kLowerAsync) caller_results_[0] = 2;  // RETURNED
    ExpectFlat(lower_, caller_results_, expect_["caller_flat_results"], false);
    caller_.ExpectMemory(expect_, "caller_mem");
    caller_.ExpectTrace(expect_, "caller_realloc_trace");
  }

 private:
  bool Params() {
    const CoreSignature from = FlattenFunc(table_, type_, lower_, caller_.width());
    const CoreSignature to = FlattenFunc(table_, type_, AbiShape::kLift, callee_.width());
    if (type_.param_tuple == kNoType) return true;
    return Move(type_.param_tuple, caller_cx_, PlaceIn(caller_, from.params_spilled), callee_cx_,
                PlaceIn(callee_, to.params_spilled), {caller_slots_, caller_slots_[0]},
                {callee_slots_, 0, true});
  }
  bool Results() {
    if (type_.result == kNoType) return true;
    const CoreSignature from = FlattenFunc(table_, type_, AbiShape::kLift, callee_.width());
    const CoreSignature to = FlattenFunc(table_, type_, lower_, caller_.width());
    const uint64_t out = caller_count_ == 0 ? 0 : caller_slots_[caller_count_ - 1];
    return Move(type_.result_tuple, callee_cx_, PlaceIn(callee_, from.results_spilled), caller_cx_,
                PlaceIn(caller_, to.results_spilled), {callee_results_, callee_results_[0]},
                {caller_results_, out});
  }
  static Place PlaceIn(const TestGuest& guest, bool spilled) {
    return spilled ? MemPlace(guest.width()) : FlatPlace(guest.width());
  }

  bool Move(ValueType type, CallContext& from_cx, Place from_place, CallContext& to_cx,
            Place to_place, GuestValues from, GuestValues to) {
    const ValuePlan plan = code_.Compile(type, from_place, type, to_place).value();
    return CopyValue(from_cx, to_cx, code_, plan, from, to);
  }

  void ExpectFlat(AbiShape shape, const uint64_t* slots, const Json& expect, bool params) {
    const TestGuest& guest = shape == AbiShape::kLift ? callee_ : caller_;
    const CoreSignature signature = FlattenFunc(table_, type_, shape, guest.width());
    Json got = Json::array();
    for (const CoreType type : params ? signature.param_types() : signature.result_types())
      got.push_back(WriteCore(type, *slots++));
    EXPECT_EQ(got, expect);
  }

  std::string Message() {
    for (CallContext* cx : {&caller_cx_, &callee_cx_})
      if (cx->failed()) return std::string(cx->TakeError().message());
    return "no error";
  }

  const Json& expect_;
  TestGuest caller_;
  TestGuest callee_;
  TypeTable table_;
  StepCode code_;
  CallContext caller_cx_;
  CallContext callee_cx_;
  FuncType type_;
  AbiShape lower_;
  uint64_t caller_slots_[17] = {};
  size_t caller_count_ = 0;
  uint64_t callee_slots_[17] = {};
  uint64_t callee_results_[1] = {};
  uint64_t caller_results_[1] = {};
};

TEST(CallVectors, CopiedFromGuestToGuest) {
  VIRGA_VECTORS_OR_SKIP(cases, "calls");
  VectorCount count("calls");
  for (const Json& c : cases) {
    SCOPED_TRACE(c["id"].get<std::string>());
    const Json& caller = c["caller"];
    const Json& callee = c["callee"];
    if (c["expect"].contains("trap") &&
        (TagIsOfAnotherWidth(caller, callee) || TagIsOfAnotherWidth(callee, caller))) {
      ++count.skipped;
      continue;
    }
    Call(c).Run();
    if (::testing::Test::HasFailure()) return;
    ++count.passed;
  }
}

}  // namespace
}  // namespace virga::cabi
