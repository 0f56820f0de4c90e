#include "canonical-abi/types/sort.h"

namespace virga::cabi {
namespace {

struct SortInfo {
  const char* text;
  bool is_core;
  uint8_t code;
};

constexpr SortInfo kSorts[] = {
#define X(name, text, is_core, code) {text, is_core != 0, code},
#include "canonical-abi/types/sort.def"
#undef X
};

}  // namespace

const char* SortText(Sort sort) { return kSorts[static_cast<size_t>(sort)].text; }

bool IsCoreSort(Sort sort) { return kSorts[static_cast<size_t>(sort)].is_core; }

std::optional<Sort> FindSort(bool is_core, uint8_t code) {
  for (size_t i = 0; i < kSortCount; ++i) {
    if (kSorts[i].is_core == is_core && kSorts[i].code == code) return static_cast<Sort>(i);
  }
  return std::nullopt;
}

}  // namespace virga::cabi
