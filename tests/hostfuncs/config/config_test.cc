#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "hostfuncs/config/snapshot.h"
#include "hostfuncs/config/sources.h"

namespace virga::host::config {
namespace {

std::shared_ptr<const Snapshot> MergeOf(auto... sources) {
  std::vector<SourceValues> all;
  (all.push_back(std::move(sources)), ...);
  return Snapshot::Merge(std::move(all));
}

std::string Get(const std::shared_ptr<const Snapshot>& snapshot, std::string_view key) {
  const auto value = snapshot->Get(key);
  if (!value.ok()) return "io: " + value.error().text;
  return value->value_or("<none>");
}

std::string Show(const Result<SourceValues>& source) {
  if (!source.ok()) return std::string(source.error().message());
  std::string text;
  for (const auto& [key, entry] : source->entries) text += key + "=" + entry.value + ";";
  return text;
}

class ConfigFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "virga_config_XXXXXX";
    directory_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ + "/" + name) << text;
    return directory_ + "/" + name;
  }
  std::string directory_;
};

TEST(Config, VariablesAreKeyEqualsValue) {
  const std::vector<std::string> good = {"a=1", "b=x=y", "c="};
  EXPECT_EQ(Show(FromVariables(good)), "a=1;b=x=y;c=;");
  const std::vector<std::string> bad = {"a"};
  EXPECT_EQ(FromVariables(bad).error().kind(), ErrorKind::kUsage);
  const std::vector<std::string> nameless = {"=1"};
  EXPECT_FALSE(FromVariables(nameless).ok());
}

TEST(Config, TheEnvironmentIsTakenByPrefixOnly) {
  const std::vector<std::pair<std::string, std::string>> environment = {
      {"APP_KEY", "1"}, {"APP_", "empty name"}, {"HOME", "/home"}, {"APP_bad", "\xff"}};
  EXPECT_EQ(Show(FromEnvironment(environment, "APP_")), "KEY=1;");
}

TEST(Config, DotenvForms) {
  EXPECT_EQ(Show(FromDotenv("# note\n\nA=1\n export B = two words # note\r\nC='x # y'\n"
                            "D=\"a\\nb\\\"\" # note\nE=\n",
                            "f")),
            "A=1;B=two words;C=x # y;D=a\nb\";E=;");
  EXPECT_EQ(Show(FromDotenv("A=1\noops\n", "f.env")), "f.env:2: expected KEY=VALUE");
  EXPECT_EQ(Show(FromDotenv("A=\"1\n", "f")), "f:1: expected a closing quote, found end of line");
  EXPECT_EQ(Show(FromDotenv("A='1' x", "f")), "f:1: expected end of line after the closing quote");
  EXPECT_EQ(Show(FromDotenv("=1", "f")), "f:1: expected a key before '='");
  EXPECT_EQ(Show(FromDotenv("A=\xff", "f")), "f: not UTF-8");
}

TEST(Config, TomlFlattens) {
  EXPECT_EQ(
      Show(FromToml("a = 'x'\nn = 42\nf = 1.5\nb = true\nd = 2024-01-02\n[t.u]\nk = 'v'\n", "f")),
      "a=x;b=true;d=2024-01-02;f=1.5;n=42;t.u.k=v;");
  EXPECT_EQ(Show(FromToml("a = [1]", "f.toml")), "f.toml:1: 'a': expected text, found a list");
  EXPECT_EQ(Show(FromToml("a =", "f.toml")).substr(0, 9), "f.toml:1:");
}

TEST(Config, JsonFlattens) {
  EXPECT_EQ(Show(FromJson(R"({"a": "x\u00e9\ud83d\ude00\n", "n": -1.5e3, "b": false,
                             "o": {"p": {"q": "r"}, "e": {}}, "z": "last"})",
                          "f")),
            "a=x\xc3\xa9\xf0\x9f\x98\x80\n;b=false;n=-1.5e3;o.p.q=r;z=last;");
  EXPECT_EQ(Show(FromJson("{}", "f")), "");
  EXPECT_EQ(Show(FromJson(R"({"o": {}})", "f")), "");
}

