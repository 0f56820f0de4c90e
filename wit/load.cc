#include "wit/load.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/support/try.h"
#include "wit/parser.h"

namespace virga::wit {
namespace {

Result<std::string> ReadFile(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return Error::Make(ErrorKind::kIo, "%s: cannot be opened", path.c_str());
  }
  std::string text;
  char buffer[65536];
  size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof(buffer), file)) > 0) {
    text.append(buffer, count);
    if (text.size() > kMaxFileBytes) break;  // the parser refuses it, by name
  }
  bool failed = std::ferror(file) != 0;
  std::fclose(file);
  if (failed) return Error::Make(ErrorKind::kIo, "%s: cannot be read", path.c_str());
  return text;
}

}  // namespace

Result<SourceGroup> LoadGroup(const std::string& path, SourceSet* sources) {
  std::error_code error;
  std::vector<std::string> paths;
  if (std::filesystem::is_directory(path, error)) {
    std::filesystem::directory_iterator entry(path, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
      if (entry->path().extension() == ".wit") paths.push_back(entry->path().string());
    }
    if (error) {
      return Error::Make(ErrorKind::kIo, "%s: %s", path.c_str(), error.message().c_str());
    }
    std::sort(paths.begin(), paths.end());
    if (paths.empty()) {
      return Error::Make(ErrorKind::kIo, "%s: expected .wit files, found none", path.c_str());
    }
  } else {
    paths.push_back(path);
  }
  SourceGroup group;
  for (const std::string& name : paths) {
    VIRGA_ASSIGN(std::string text, ReadFile(name));
    group.push_back(sources->Add(name, std::move(text)));
  }
  return group;
}

Result<Resolve> ResolveFolders(const std::vector<std::string>& paths,
                               const ResolveOptions& options) {
  SourceSet sources;
  std::vector<SourceGroup> groups;
  for (const std::string& path : paths) {
    VIRGA_ASSIGN(SourceGroup group, LoadGroup(path, &sources));
    groups.push_back(std::move(group));
  }
  return ResolveSources(sources, groups, options);
}

}  // namespace virga::wit
