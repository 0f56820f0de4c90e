#include "engine/diag/describe.h"

#include <gtest/gtest.h>

#include "engine/diag/feature_error.h"

namespace virga {
namespace {

TEST(DescribeTest, FileOffsetMessage) {
  EXPECT_EQ(Describe(Error::At(ErrorKind::kInvalid, 0x5b, "type mismatch"), "a.wasm"),
            "a.wasm:0x5b: type mismatch");
  EXPECT_EQ(Describe(Error::Make(ErrorKind::kIo, "gone"), "a.wasm"), "a.wasm: gone");
  EXPECT_EQ(Describe(Error::At(ErrorKind::kInvalid, 16, "x"), ""), "0x10: x");
  EXPECT_EQ(Describe(Error::Make(ErrorKind::kIo, "gone"), ""), "gone");
}

// Threat T60: names from a module reach a terminal through here.
TEST(DescribeTest, NamesCannotDriveATerminal) {
  EXPECT_EQ(Describe(Error::Make(ErrorKind::kInvalid, "duplicate export name \"\x1b[2J\""), "f"),
            "f: duplicate export name \"\\u{1b}[2J\"");
  std::string out;
  AppendPrintable(
      "a\r\n\t\x7f\xc2\x9b\xe2\x80\xae\xff"
      "caf\xc3\xa9",
      &out);
  EXPECT_EQ(out, "a\\u{d}\\u{a}\\u{9}\\u{7f}\\u{9b}\\u{202e}\\xffcaf\xc3\xa9");
}

TEST(FeatureErrorTest, NamesTheFlag) {
  const Error error = FeatureError(7, "v128", Feature::kSimd);
  EXPECT_EQ(error.kind(), ErrorKind::kUnsupported);
  EXPECT_EQ(error.message(), "v128 is not enabled (feature simd)");
  EXPECT_EQ(error.offset(), std::optional<uint64_t>(7));
}

}  // namespace
}  // namespace virga
