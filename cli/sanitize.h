// Text from guests and files, made safe to show. threat T60.

#ifndef CLI_SANITIZE_H_
#define CLI_SANITIZE_H_

#include <string>
#include <string_view>

namespace virga::cli {

// Control characters, characters that turn or hide text, and bytes that are no UTF-8 become visible
// escapes such as \u{1b} and \xff. Newlines and tabs too, unless `keep_lines`.
std::string Sanitized(std::string_view text, bool keep_lines = false);

}  // namespace virga::cli

#endif  // CLI_SANITIZE_H_
