#include "canonical-abi/types/canon.h"

#include <cstddef>

namespace virga::cabi {
namespace {

constexpr CanonInfo kCanons[] = {
#define X(code, name, text, immediates, signature, supported) \
  {code, text, immediates, signature, supported != 0},
#include "canonical-abi/types/canon.def"
#undef X
};

}  // namespace

const CanonInfo& InfoOf(CanonKind kind) { return kCanons[static_cast<size_t>(kind)]; }

std::optional<CanonKind> FindCanon(uint8_t code) {
  for (size_t i = 0; i < sizeof(kCanons) / sizeof(kCanons[0]); ++i) {
    if (kCanons[i].code == code) return static_cast<CanonKind>(i);
  }
  return std::nullopt;
}

}  // namespace virga::cabi
