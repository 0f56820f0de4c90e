#include "wit/source.h"

#include <algorithm>
#include <utility>

namespace virga::wit {

uint32_t SourceSet::Add(std::string path, std::string text) {
  files_.push_back({std::move(path), std::move(text)});
  return static_cast<uint32_t>(files_.size() - 1);
}

std::string SourceSet::Place(Span span) const {
  const SourceFile& source = files_[span.file];
  std::string_view before = std::string_view(source.text).substr(0, span.offset);
  size_t line = 1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
  size_t last_newline = before.rfind('\n');
  size_t column =
      last_newline == std::string_view::npos ? before.size() + 1 : before.size() - last_newline;
  return source.path + ":" + std::to_string(line) + ":" + std::to_string(column);
}

Error SourceSet::MakeError(ErrorKind kind, Span span, std::string_view message) const {
  std::string place = Place(span);
  return Error::At(kind, span.offset, "%s: %.*s", place.c_str(), static_cast<int>(message.size()),
                   message.data());
}

}  // namespace virga::wit
