#include "engine/opcodes/opcode.h"

#include <array>

namespace virga::wasm {

namespace {

// Names for the table's feature column, so that "Mvp" reads like the others there.
namespace feature_column {
constexpr std::optional<Feature> Mvp = std::nullopt;
#define X(name, option, initial, doc) constexpr std::optional<Feature> name = Feature::k##name;
#include "virga/features.def"
#undef X
}  // namespace feature_column

constexpr OpcodeInfo kInfos[kOpcodeCount] = {
#define X(name, prefix, code, text, immediate, signature, feature, fuel)            \
  {Opcode::k##name,         prefix, code, text, Immediate::k##immediate, signature, \
   feature_column::feature, fuel},
#include "engine/opcodes/opcodes.def"
#undef X
};

constexpr uint16_t kNoRow = UINT16_MAX;
constexpr size_t kCodesPerPrefix = 512;

// Row numbers by code: one page without a prefix, one each for 0xfb to 0xfe.
using Page = std::array<uint16_t, kCodesPerPrefix>;

constexpr size_t PageOf(uint8_t prefix) { return prefix == 0 ? 0 : prefix - 0xfau; }

constexpr std::array<Page, 5> MakePages() {
  std::array<Page, 5> pages{};
  for (Page& page : pages) page.fill(kNoRow);
  for (size_t row = 0; row < kOpcodeCount; ++row) {
    pages[PageOf(kInfos[row].prefix)][kInfos[row].code] = static_cast<uint16_t>(row);
  }
  return pages;
}

constexpr std::array<Page, 5> kPages = MakePages();

}  // namespace

const OpcodeInfo& InfoOf(Opcode opcode) { return kInfos[static_cast<size_t>(opcode)]; }

std::optional<Opcode> FindOpcode(uint8_t prefix, uint32_t code) {
  const bool known_prefix = prefix == 0 || (prefix >= 0xfb && prefix <= 0xfe);
  if (!known_prefix || code >= kCodesPerPrefix) return std::nullopt;
  const uint16_t row = kPages[PageOf(prefix)][code];
  if (row == kNoRow) return std::nullopt;
  return static_cast<Opcode>(row);
}

}  // namespace virga::wasm
