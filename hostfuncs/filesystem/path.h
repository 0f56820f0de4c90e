// The form of a guest's path, checked before anything looks at a filesystem.

#ifndef HOSTFUNCS_FILESYSTEM_PATH_H_
#define HOSTFUNCS_FILESYSTEM_PATH_H_

#include <string_view>
#include <vector>

#include "hostfuncs/filesystem/types.h"

namespace virga::host::filesystem {

inline constexpr size_t kMaxPathBytes = 4095;
inline constexpr size_t kMaxNameBytes = 255;
// Links followed in one resolution, as in Linux.
inline constexpr int kMaxSymlinks = 40;

// A relative path of one or more names (".", ".." included); empty names are gone. Borrows the
// text.
struct Path {
  std::vector<std::string_view> names;
  bool must_be_directory = false;  // it ended in a slash

  std::string_view last() const { return names.back(); }
};

// Whether `name` is "." or "..", which no operation can create or remove.
inline bool IsDots(std::string_view name) { return name == "." || name == ".."; }

// not-permitted: absolute; no-entry: empty; invalid: contains NUL; illegal-byte-sequence: not
// UTF-8; name-too-long: beyond the limits above.
FsOutcome<Path> ParsePath(std::string_view text);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_PATH_H_
