// Sorts: the index spaces of a component. spec: Explainer (index spaces). From sort.def, the one
// table.

#ifndef CANONICAL_ABI_TYPES_SORT_H_
#define CANONICAL_ABI_TYPES_SORT_H_

#include <cstddef>
#include <cstdint>
#include <optional>

namespace virga::cabi {

enum class Sort : uint8_t {
#define X(name, text, is_core, code) k##name,
#include "canonical-abi/types/sort.def"
#undef X
};

constexpr size_t kSortCount = static_cast<size_t>(Sort::kInstance) + 1;

// Such as "core func" or "instance".
const char* SortText(Sort sort);
bool IsCoreSort(Sort sort);
std::optional<Sort> FindSort(bool is_core, uint8_t code);

struct SortIndex {
  Sort sort = Sort::kFunc;
  uint32_t index = 0;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_SORT_H_
