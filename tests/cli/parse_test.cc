#include <gtest/gtest.h>

#include <set>

#include "cli/options.h"

namespace virga::cli {
namespace {

Result<Options> Parse(std::vector<const char*> words) {
  words.insert(words.begin(), "virga");
  return ParseCommandLine(static_cast<int>(words.size()), words.data());
}

TEST(ParseTest, WhatFollowsTheFileIsTheGuests) {
  const auto options = Parse({"--dir", "a", "app.wasm", "--dir", "/", "-h", "--", "--seed"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->dir, std::vector<std::string>{"a"});
  EXPECT_FALSE(options->short_help);
  EXPECT_EQ(options->arguments,
            (std::vector<std::string>{"app.wasm", "--dir", "/", "-h", "--", "--seed"}));
}

TEST(ParseTest, RepeatedOptionsAddUpOrTheLastOneCounts) {
  const auto options = Parse({"run", "--env", "A=1", "--env=B=2=3", "-Wfuel=1", "-W", "timeout=2",
                              "--seed", "1", "--seed", "2", "x"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->env, (std::vector<std::string>{"A=1", "B=2=3"}));
  EXPECT_EQ(options->wasm, (std::vector<std::string>{"fuel=1", "timeout=2"}));
  EXPECT_EQ(options->seed, "2");
}

TEST(ParseTest, AnOptionTakesOneArgumentOnly) {
  const auto options = Parse({"--dir", "a", "b", "c"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->dir, std::vector<std::string>{"a"});
  EXPECT_EQ(options->arguments, (std::vector<std::string>{"b", "c"}));
}

TEST(ParseTest, AFileNamedLikeACommandNeedsRun) {
  const auto options = Parse({"run", "validate", "x"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->command, Command::kRun);
  EXPECT_EQ(options->arguments, (std::vector<std::string>{"validate", "x"}));
}

TEST(ParseTest, AMinusIsAFile) {
  const auto options = Parse({"-", "x"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->arguments, (std::vector<std::string>{"-", "x"}));
}

// The tables themselves: every option is reachable, and no spelling stands for two.
TEST(ParseTest, EveryRowOfTheTableIsSound) {
  std::set<std::string> spellings;
  for (const OptionInfo& option : AllOptions()) {
    EXPECT_TRUE(option.letter != 0 || !option.name.empty());
    if (option.letter != 0) {
      EXPECT_TRUE(spellings.insert(std::string(1, option.letter)).second);
    }
    if (!option.name.empty()) {
      EXPECT_TRUE(spellings.insert(std::string(option.name)).second) << option.name;
    }
    EXPECT_EQ(option.kind == OptionKind::kFlag, option.argument.empty()) << option.name;
    EXPECT_FALSE(option.doc.empty());
    bool is_used = false;
    for (const CommandInfo& command : AllCommands()) is_used |= option.IsFor(command.command);
    EXPECT_TRUE(is_used) << option.name;
  }
}

}  // namespace
}  // namespace virga::cli
