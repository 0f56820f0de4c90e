// T60: nothing that comes from a file or a guest steers the terminal.

#include "cli/sanitize.h"

#include <gtest/gtest.h>

#include "cli/report.h"

namespace virga::cli {
namespace {

TEST(SanitizeTest, PlainTextStays) { EXPECT_EQ(Sanitized("Größe 漢字 $name"), "Größe 漢字 $name"); }

TEST(SanitizeTest, ControlCharactersBecomeVisible) {
  EXPECT_EQ(Sanitized("\x1b[2J"), "\\u{1b}[2J");
  EXPECT_EQ(Sanitized("a\nb\tc"), "a\\u{a}b\\u{9}c");
  EXPECT_EQ(Sanitized("a\nb", true), "a\nb");
  EXPECT_EQ(Sanitized("\xc2\x9b"), "\\u{9b}");
  EXPECT_EQ(Sanitized("\x7f"), "\\u{7f}");
}

TEST(SanitizeTest, TextThatTurnsOrHidesBecomesVisible) {
  EXPECT_EQ(Sanitized("\u202e\u2066\u200b"), "\\u{202e}\\u{2066}\\u{200b}");
}

TEST(SanitizeTest, BytesThatAreNoTextBecomeVisible) {
  EXPECT_EQ(Sanitized("\xff\xc0z"), "\\xff\\xc0z");
}

TEST(SanitizeTest, ReportsAreSanitised) {
  Error error = Error::Trap(TrapCode::kUnreachable);
  TrapFrame frame;
  frame.function_name = "\x1b]0;x\a";
  frame.module_offset = 0x5b;
  error.AddFrame(frame);
  EXPECT_EQ(Describe(error, "a\x1b.wasm", Stage::kRunning),
            "virga: a\\u{1b}.wasm: trap: unreachable\n"
            "    at a\\u{1b}.wasm:0x5b (func $\\u{1b}]0;x\\u{7})\n");
}

}  // namespace
}  // namespace virga::cli
