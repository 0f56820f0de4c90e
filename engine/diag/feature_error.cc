#include "engine/diag/feature_error.h"

namespace virga {

Error FeatureError(uint64_t offset, const char* what, Feature feature) {
  const std::string_view option = AllFeatures()[static_cast<size_t>(feature)].option;
  return Error::At(ErrorKind::kUnsupported, offset, "%s is not enabled (feature %.*s)", what,
                   static_cast<int>(option.size()), option.data());
}

}  // namespace virga
