// T65: the program takes nothing for a grant that is not one, and reads nothing that it was not
// told to read. (What it answers to misspelt flags stands in tests/cli/golden/usage.txt.)

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/grants.h"
#include "cli/options.h"

namespace virga::cli {
namespace {

Result<Options> Parse(std::vector<const char*> words) {
  words.insert(words.begin(), "virga");
  return ParseCommandLine(static_cast<int>(words.size()), words.data());
}

TEST(CliTest, WordsOfTheGuestAreNeverOptions) {
  const std::vector<const char*> looks_like_options = {
      "--dir", "/", "--dir=/", "-W", "fuel=1", "--help", "-h", "--", "--inherit-env", "-"};
  for (size_t first = 0; first < looks_like_options.size(); ++first) {
    std::vector<const char*> words = {"run", "app.wasm"};
    words.insert(words.end(), looks_like_options.begin() + static_cast<ptrdiff_t>(first),
                 looks_like_options.end());
    const auto options = Parse(words);
    ASSERT_TRUE(options.ok());
    EXPECT_TRUE(options->dir.empty() && options->wasm.empty());
    EXPECT_FALSE(options->short_help || options->long_help || options->inherit_env);
    EXPECT_EQ(options->arguments.size(), words.size() - 1);
  }
}

TEST(CliTest, AMisspeltGrantIsAnErrorAndNoFile) {
  for (const char* flag :
       {"--dri", "--dirs", "--Dir", "-dir", "---dir", "--di", "--d", "--keyvalues", "--inherit",
        "--envs", "--config", "-D", "--wasm-", "--dir-"}) {
    const auto options = Parse({flag, "/", "app.wasm"});
    ASSERT_FALSE(options.ok()) << flag;
    EXPECT_EQ(options.error().kind(), ErrorKind::kUsage) << flag;
  }
}

TEST(CliTest, ADirectoryIsOneArgumentAndNothingElse) {
  const auto options = Parse({"--dir", "a", "/", "b"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->dir, std::vector<std::string>{"a"});
  for (const char* grant : {"", "::", "::/", ":ro", "a::", "/::\n/x::"}) {
    Options wrong;
    wrong.dir = {grant};
    EXPECT_FALSE(MakeGrants(wrong).ok()) << grant;
  }
}

TEST(CliTest, NothingIsGivenUnlessAskedFor) {
  setenv("VIRGA_T65_SECRET", "secret", 1);
  Options options;
  options.arguments = {"/somewhere/app.wasm", "x"};
  const auto grants = MakeGrants(options);
  ASSERT_TRUE(grants.ok());
  EXPECT_TRUE(grants->preopens.empty());
  EXPECT_TRUE(grants->environment.variables.empty());
  EXPECT_TRUE(grants->config->Masked().empty());
  EXPECT_EQ(grants->environment.arguments, (std::vector<std::string>{"app.wasm", "x"}));
}

TEST(CliTest, OnlyTheNamedVariableIsPassedOn) {
  setenv("VIRGA_T65_SECRET", "secret", 1);
  setenv("VIRGA_T65_OTHER", "other", 1);
  Options options;
  options.env = {"VIRGA_T65_SECRET", "VIRGA_T65_ABSENT", "A=1", "A=2"};
  const auto grants = MakeGrants(options);
  ASSERT_TRUE(grants.ok());
  const std::vector<std::pair<std::string, std::string>> expected = {{"VIRGA_T65_SECRET", "secret"},
                                                                     {"A", "2"}};
  EXPECT_EQ(grants->environment.variables, expected);
}

TEST(CliTest, NothingIsReadFromTheCurrentFolder) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("virga-T65-" + std::to_string(getpid()));
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::create_directories(folder);
  for (const char* name : {"virga.toml", ".env", "config.toml", "virga.json", ".virgarc"})
    std::ofstream(folder / name) << "dir = \"/\"\nSECRET=1\n";
  std::filesystem::current_path(folder);
  const auto grants = MakeGrants(Options());
  const auto options = Parse({"app.wasm"});
  std::filesystem::current_path(before);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(grants.ok() && options.ok());
  EXPECT_TRUE(grants->preopens.empty());
  EXPECT_TRUE(grants->environment.variables.empty());
  EXPECT_TRUE(grants->config->Masked().empty());
  EXPECT_TRUE(options->dir.empty() && options->config_file.empty());
}

}  // namespace
}  // namespace virga::cli
