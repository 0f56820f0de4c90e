#include "cli/suggest.h"

#include <gtest/gtest.h>

#include <vector>

namespace virga::cli {
namespace {

TEST(SuggestTest, DistanceCountsEdits) {
  EXPECT_EQ(EditDistance("", ""), 0u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  EXPECT_EQ(EditDistance("dir", "dri"), 1u);
  EXPECT_EQ(EditDistance("abcd", "abcd"), 0u);
}

TEST(SuggestTest, OnlyNearWordsAreSuggested) {
  const std::string_view words[] = {"--dir", "--env", "--inherit-env"};
  EXPECT_EQ(Nearest("--dri", words), "--dir");
  EXPECT_EQ(Nearest("--inherit-envs", words), "--inherit-env");
  EXPECT_EQ(Nearest("--something", words), "");
  EXPECT_EQ(Nearest("-x", std::vector<std::string_view>{"-W"}), "");
  EXPECT_EQ(Nearest(std::string(1000, '-'), words), "");
}

}  // namespace
}  // namespace virga::cli
