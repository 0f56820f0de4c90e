// The kinds of WIT types and functions, shared by the syntax tree and the resolved form.

#ifndef WIT_TYPES_H_
#define WIT_TYPES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wit/version.h"

namespace virga::wit {

// The primitive kinds come first, in the order of keywords.def and of the lexer's tokens.
enum class TypeKind : uint8_t {
  kBool,
  kS8,
  kS16,
  kS32,
  kS64,
  kU8,
  kU16,
  kU32,
  kU64,
  kF32,
  kF64,
  kChar,
  kString,
  kErrorContext,
  // Anonymous forms.
  kList,
  kFixedList,  // list<T, N>
  kMap,
  kOption,
  kResult,
  kTuple,
  kFuture,
  kStream,
  kOwn,
  kBorrow,
  // Declared forms.
  kRecord,
  kVariant,
  kEnum,
  kFlags,
  kResource,
  kAlias,  // `type a = b;` and names brought in by `use`
  // Syntax only: a name, not yet looked up.
  kName,
};

constexpr uint32_t kPrimitiveCount = static_cast<uint32_t>(TypeKind::kErrorContext) + 1;

constexpr bool IsPrimitive(TypeKind kind) { return static_cast<uint32_t>(kind) < kPrimitiveCount; }

// As written in WIT: "u8", "list", "record".
std::string_view TypeKindName(TypeKind kind);

enum class FuncKind : uint8_t { kFree, kMethod, kStatic, kConstructor };

// @since, @unstable and @deprecated before an item.
struct Gate {
  std::optional<Version> since;
  std::optional<Version> deprecated;
  std::string feature;  // of @unstable; empty: none

  bool operator==(const Gate&) const = default;
};

}  // namespace virga::wit

#endif  // WIT_TYPES_H_
