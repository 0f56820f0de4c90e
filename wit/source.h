// The texts that a WIT package is read from, and errors that point into them.
//
// Every node of the syntax tree carries a Span; only when something is wrong is it turned into
// "file:line:col: message". Owned by whoever parses and resolves; not thread-safe.

#ifndef WIT_SOURCE_H_
#define WIT_SOURCE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "virga/error.h"

namespace virga::wit {

// A place: which file, and the byte offset in it.
struct Span {
  uint32_t file = 0;
  uint32_t offset = 0;
};

struct SourceFile {
  std::string path;  // as it should appear in messages
  std::string text;
};

class SourceSet {
 public:
  // Takes a file in and answers its number.
  uint32_t Add(std::string path, std::string text);

  const SourceFile& file(uint32_t index) const { return files_[index]; }
  size_t size() const { return files_.size(); }

  // "path:line:col", both counted from 1; columns are bytes.
  std::string Place(Span span) const;

  // An error whose message starts with the place and whose offset() is the byte offset in the file.
  Error MakeError(ErrorKind kind, Span span, std::string_view message) const;

 private:
  std::vector<SourceFile> files_;
};

}  // namespace virga::wit

#endif  // WIT_SOURCE_H_
