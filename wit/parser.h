// WIT text -> syntax tree. The first error ends the parse; it names what was expected and found.
// spec: WIT.md, "Parsing".

#ifndef WIT_PARSER_H_
#define WIT_PARSER_H_

#include <cstdint>

#include "virga/error.h"
#include "wit/ast.h"
#include "wit/source.h"

namespace virga::wit {

// Nesting of `<...>` in one type as written.
constexpr uint32_t kMaxTypeNesting = 100;
// Bytes of one file; positions are 32 bits wide.
constexpr uint32_t kMaxFileBytes = 64u << 20;

Result<ast::File> Parse(const SourceSet& sources, uint32_t file);

}  // namespace virga::wit

#endif  // WIT_PARSER_H_
