// The published packages, where a copy of them is at hand (-Dwit_upstream=FOLDER): every one
// resolves, prints to text that resolves equal, and ours say the same as theirs.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/support/try.h"
#include "wit/compare.h"
#include "wit/load.h"
#include "wit/printer.h"

namespace virga::wit {
namespace {

namespace fs = std::filesystem;

const char* const kUpstream = VIRGA_WIT_UPSTREAM;
const std::string kPackages = VIRGA_WIT_PACKAGES;

std::vector<std::string> Folders(const std::string& root) {
  std::vector<std::string> folders;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".wit") folders.push_back(entry.path().parent_path().string());
  }
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  return folders;
}

bool IsVariant(const std::string& folder) { return folder.find("/variants/") != std::string::npos; }

// A package first (as number 0), then the releases it may build on.
std::vector<std::string> WithReleases(const std::string& folder) {
  std::vector<std::string> result = {folder};
  for (const std::string& other : Folders(kUpstream + std::string("/0.2"))) {
    if (other != folder) result.push_back(other);
  }
  return result;
}

class UpstreamTest : public testing::Test {
 protected:
  void SetUp() override {
    if (*kUpstream == '\0') {
      GTEST_SKIP() << "no upstream WIT: configure with -Dwit_upstream=FOLDER";
    }
  }
};

std::string ReplaceAll(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Some drafts build on releases that the folder lacks: cloud-core's 0.2.1 stands in for them.
Status AddStandIns(SourceSet* sources, std::vector<SourceGroup>* groups) {
  for (const char* version : {"@0.2.0", "@0.2.2"}) {
    for (const char* name : {"/cloud-core/io", "/cloud-core/clocks"}) {
      SourceSet original;
      VIRGA_ASSIGN(SourceGroup group, LoadGroup(kUpstream + std::string(name), &original));
      groups->emplace_back();
      for (uint32_t file : group) {
        const SourceFile& source = original.file(file);
        groups->back().push_back(
            sources->Add(source.path, ReplaceAll(source.text, "@0.2.1", version)));
      }
    }
  }
  return {};
}

Result<Resolve> ResolveUpstream(const std::vector<std::string>& folders) {
  SourceSet sources;
  std::vector<SourceGroup> groups;
  for (const std::string& folder : folders) {
    VIRGA_ASSIGN(SourceGroup group, LoadGroup(folder, &sources));
    groups.push_back(std::move(group));
  }
  VIRGA_TRY(AddStandIns(&sources, &groups));
  ResolveOptions options;
  options.all_features = true;
  return ResolveSources(sources, groups, options);
}

// Prints all of `resolve`, reads it back, and compares some packages.
void ExpectPrintsToEqual(const Resolve& resolve, const std::vector<PackageId>& packages) {
  std::string text = PrintAll(resolve);
  ResolveOptions options;
  options.all_features = true;
  Result<Resolve> again = ResolveText("printed.wit", text, options);
  ASSERT_TRUE(again.ok()) << again.error().message();
  EXPECT_TRUE(PrintAll(*again) == text) << "printing is not a fixpoint";
  for (PackageId id : packages) {
    const Package& package = resolve.package(id);
    PackageId other = again->FindPackage(package.space, package.name, package.version);
    ASSERT_NE(other, kNoPackage);
    EXPECT_EQ(DifferencePackages(resolve, id, *again, other), "");
  }
}

TEST_F(UpstreamTest, ReleasesAndCloudCoreResolveTogetherAndPrintToEqualOnes) {
  std::vector<std::string> folders = Folders(kUpstream);
  std::erase_if(folders, IsVariant);
  EXPECT_GE(folders.size(), 20u);
  Result<Resolve> resolve = ResolveUpstream(folders);
  ASSERT_TRUE(resolve.ok()) << resolve.error().message();
  std::vector<PackageId> packages;
  for (uint32_t i = 0; i < resolve->packages.size(); ++i) packages.push_back(PackageId{i});
  ExpectPrintsToEqual(*resolve, packages);
}

TEST_F(UpstreamTest, EveryVariantResolvesAndPrintsToAnEqualOne) {
  std::vector<std::string> folders = Folders(kUpstream + std::string("/variants"));
  EXPECT_GE(folders.size(), 15u);
  for (const std::string& folder : folders) {
    SCOPED_TRACE(folder);
    Result<Resolve> resolve = ResolveUpstream(WithReleases(folder));
    ASSERT_TRUE(resolve.ok()) << resolve.error().message();
    ExpectPrintsToEqual(*resolve, {PackageId{0}});
  }
}

struct Hosted {
  const char* ours;
  const char* theirs;
};

constexpr Hosted kHosted[] = {
    {"io", "0.2/io"},
    {"clocks", "0.2/clocks"},
    {"random", "0.2/random"},
    {"cli", "0.2/cli"},
    {"filesystem", "0.2/filesystem"},
    {"sockets", "0.2/sockets"},
    {"keyvalue-0.2.0-draft", "variants/keyvalue-0.2.0-draft"},
    {"keyvalue-0.2.0-draft2", "cloud-core/keyvalue"},
    {"config-0.2.0-draft", "cloud-core/config"},
    {"config-0.2.0-rc.1", "variants/config-0.2.0-rc.1"},
    {"config-0.2.0-draft-2024-09-27", "variants/config-0.2.0-draft-2024-09-27"},
    {"config-runtime-0.2.0-draft", "variants/config-runtime-0.2.0-draft"},
};

// Ours, then the 0.2 packages it may use.
Result<Resolve> ResolveOurs(const std::string& name) {
  std::vector<std::string> folders = {kPackages + "/" + name};
  for (const char* other : {"io", "clocks", "random", "filesystem", "sockets"}) {
    if (name != other) folders.push_back(kPackages + "/" + other);
  }
  ResolveOptions options;
  options.all_features = true;
  return ResolveFolders(folders, options);
}

// Needs no upstream: what we ship is right in itself and prints to an equal package.
TEST(PackagesTest, EveryPackageWeHostResolvesAndPrintsToAnEqualOne) {
  for (const fs::directory_entry& entry : fs::directory_iterator(kPackages)) {
    std::string name = entry.path().filename().string();
    SCOPED_TRACE(name);
    Result<Resolve> resolve = ResolveOurs(name);
    ASSERT_TRUE(resolve.ok()) << resolve.error().message();
    ExpectPrintsToEqual(*resolve, {PackageId{0}});
  }
}

// Gates of versions do not count: ours leave out those of 0.2.0.
TEST_F(UpstreamTest, EveryPackageWeHostSaysTheSameAsThePublishedOne) {
  for (const Hosted& hosted : kHosted) {
    SCOPED_TRACE(hosted.ours);
    Result<Resolve> ours = ResolveOurs(hosted.ours);
    ASSERT_TRUE(ours.ok()) << ours.error().message();
    std::string folder = kUpstream + std::string("/") + hosted.theirs;
    Result<Resolve> theirs = ResolveUpstream(WithReleases(folder));
    ASSERT_TRUE(theirs.ok()) << theirs.error().message();
    CompareOptions options;
    options.since = false;
    EXPECT_EQ(DifferencePackages(*ours, PackageId{0}, *theirs, PackageId{0}, options), "");
  }
}

}  // namespace
}  // namespace virga::wit
