#include "canonical-abi/abi/transfer.h"
#include "tests/canonical-abi/vectors/vector_file.h"

namespace virga::cabi {
namespace {

struct Case {
  explicit Case(const Json& json)
      : c(json),
        guest(c["memory"], c["addr"], c["encoding"], c.value("realloc", Json()),
              c.value("handles", Json())),
        table(Limits{}),
        code(&table, &table),
        cx(guest.Options()) {}

  const Json& c;
  TestGuest guest;
  TypeTable table;
  StepCode code;
  CallContext cx;
  uint64_t slots[64] = {};
};

// Stands for the trap that a case expects, or reports the error that it does not.
void CheckFault(CallContext& cx, bool ok, const Json& expect) {
  EXPECT_EQ(!ok, expect.contains("trap"));
  if (ok) return;
  const Error error = cx.TakeError();
  EXPECT_TRUE(error.is_trap()) << error.message();
  if (!expect.contains("trap")) ADD_FAILURE() << error.message();
}

void RunLift(const Json& json, bool from_memory) {
  Case t(json);
  const ValueType type = TypeReader(&t.table).Read(t.c["type"]);
  GuestValues from{t.slots, 0};
  Place place = FlatPlace(t.guest.width());
  if (from_memory) {
    place = MemPlace(t.guest.width());
    from.address = t.c["ptr"].get<uint64_t>();
  } else {
    size_t i = 0;
    for (const Json& core : t.c["flat"]) t.slots[i++] = ReadCore(core);
  }
  const ValuePlan plan = t.code.Compile(type, place, type, Place::kVal).value();
  Val value;
  const bool ok = LiftValue(t.cx, t.code, plan, from, &value);
  CheckFault(t.cx, ok, t.c["expect"]);
  if (!ok) return;
  EXPECT_EQ(WriteValue(t.table, type, value), t.c["expect"]["value"]);
  t.guest.ExpectHandles(t.c["expect"]);
}

void ExpectFlat(const FlatTypes& types, const uint64_t* slots, const Json& expect) {
  Json got = Json::array();
  for (uint32_t i = 0; i < types.size(); ++i) got.push_back(WriteCore(types[i], slots[i]));
  EXPECT_EQ(got, expect);
}

void RunLower(const Json& json, bool to_memory) {
  Case t(json);
  const ValueType type = TypeReader(&t.table).Read(t.c["type"]);
  const Val value = ReadValue(t.table, type, t.c["value"], t.guest.resources());
  const PtrWidth width = t.guest.width();
  const Place place = to_memory ? MemPlace(width) : FlatPlace(width);
  const ValuePlan plan = t.code.Compile(type, Place::kVal, type, place).value();
  GuestValues to{t.slots, to_memory ? t.c["ptr"].get<uint64_t>() : 0};
  const bool ok = LowerValue(t.cx, t.code, plan, value, to);
  CheckFault(t.cx, ok, t.c["expect"]);
  if (!ok) return;
  if (!to_memory)
    ExpectFlat(t.table.node(type).flat[static_cast<int>(width)], t.slots, t.c["expect"]["flat"]);
  t.guest.ExpectMemory(t.c["expect"], "mem");
  t.guest.ExpectTrace(t.c["expect"], "realloc_trace");
  t.guest.ExpectHandles(t.c["expect"]);
}

template <typename Run>
void RunAll(const Json& cases, const char* file, Run run) {
  VectorCount count(file);
  for (const Json& c : cases) {
    SCOPED_TRACE(c["id"].get<std::string>());
    run(c);
    if (::testing::Test::HasFailure()) return;
    ++count.passed;
  }
}

TEST(ValueVectors, LiftFlat) {
  VIRGA_VECTORS_OR_SKIP(cases, "lift-flat");
  RunAll(cases, "lift-flat", [](const Json& c) { RunLift(c, false); });
}

TEST(ValueVectors, Load) {
  VIRGA_VECTORS_OR_SKIP(cases, "load");
  RunAll(cases, "load", [](const Json& c) { RunLift(c, true); });
}

TEST(ValueVectors, LowerFlat) {
  VIRGA_VECTORS_OR_SKIP(cases, "lower-flat");
  RunAll(cases, "lower-flat", [](const Json& c) { RunLower(c, false); });
}

TEST(ValueVectors, Store) {
  VIRGA_VECTORS_OR_SKIP(cases, "store");
  RunAll(cases, "store", [](const Json& c) { RunLower(c, true); });
}

void RunValues(const Json& json) {
  Case t(json);
  const Json& expect = t.c["expect"];
  const ValueType tuple = TypeReader(&t.table).Read(Json{{"tuple", t.c["types"]}});
  const PtrWidth width = t.guest.width();
  const FlatTypes flat = t.table.node(tuple).flat[static_cast<int>(width)];
  const Place place = PlaceOf(flat, t.c["max_flat"].get<uint32_t>(), width);
  if (t.c["op"] == "lift") {
    size_t i = 0;
    for (const Json& core : t.c["flat"]) t.slots[i++] = ReadCore(core);
    const ValuePlan plan = t.code.Compile(tuple, place, tuple, Place::kVal).value();
    Val value;
    const bool ok = LiftValue(t.cx, t.code, plan, {t.slots, t.slots[0]}, &value);
    CheckFault(t.cx, ok, expect);
    if (ok) EXPECT_EQ(WriteValue(t.table, tuple, value), expect["values"]);
    return;
  }
  const bool out = t.c["op"] == "lower-out";
  const Val value = ReadValue(t.table, tuple, t.c["values"], t.guest.resources());
  const ValuePlan plan = t.code.Compile(tuple, Place::kVal, tuple, place).value();
  GuestValues to{t.slots, 0, !out};
  if (out) to.address = t.c["out_ptr"].get<uint64_t>();
  const bool ok = LowerValue(t.cx, t.code, plan, value, to);
  CheckFault(t.cx, ok, expect);
  if (!ok) return;
  FlatTypes results = flat;
  if (IsMem(place)) {
    results = {};
    if (!out) results.Push(width == PtrWidth::k32 ? CoreType::kI32 : CoreType::kI64);
  }
  ExpectFlat(results, t.slots, expect["flat"]);
  t.guest.ExpectMemory(expect, "mem");
  t.guest.ExpectTrace(expect, "realloc_trace");
}

TEST(ValueVectors, Values) {
  VIRGA_VECTORS_OR_SKIP(cases, "values");
  RunAll(cases, "values", [](const Json& c) { RunValues(c); });
}

void RunString(const Json& c) {
  const Json& expect = c["expect"];
  TestGuest src(c["src"]["memory"], c["src"]["addr"], c["src"]["encoding"], Json(), Json());
  TestGuest dst(c["dst"]["memory"], c["dst"]["addr"], c["dst"]["encoding"], c["dst"]["realloc"],
                Json());
  CallContext src_cx(src.Options()), dst_cx(dst.Options());
  const GuestSlice from{c["src"]["ptr"].get<uint64_t>(),
                        std::stoull(c["src"]["tagged_code_units"].get<std::string>())};
  StringRef ref;
  GuestSlice to;
  if (!src_cx.LiftString(from, &ref)) return CheckFault(src_cx, false, expect);
  const bool ok = dst_cx.LowerString(ref, &to);
  CheckFault(dst_cx, ok, expect);
  if (!ok) return;
  EXPECT_EQ(to.address, expect["ptr"].get<uint64_t>());
  EXPECT_EQ(std::to_string(to.length), expect["tagged_code_units"].get<std::string>());
  dst.ExpectMemory(Json{{"bytes", Json::array({Json::array({to.address, expect["bytes"]})})}},
                   "bytes");
  dst.ExpectTrace(expect, "realloc_trace");
  std::string_view utf8;
  ASSERT_TRUE(src_cx.LiftUtf8(from, &utf8));
  EXPECT_EQ(utf8, expect["value"].get<std::string>());
}

TEST(ValueVectors, Strings) {
  VIRGA_VECTORS_OR_SKIP(cases, "strings");
  VectorCount count("strings");
  for (const Json& c : cases) {
    SCOPED_TRACE(c["id"].get<std::string>());
    if (c["expect"].contains("trap") && TagIsOfAnotherWidth(c["src"], c["dst"])) {
      ++count.skipped;
      continue;
    }
    RunString(c);
    if (::testing::Test::HasFailure()) return;
    ++count.passed;
  }
}

}  // namespace
}  // namespace virga::cabi
