// The error for what needs a feature that is switched off. It names the flag, so that whoever reads
// it knows what to do. Used by decoders, validators and parsers.

#ifndef ENGINE_DIAG_FEATURE_ERROR_H_
#define ENGINE_DIAG_FEATURE_ERROR_H_

#include <cstdint>

#include "virga/error.h"
#include "virga/features.h"

namespace virga {

// "WHAT is not enabled (feature simd)", ErrorKind::kUnsupported.
Error FeatureError(uint64_t offset, const char* what, Feature feature);

}  // namespace virga

#endif  // ENGINE_DIAG_FEATURE_ERROR_H_
