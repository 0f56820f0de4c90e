// WebAssembly features that can be switched, from engine/support/features.def.

#ifndef VIRGA_FEATURES_H_
#define VIRGA_FEATURES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "virga/export.h"

namespace virga {

enum class Feature : uint8_t {
#define X(name, option, initial, doc) k##name,
#include "virga/features.def"
#undef X
};

// A set of features; the default set is what this build implements of WebAssembly 3.0.
class Features {
 public:
  constexpr Features() = default;
  constexpr bool Has(Feature feature) const {
    return (bits_ >> static_cast<int>(feature) & 1) != 0;
  }
  constexpr void Set(Feature feature, bool on) {
    const uint64_t bit = uint64_t{1} << static_cast<int>(feature);
    bits_ = on ? bits_ | bit : bits_ & ~bit;
  }
  constexpr bool operator==(const Features&) const = default;

 private:
  uint64_t bits_ = 0
#define X(name, option, initial, doc) | (uint64_t{initial} << static_cast<int>(Feature::k##name))
#include "virga/features.def"
#undef X
      ;
};

struct FeatureInfo {
  Feature feature;
  std::string_view option;  // such as "tail-calls"
  bool initial;
  std::string_view doc;
};

// All features in the order of the table; `AllFeatures()[int(f)].feature == f`.
VIRGA_API std::span<const FeatureInfo> AllFeatures();
VIRGA_API std::optional<Feature> FindFeature(std::string_view option);

}  // namespace virga

#endif  // VIRGA_FEATURES_H_
