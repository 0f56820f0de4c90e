#include "virga/error.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/support/try.h"
#include "virga/features.h"
#include "virga/limits.h"

namespace virga {
namespace {

TEST(ErrorTest, CarriesKindMessageAndPlace) {
  Error error = Error::At(ErrorKind::kMalformed, 0x5b, "expected %s, found 0x%02x", "end", 0x41);
  EXPECT_EQ(error.kind(), ErrorKind::kMalformed);
  EXPECT_EQ(error.message(), "expected end, found 0x41");
  EXPECT_EQ(error.offset(), 0x5bu);
  error.AddContext("function 3");
  error.ShiftOffset(0x100);
  EXPECT_EQ(error.message(), "function 3: expected end, found 0x41");
  EXPECT_EQ(error.offset(), 0x15bu);
}

TEST(ErrorTest, TrapHasTheSpecificationsText) {
  EXPECT_EQ(Error::Trap(TrapCode::kIntegerDivideByZero).message(), "integer divide by zero");
  const Error error = Error::Trap(TrapCode::kUnknownHandle, "%d", 7);
  EXPECT_EQ(error.message(), "invalid handle: 7");
  EXPECT_TRUE(error.is_trap());
  EXPECT_FALSE(error.offset().has_value());
}

TEST(ErrorTest, FramesAreCopied) {
  Error error = Error::Trap(TrapCode::kUnreachable);
  {
    const std::string name = "divide";
    error.AddFrame(
        {.module_name = "m", .function_name = name, .function_index = 4, .module_offset = 99});
  }
  Error moved = std::move(error);
  ASSERT_EQ(moved.frames().size(), 1u);
  EXPECT_EQ(moved.frames()[0].function_name, "divide");
  EXPECT_EQ(moved.frames()[0].module_offset, 99u);
}

TEST(ErrorTest, LongMessagesAreCutNotOverrun) {
  const std::string text(10000, 'x');
  const Error error = Error::Make(ErrorKind::kUsage, "%s", text.c_str());
  EXPECT_LT(error.message().size(), 10000u);
  EXPECT_GT(error.message().size(), 100u);
}

Result<int> Half(int value) {
  if (value % 2 != 0) return Error::Make(ErrorKind::kUsage, "odd");
  return value / 2;
}

Result<int> Quarter(int value) {
  VIRGA_ASSIGN(const int half, Half(value));
  VIRGA_TRY(Half(half));
  return half / 2;
}

TEST(ResultTest, TryPassesErrorsOn) {
  EXPECT_EQ(*Quarter(12), 3);
  EXPECT_EQ(Quarter(6).error().message(), "odd");
  EXPECT_EQ(Quarter(3).error().message(), "odd");
}

TEST(TablesTest, EveryRowIsThereOnce) {
  for (const FeatureInfo& info : AllFeatures()) {
    EXPECT_EQ(&info - AllFeatures().data(), static_cast<int>(info.feature));
    EXPECT_EQ(FindFeature(info.option), info.feature);
    EXPECT_EQ(Features().Has(info.feature), info.initial);
  }
  EXPECT_FALSE(FindFeature("no-such-feature").has_value());
  const Limits limits;
  for (const LimitInfo& info : AllLimits()) EXPECT_GT(limits.*info.field, 0u) << info.option;
}

}  // namespace
}  // namespace virga
