#include "wit/types.h"

namespace virga::wit {

std::string_view TypeKindName(TypeKind kind) {
  static constexpr std::string_view kNames[] = {
      "bool",     "s8",   "s16",    "s32",    "s64",     "u8",     "u16",
      "u32",      "u64",  "f32",    "f64",    "char",    "string", "error-context",
      "list",     "list", "map",    "option", "result",  "tuple",  "future",
      "stream",   "own",  "borrow", "record", "variant", "enum",   "flags",
      "resource", "type", "name",
  };
  static_assert(std::size(kNames) == static_cast<size_t>(TypeKind::kName) + 1);
  return kNames[static_cast<size_t>(kind)];
}

}  // namespace virga::wit
