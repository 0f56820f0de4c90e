// The error codes of files and streams: the cases of wasi:filesystem/types.error-code, in its
// order, so that a binding converts by a cast. Generated from error_code.def; preview 1's errno
// too.

#ifndef HOSTFUNCS_IO_ERROR_CODE_H_
#define HOSTFUNCS_IO_ERROR_CODE_H_

#include <cstdint>
#include <string_view>

namespace virga::host::io {

enum class ErrorCode : uint8_t {
#define X(name, wit, posix, preview1, text) k##name,
#include "hostfuncs/io/error_code.def"
#undef X
};

// "no-entry"
std::string_view ErrorCodeName(ErrorCode code);
// "no such file or directory"
std::string_view ErrorCodeText(ErrorCode code);
// The number of the same error in wasi_snapshot_preview1.
uint16_t Preview1Errno(ErrorCode code);
// The nearest code for the operating system's errno; kIo for what has none.
ErrorCode ErrorCodeFromErrno(int error);

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_ERROR_CODE_H_
