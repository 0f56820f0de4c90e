#include "canonical-abi/values/wave.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace virga::cabi {
namespace {

class Wave : public ::testing::Test {
 protected:
  Wave() : table_(Limits{}) {}

  std::string Print(ValueType type, const Val& value) {
    Vec<char> out;
    EXPECT_TRUE(PrintWave(table_, type, value, &out).ok());
    return {out.data(), out.size()};
  }
  // Reads and prints again.
  std::string Again(ValueType type, std::string_view text) {
    Result<Val> value = ParseWave(table_, type, text);
    if (value.ok()) return Print(type, *value);
    EXPECT_EQ(value.error().kind(), ErrorKind::kUsage);
    return "at " + std::to_string(value.error().offset().value_or(0)) + ": " +
           std::string(value.error().message());
  }
  ValueType Prim(TypeKind kind) { return Primitive(kind); }

  TypeTable table_;
};

TEST_F(Wave, Scalars) {
  EXPECT_EQ(Again(Prim(TypeKind::kBool), " true "), "true");
  EXPECT_EQ(Again(Prim(TypeKind::kU8), "255"), "255");
  EXPECT_EQ(Again(Prim(TypeKind::kU8), "256"), "at 0: expected u8, found \"256\"");
  EXPECT_EQ(Again(Prim(TypeKind::kU8), "-1"), "at 0: expected u8, found \"-1\"");
  EXPECT_EQ(Again(Prim(TypeKind::kU8), "1.5"), "at 0: expected u8, found \"1\"");
  EXPECT_EQ(Again(Prim(TypeKind::kS8), "-128"), "-128");
  EXPECT_EQ(Again(Prim(TypeKind::kS8), "128"), "at 0: expected s8, found \"128\"");
  EXPECT_EQ(Again(Prim(TypeKind::kS64), "-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(Again(Prim(TypeKind::kU64), "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(Again(Prim(TypeKind::kU32), "12x"), "at 0: expected u32, found \"12x\"");
  EXPECT_EQ(Again(Prim(TypeKind::kU32), "1 2"), "at 2: expected the end, found \"2\"");
  EXPECT_EQ(Again(Prim(TypeKind::kU32), ""), "at 0: expected u32, found the end");
}

TEST_F(Wave, FloatsAreTheShortestTextThatReadsBackEqual) {
  EXPECT_EQ(Again(Prim(TypeKind::kF64), "0.1"), "0.1");
  EXPECT_EQ(Again(Prim(TypeKind::kF32), "0.1"), "0.1");
  EXPECT_EQ(Again(Prim(TypeKind::kF64), "-0.0"), "-0");
  EXPECT_EQ(Again(Prim(TypeKind::kF64), "1e300"), "1e+300");
  EXPECT_EQ(Again(Prim(TypeKind::kF64), "nan"), "nan");
  EXPECT_EQ(Again(Prim(TypeKind::kF32), "-inf"), "-inf");
  EXPECT_EQ(Again(Prim(TypeKind::kF32), "inf"), "inf");
  EXPECT_EQ(Again(Prim(TypeKind::kF64), "x"), "at 0: expected f64, found \"x\"");
}

TEST_F(Wave, Text) {
  const ValueType string = Prim(TypeKind::kString);
  const ValueType ch = Prim(TypeKind::kChar);
  EXPECT_EQ(Again(string, R"("a\"b\\c\n\t\u{e9}")"), "\"a\\\"b\\\\c\\n\\t\xc3\xa9\"");
  EXPECT_EQ(Again(string, R"("\u{1}'")"), R"("\u{1}'")");
  EXPECT_EQ(Again(string, R"("open)"), "at 5: expected a closing quote, found the end");
  EXPECT_EQ(Again(string, R"("\q")"), "at 3: unknown escape in a quoted text");
  EXPECT_EQ(Again(string, "\"\\"), "at 2: unknown escape in a quoted text");
  EXPECT_EQ(Again(string, R"("\u{d800}")"), "at 3: expected a Unicode scalar value, found \"{\"");
  EXPECT_EQ(Again(ch, "'x'"), "'x'");
  EXPECT_EQ(Again(ch, R"('\'')"), R"('\'')");
  EXPECT_EQ(Again(ch, "''"), "at 1: expected a char, found \"'\"");
  EXPECT_EQ(Again(ch, "'xy'"), "at 2: expected a closing single quote, found \"y\"");
}

TEST_F(Wave, Compounds) {
  const ValueType u32 = Prim(TypeKind::kU32);
  const ValueType string = Prim(TypeKind::kString);
  const ValueType list = table_.List(u32).value();
  const ValueType pair_parts[] = {u32, string};
  const ValueType pair = table_.Tuple(pair_parts).value();
  const ValueType option = table_.Option(u32).value();
  const FieldSpec fields[] = {{"name", string}, {"size", u32}, {"next", option}};
  const ValueType record = table_.Record(fields).value();
  EXPECT_EQ(Again(list, "[ 1,2 , 3, ] // done"), "[1, 2, 3]");
  EXPECT_EQ(Again(list, "[]"), "[]");
  EXPECT_EQ(Again(list, "[1 2]"), "at 3: expected a comma or a closing bracket, found \"2\"");
  EXPECT_EQ(Again(pair, "(1, \"x\")"), "(1, \"x\")");
  EXPECT_EQ(Again(pair, "(1)"), "at 2: expected a comma, found \")\"");
  EXPECT_EQ(Again(record, "{size: 3, name: \"n\"}"), "{name: \"n\", size: 3, next: none}");
  EXPECT_EQ(Again(record, "{size: 3}"), "at 9: expected a value for \"name\", found none");
  EXPECT_EQ(Again(record, "{size: 3, size: 4}"), "at 14: a field is given twice");
  EXPECT_EQ(Again(record, "{other: 3}"), "at 1: expected a field of the record, found \"other\"");
}

TEST_F(Wave, VariantsOptionsResultsAndFlags) {
  const ValueType u32 = Prim(TypeKind::kU32);
  const FieldSpec cases[] = {{"a", kNoType}, {"none", u32}};
  const ValueType variant = table_.Variant(cases).value();
  EXPECT_EQ(Again(variant, "a"), "a");
  EXPECT_EQ(Again(variant, "%none(4)"), "%none(4)");
  EXPECT_EQ(Again(variant, "b"), "at 0: expected a case, found \"b\"");
  const ValueType option = table_.Option(u32).value();
  EXPECT_EQ(Again(option, "some(1)"), "some(1)");
  EXPECT_EQ(Again(option, "1"), "some(1)");
  EXPECT_EQ(Again(option, "none"), "none");
  const ValueType nested = table_.Option(option).value();
  EXPECT_EQ(Again(nested, "some(none)"), "some(none)");
  EXPECT_EQ(Again(nested, "1"), "at 0: expected some(...) or none, found \"1\"");
  const ValueType result = table_.ResultOf(u32, Prim(TypeKind::kString)).value();
  EXPECT_EQ(Again(result, "ok(5)"), "ok(5)");
  EXPECT_EQ(Again(result, "5"), "ok(5)");
  EXPECT_EQ(Again(result, "err(\"e\")"), "err(\"e\")");
  const ValueType empty = table_.ResultOf(kNoType, kNoType).value();
  EXPECT_EQ(Again(empty, "ok"), "ok");
  EXPECT_EQ(Again(empty, "err"), "err");
  const std::vector<std::string_view> labels = {"read", "write", "exec"};
  const ValueType flags = table_.Flags(labels).value();
  EXPECT_EQ(Again(flags, "{exec, read}"), "{read, exec}");
  EXPECT_EQ(Again(flags, "{}"), "{}");
  const ValueType color = table_.Enum(labels).value();
  EXPECT_EQ(Again(color, "write"), "write");
}

TEST_F(Wave, Calls) {
  const FieldSpec params[] = {{"a", Prim(TypeKind::kU32)},
                              {"b", table_.Option(Prim(TypeKind::kString)).value()}};
  const FuncType type = table_.func(table_.Func(params, kNoType, false).value());
  const WaveCall call = SplitWaveCall(" ns:pkg/iface.run ( 1, \"x)\" ) ").value();
  EXPECT_EQ(call.name, "ns:pkg/iface.run");
  EXPECT_EQ(Print(type.param_tuple, ParseWaveArguments(table_, type, call.arguments).value()),
            "(1, some(\"x)\"))");
  EXPECT_EQ(Print(type.param_tuple, ParseWaveArguments(table_, type, "1").value()), "(1, none)");
  EXPECT_FALSE(ParseWaveArguments(table_, type, "").ok());
  EXPECT_FALSE(ParseWaveArguments(table_, type, "1, none, 2").ok());
  EXPECT_FALSE(SplitWaveCall("run").ok());
  EXPECT_FALSE(SplitWaveCall("(1)").ok());
}

TEST_F(Wave, HandlesPrintAndCannotBeRead) {
  const ValueType own = table_.Own(0).value();
  EXPECT_EQ(Print(own, Val::Own(nullptr, 7)), "own(7)");
  EXPECT_EQ(Again(own, "own(7)"), "at 0: expected own, found \"own\"");
}

}  // namespace
}  // namespace virga::cabi
