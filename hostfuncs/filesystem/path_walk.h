// The walk from a directory along a guest's path, one name at a time, with symbolic links resolved
// here and `..` answered from the directories already passed: nothing that is moved meanwhile can
// lead outside. Used by memory_filesystem and, where the kernel has no openat2, by
// posix_filesystem.
//
// Ops supplies: `using Directory` (a cheap copyable handle) and
//   FsOutcome<WalkStep<Directory>> Look(const Directory&, const std::string& name)
// which answers no-entry for a missing name and never follows a link.

#ifndef HOSTFUNCS_FILESYSTEM_PATH_WALK_H_
#define HOSTFUNCS_FILESYSTEM_PATH_WALK_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hostfuncs/filesystem/path.h"

namespace virga::host::filesystem {

template <typename Directory>
struct WalkStep {
  std::optional<Directory> directory;  // the name is a directory
  std::optional<std::string> link;     // the name is a symbolic link with this contents
};

// Where a path ends: a name in a directory, which may be missing; "." for the directory itself.
template <typename Directory>
struct WalkEnd {
  Directory directory;
  std::string name;
  bool must_be_directory = false;
};

// Directories passed at most: each may hold a descriptor of the operating system.
inline constexpr size_t kMaxWalkDepth = 1024;

template <typename Ops>
class PathWalk {
 public:
  using Directory = typename Ops::Directory;

  PathWalk(Ops& ops, Directory base) : ops_(ops) { passed_.push_back(std::move(base)); }

  // With kFollow, the end is never a symbolic link (unless one appears later).
  FsOutcome<WalkEnd<Directory>> Run(const Path& path, Symlink last) {
    must_be_directory_ = path.must_be_directory;
    for (auto name = path.names.rbegin(); name != path.names.rend(); ++name) {
      todo_.emplace_back(*name);
    }
    while (true) {
      const std::string name = std::move(todo_.back());
      todo_.pop_back();
      if (name == "..") {
        if (passed_.size() == 1) return ErrorCode::kNotPermitted;
        passed_.pop_back();
      }
      if (IsDots(name)) {
        if (todo_.empty()) return End(".");
        continue;
      }
      if (todo_.empty() && last == Symlink::kNoFollow) return End(name);
      VIRGA_HOST_ASSIGN(const bool ended, Step(name));
      if (ended) return End(name);
    }
  }

 private:
  WalkEnd<Directory> End(std::string name) {
    return {passed_.back(), std::move(name), must_be_directory_};
  }

  // Goes through `name`, or answers that the path ends there.
  FsOutcome<bool> Step(const std::string& name) {
    FsOutcome<WalkStep<Directory>> step = ops_.Look(passed_.back(), name);
    const bool is_last = todo_.empty();
    if (!step.ok()) {
      if (is_last && step.error() == ErrorCode::kNoEntry) return true;
      return step.error();
    }
    if (step->link) {
      VIRGA_HOST_TRY(Follow(*step->link));
      return false;
    }
    if (is_last) return true;
    if (!step->directory) return ErrorCode::kNotDirectory;
    if (passed_.size() == kMaxWalkDepth) return ErrorCode::kNameTooLong;
    passed_.push_back(std::move(*step->directory));
    return false;
  }

  FsOutcome<void> Follow(const std::string& contents) {
    if (++links_ > kMaxSymlinks) return ErrorCode::kLoop;
    VIRGA_HOST_ASSIGN(const Path target, ParsePath(contents));
    if (todo_.empty() && target.must_be_directory) must_be_directory_ = true;
    for (auto name = target.names.rbegin(); name != target.names.rend(); ++name) {
      todo_.emplace_back(*name);
    }
    return {};
  }

  Ops& ops_;
  std::vector<Directory> passed_;  // from the base to where the walk is
  std::vector<std::string> todo_;  // the names left, last first
  int links_ = 0;
  bool must_be_directory_ = false;
};

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_PATH_WALK_H_
