#include <cerrno>

#include "hostfuncs/io/error_code.h"

namespace virga::host::io {

std::string_view ErrorCodeName(ErrorCode code) {
  static constexpr std::string_view kNames[] = {
#define X(name, wit, posix, preview1, text) wit,
#include "hostfuncs/io/error_code.def"
#undef X
  };
  return kNames[static_cast<uint8_t>(code)];
}

std::string_view ErrorCodeText(ErrorCode code) {
  static constexpr std::string_view kTexts[] = {
#define X(name, wit, posix, preview1, text) text,
#include "hostfuncs/io/error_code.def"
#undef X
  };
  return kTexts[static_cast<uint8_t>(code)];
}

uint16_t Preview1Errno(ErrorCode code) {
  static constexpr uint16_t kNumbers[] = {
#define X(name, wit, posix, preview1, text) preview1,
#include "hostfuncs/io/error_code.def"
#undef X
  };
  return kNumbers[static_cast<uint8_t>(code)];
}

ErrorCode ErrorCodeFromErrno(int error) {
  switch (error) {
#define X(name, wit, posix, preview1, text) \
  case posix:                               \
    return ErrorCode::k##name;
#include "hostfuncs/io/error_code.def"
#undef X
    case ENOSYS:
      return ErrorCode::kUnsupported;
    case EMFILE:
    case ENFILE:
      return ErrorCode::kInsufficientMemory;
    default:
      return ErrorCode::kIo;
  }
}

}  // namespace virga::host::io
