// Canonical definitions (lift, lower and the built-ins) as decoded. spec: Binary (canonical
// definitions). The kinds come from canon.def, the one table; decoder, type checker and linker read
// their rows.

#ifndef CANONICAL_ABI_TYPES_CANON_H_
#define CANONICAL_ABI_TYPES_CANON_H_

#include <cstdint>
#include <optional>

namespace virga::cabi {

enum class CanonKind : uint8_t {
#define X(code, name, text, immediates, signature, supported) k##name,
#include "canonical-abi/types/canon.def"
#undef X
};

struct CanonInfo {
  uint8_t code;
  const char* text;        // such as "resource.new"
  const char* immediates;  // letters of canon.def
  const char* signature;   // such as "i:i", or "*"
  bool supported;
};

const CanonInfo& InfoOf(CanonKind kind);
std::optional<CanonKind> FindCanon(uint8_t code);

constexpr uint32_t kNoCanonIndex = UINT32_MAX;

enum class StringEncodingOption : uint8_t { kNone, kUtf8, kUtf16, kLatin1Utf16 };

// Canonical options as written; kNoCanonIndex where one is absent.
struct CanonOptions {
  StringEncodingOption encoding = StringEncodingOption::kNone;
  bool is_async = false;
  uint32_t memory = kNoCanonIndex;
  uint32_t realloc = kNoCanonIndex;
  uint32_t post_return = kNoCanonIndex;
  uint32_t callback = kNoCanonIndex;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_CANON_H_
