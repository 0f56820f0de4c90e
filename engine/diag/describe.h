// An Error as one line for a person: "module.wasm:0x5b: type mismatch: ...".
//
// Messages quote names from the input. Here, at the one door to a terminal, control characters and
// malformed UTF-8 in them become visible escapes, so that a module cannot drive the terminal of who
// reads its errors (threat T60).

#ifndef ENGINE_DIAG_DESCRIBE_H_
#define ENGINE_DIAG_DESCRIBE_H_

#include <string>
#include <string_view>

#include "virga/error.h"

namespace virga {

// "FILE:0xOFFSET: MESSAGE"; without the offset when the error has none, without the file when
// `file` is empty.
std::string Describe(const Error& error, std::string_view file);

// Appends `text`; bytes that are not printable UTF-8 as \xNN, control and format characters as
// \u{N}.
void AppendPrintable(std::string_view text, std::string* out);

}  // namespace virga

#endif  // ENGINE_DIAG_DESCRIBE_H_
