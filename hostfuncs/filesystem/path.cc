#include "hostfuncs/filesystem/path.h"

#include "engine/support/utf8.h"

namespace virga::host::filesystem {

FsOutcome<Path> ParsePath(std::string_view text) {
  if (text.empty()) return ErrorCode::kNoEntry;
  if (text.size() > kMaxPathBytes) return ErrorCode::kNameTooLong;
  if (text.find('\0') != std::string_view::npos) return ErrorCode::kInvalid;
  if (!IsUtf8(text)) return ErrorCode::kIllegalByteSequence;
  if (text.front() == '/') return ErrorCode::kNotPermitted;

  Path path;
  path.must_be_directory = text.back() == '/';
  while (!text.empty()) {
    const size_t end = text.find('/');
    const std::string_view name = text.substr(0, end);
    if (name.size() > kMaxNameBytes) return ErrorCode::kNameTooLong;
    if (!name.empty()) path.names.push_back(name);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return path;
}

}  // namespace virga::host::filesystem
