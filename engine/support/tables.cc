// The tables behind virga/limits.h and virga/features.h.

#include "virga/features.h"
#include "virga/limits.h"

namespace virga {

std::span<const LimitInfo> AllLimits() {
  static constexpr LimitInfo kLimits[] = {
#define X(name, option, full, tiny, doc) {option, doc, &Limits::name},
#include "virga/limits.def"
#undef X
  };
  return kLimits;
}

std::span<const FeatureInfo> AllFeatures() {
  static constexpr FeatureInfo kFeatures[] = {
#define X(name, option, initial, doc) {Feature::k##name, option, initial != 0, doc},
#include "virga/features.def"
#undef X
  };
  return kFeatures;
}

std::optional<Feature> FindFeature(std::string_view option) {
  for (const FeatureInfo& info : AllFeatures()) {
    if (info.option == option) return info.feature;
  }
  return std::nullopt;
}

}  // namespace virga
