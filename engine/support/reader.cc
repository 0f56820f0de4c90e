#include "engine/support/reader.h"

namespace virga {

Error ByteReader::TakeError(const char* what) const {
  // The texts are those of the specification's test scripts.
  const char* text = "unexpected end";
  if (fault_ == LebError::kTooLong) text = "integer representation too long";
  if (fault_ == LebError::kTooLarge) text = "integer too large";
  return Error::At(ErrorKind::kMalformed, offset(), "%s: %s", text, what);
}

}  // namespace virga
