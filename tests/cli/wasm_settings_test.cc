#include "cli/wasm_settings.h"

#include <gtest/gtest.h>

namespace virga::cli {
namespace {

Result<WasmSettings> Parse(std::vector<std::string> arguments) {
  return ParseWasmSettings(arguments);
}

TEST(WasmSettingsTest, EveryLimitAndFeatureCanBeSet) {
  for (const LimitInfo& info : AllLimits()) {
    const auto settings = Parse({std::string(info.option) + "=17K"});
    ASSERT_TRUE(settings.ok()) << info.option;
    EXPECT_EQ(settings->config.limits.*info.field, 17u << 10) << info.option;
  }
  for (const FeatureInfo& info : AllFeatures()) {
    const auto off = Parse({std::string(info.option) + "=n"});
    ASSERT_TRUE(off.ok()) << info.option;
    EXPECT_FALSE(off->config.features.Has(info.feature));
    const auto on = Parse({std::string(info.option)});
    ASSERT_TRUE(on.ok()) << info.option;
    EXPECT_TRUE(on->config.features.Has(info.feature));
  }
}

TEST(WasmSettingsTest, SeveralInOneArgument) {
  const auto settings = Parse({"fuel=5,max-memory=2M", "timeout=1m"});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->fuel, 5u);
  EXPECT_TRUE(settings->config.fuel);
  EXPECT_EQ(settings->config.limits.memory_bytes, 2u << 20);
  EXPECT_EQ(settings->timeout_ms, 60'000u);
}

TEST(WasmSettingsTest, TimesAndSizes) {
  EXPECT_EQ(*ParseMilliseconds("500ms"), 500u);
  EXPECT_EQ(*ParseMilliseconds("2"), 2000u);
  EXPECT_FALSE(ParseMilliseconds("2 s").ok());
  EXPECT_FALSE(ParseMilliseconds("").ok());
  EXPECT_FALSE(ParseMilliseconds("18446744073709551615h").ok());
  EXPECT_EQ(*ParseSize("3G"), uint64_t{3} << 30);
  EXPECT_FALSE(ParseSize("-1").ok());
  EXPECT_FALSE(ParseSize("1T").ok());
}

}  // namespace
}  // namespace virga::cli
