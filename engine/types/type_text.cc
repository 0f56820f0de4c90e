#include "engine/types/type_text.h"

#include <cstdio>
#include <cstring>

namespace virga::wasm {

namespace {

struct AbsText {
  const char* heap;
  const char* nullable_ref;  // the shorthand of (ref null heap)
};

constexpr AbsText kAbsTexts[] = {
    {"any", "anyref"},       {"eq", "eqref"},
    {"i31", "i31ref"},       {"struct", "structref"},
    {"array", "arrayref"},   {"none", "nullref"},
    {"func", "funcref"},     {"nofunc", "nullfuncref"},
    {"extern", "externref"}, {"noextern", "nullexternref"},
    {"exn", "exnref"},       {"noexn", "nullexnref"},
    {"cont", "contref"},     {"nocont", "nullcontref"},
};
static_assert(sizeof(kAbsTexts) / sizeof(kAbsTexts[0]) == static_cast<int>(AbsHeap::kNoCont) + 1);

}  // namespace

FixedText<32> TextOf(HeapType type) {
  FixedText<32> text;
  if (type.is_concrete()) {
    std::snprintf(text.bytes, sizeof(text.bytes), "%u", type.index());
  } else {
    std::snprintf(text.bytes, sizeof(text.bytes), "%s",
                  kAbsTexts[static_cast<int>(type.abstract())].heap);
  }
  return text;
}

FixedText<32> TextOf(ValType type) {
  static constexpr const char* kNames[] = {"i32", "i64", "f32", "f64", "v128", "", "any value"};
  FixedText<32> text;
  const size_t room = sizeof(text.bytes);
  if (!type.is_ref()) {
    std::snprintf(text.bytes, room, "%s", kNames[static_cast<int>(type.kind())]);
  } else if (type.is_nullable() && !type.heap().is_concrete()) {
    std::snprintf(text.bytes, room, "%s",
                  kAbsTexts[static_cast<int>(type.heap().abstract())].nullable_ref);
  } else {
    std::snprintf(text.bytes, room, "(ref %s%s)", type.is_nullable() ? "null " : "",
                  TextOf(type.heap()).c_str());
  }
  return text;
}

FixedText<128> TextOf(std::span<const ValType> types) {
  FixedText<128> text;
  size_t used = 0;
  const auto append = [&](const char* part) {
    const size_t bytes = std::strlen(part);
    std::memcpy(text.bytes + used, part, bytes + 1);
    used += bytes;
  };
  append("[");
  for (size_t i = 0; i < types.size(); ++i) {
    // Room for a blank, the longest type, " ...]" and the end.
    if (used + 1 + 32 + 6 > sizeof(text.bytes)) {
      append(" ...");
      break;
    }
    if (i != 0) append(" ");
    append(TextOf(types[i]).c_str());
  }
  append("]");
  return text;
}

const char* TextOf(ExternKind kind) {
  static constexpr const char* kNames[] = {"function", "table", "memory", "global", "tag"};
  return kNames[static_cast<int>(kind)];
}

}  // namespace virga::wasm
