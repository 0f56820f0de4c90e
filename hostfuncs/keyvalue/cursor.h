// Cursors of list-keys, the same in every engine, so that a page can be continued after a restart.

#ifndef HOSTFUNCS_KEYVALUE_CURSOR_H_
#define HOSTFUNCS_KEYVALUE_CURSOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace virga::host::keyvalue {

// draft2: "k1." and the last key in base64url without padding.
std::string EncodeCursor(std::string_view last_key);
// None when the text is not one that EncodeCursor makes.
std::optional<std::string> DecodeCursor(std::string_view cursor);

// draft: the fixed order of keys when they do not fit one page.
uint64_t CursorHash(std::string_view key);

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_CURSOR_H_
