#include "wit/version.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace virga::wit {
namespace {

TEST(VersionTest, ParsesWhatItPrints) {
  for (const char* text :
       {"0.0.0", "0.2.12", "1.2.3-rc.1", "0.2.0-draft2", "0.2.0-draft-2024-09-27", "1.0.0+build.5",
        "1.0.0-a.b-c.0+x-y", "18446744073709551615.0.0"}) {
    std::optional<Version> version = Version::Parse(text);
    ASSERT_TRUE(version.has_value()) << text;
    EXPECT_EQ(version->ToString(), text);
  }
}

TEST(VersionTest, RefusesWhatIsNoSemanticVersion) {
  for (const char* text : {"", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.03", "1.2.3-",
                           "1.2.3-.a", "1.2.3-a..b", "1.2.3-a.", "1.2.3-01", "1.2.3+", "1.2.x",
                           "-1.2.3", "18446744073709551616.0.0", "1.2.3-a_b"}) {
    EXPECT_FALSE(Version::Parse(text).has_value()) << text;
  }
}

// The chain that semver.org 11.4 gives, and ours.
TEST(VersionTest, PrecedenceFollowsTheChain) {
  const std::vector<std::string> ascending = {"0.2.0-draft",   "0.2.0-draft2",     "0.2.0",
                                              "0.2.1",         "0.10.0",           "1.0.0-alpha",
                                              "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                                              "1.0.0-beta.2",  "1.0.0-beta.11",    "1.0.0-rc.1",
                                              "1.0.0"};
  for (size_t i = 0; i < ascending.size(); ++i) {
    for (size_t j = 0; j < ascending.size(); ++j) {
      std::strong_ordering order =
          ComparePrecedence(*Version::Parse(ascending[i]), *Version::Parse(ascending[j]));
      EXPECT_EQ(order, i <=> j) << ascending[i] << " and " << ascending[j];
    }
  }
}

TEST(VersionTest, BuildMetadataNamesAnotherVersionOfTheSamePrecedence) {
  Version a = *Version::Parse("1.0.0+a");
  Version b = *Version::Parse("1.0.0+b");
  EXPECT_EQ(ComparePrecedence(a, b), std::strong_ordering::equal);
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace virga::wit
