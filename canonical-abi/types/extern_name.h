// Names of component imports and exports: their syntax and what they say. spec: Explainer (import
// and export definitions, name uniqueness).
//
// Used by validate/ (every name of a component), link/ (matching of interface names) and api/
// (looking exports up by path).

#ifndef CANONICAL_ABI_TYPES_EXTERN_NAME_H_
#define CANONICAL_ABI_TYPES_EXTERN_NAME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace virga::cabi {

// Whether `text` is kebab case: fragments of one case each, joined by '-', a letter first.
bool IsLabel(std::string_view text);

enum class ExternNameKind : uint8_t { kLabel, kConstructor, kMethod, kStatic, kInterface };

// The parts borrow from the text.
struct ExternName {
  ExternNameKind kind = ExternNameKind::kLabel;
  std::string_view resource;  // kConstructor, kMethod, kStatic
  std::string_view label;     // kLabel, kMethod, kStatic
  std::string_view path;      // kInterface: "wasi:io/streams"
  std::string_view version;   // kInterface: "0.2.12", or empty
};

// Nothing when `text` is not a valid name.
std::optional<ExternName> ParseExternName(std::string_view text);

// Writes the canonical form, in which names of one scope must differ, to `out` (room for
// text.size() bytes) and returns it. REQUIRES: `name` was parsed from `text`.
std::string_view CanonicalName(std::string_view text, const ExternName& name, char* out);

// Single-character edits from one name to the other, of their first 96 characters; for "the nearest
// is".
size_t NameDistance(std::string_view a, std::string_view b);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_EXTERN_NAME_H_