TEST(Config, JsonErrorsNameThePlace) {
  EXPECT_EQ(Show(FromJson("{\n\"a\": [1]}", "f")),
            "f:2: expected text, a number, a boolean or an object for 'a', found '['");
  for (const char* text :
       {"", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{\"a\":01}", "{\"a\":1.}",
        "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\n\"}", "{\"a\":null}", "{} x",
        "{\"a\":{\"b\":1}", "{\"a\":-}", "{\"a\":\"\\u12\"}", "{\"a\":1e}"}) {
    EXPECT_FALSE(FromJson(text, "f").ok()) << text;
  }
  std::string deep;
  for (int i = 0; i < 1000; i++) deep += "{\"a\":";
  EXPECT_FALSE(FromJson(deep, "f").ok());
}

TEST(Config, LaterSourcesWin) {
  const std::vector<std::string> weak = {"a=1", "b=1"};
  const std::vector<std::string> strong = {"b=2", "c=2"};
  const auto snapshot = MergeOf(FromVariables(weak).value(), FromVariables(strong).value());
  EXPECT_EQ(Get(snapshot, "a"), "1");
  EXPECT_EQ(Get(snapshot, "b"), "2");
  EXPECT_EQ(Get(snapshot, "no such key \n"), "<none>");
  const auto all = snapshot->GetAll().value();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].first, "a");
  EXPECT_EQ(all[2].first, "c");
}

TEST_F(ConfigFiles, AnUnreadableFileIsAnErrorUnlessOverridden) {
  const std::vector<std::string> before = {"a=1"};
  const std::vector<std::string> after = {"b=2"};
  const std::string path = directory_ + "/missing.toml";
  const auto snapshot =
      MergeOf(FromVariables(before).value(), FromFile(path).value(), FromVariables(after).value());
  EXPECT_EQ(Get(snapshot, "b"), "2");
  EXPECT_EQ(Get(snapshot, "a"), "io: " + path + ": No such file or directory");
  EXPECT_EQ(Get(snapshot, "c"), "io: " + path + ": No such file or directory");
  EXPECT_FALSE(snapshot->GetAll().ok());
}

TEST_F(ConfigFiles, FilesAreReadByTheirNames) {
  EXPECT_EQ(Show(FromFile(Write("c.toml", "a = 'toml'"))), "a=toml;");
  EXPECT_EQ(Show(FromFile(Write("c.json", "{\"a\": \"json\"}"))), "a=json;");
  EXPECT_EQ(Show(FromFile(Write(".env", "a=env"))), "a=env;");
  EXPECT_FALSE(FromFile(Write("bad.json", "a=env")).ok());
}

TEST_F(ConfigFiles, ADirectoryHasAFilePerKeyAndAllAreSecret) {
  Write("password", "hunter2\n");
  Write("two-lines", "a\nb\n\n");
  Write(".hidden", "x");
  Write("binary", "\xff\xfe");
  std::filesystem::create_directory(directory_ + "/subdirectory");
  mkfifo((directory_ + "/fifo").c_str(), 0600);
  const auto snapshot = MergeOf(FromDirectory(directory_));
  EXPECT_EQ(Get(snapshot, "password"), "hunter2");
  EXPECT_EQ(Get(snapshot, "two-lines"), "a\nb\n");
  EXPECT_EQ(Get(snapshot, ".hidden"), "<none>");
  EXPECT_EQ(Get(snapshot, "subdirectory"), "<none>");
  EXPECT_EQ(Get(snapshot, "fifo"), "<none>");
  EXPECT_EQ(Get(snapshot, "binary").substr(0, 4), "io: ");
  EXPECT_FALSE(snapshot->GetAll().ok());
  for (const auto& [key, value] : snapshot->Masked()) {
    EXPECT_EQ(value.find("hunter2"), std::string::npos) << key;
  }
}

TEST_F(ConfigFiles, AMissingDirectoryIsAnError) {
  const auto snapshot = MergeOf(FromDirectory(directory_ + "/none"));
  EXPECT_EQ(Get(snapshot, "a").substr(0, 4), "io: ");
}

}  // namespace
}  // namespace virga::host::config
