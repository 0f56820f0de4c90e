// Decode and validate bytes in tests, with the verdict as one comparable text.

#ifndef TESTS_SUPPORT_CHECK_MODULE_H_
#define TESTS_SUPPORT_CHECK_MODULE_H_

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "engine/binary/decoder.h"
#include "engine/validate/validated.h"
#include "tests/support/wasm_builder.h"

namespace virga::testing {

inline Features AllOn() {
  Features features;
  for (const FeatureInfo& info : AllFeatures()) features.Set(info.feature, true);
  return features;
}

inline const char* KindText(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kMalformed:
      return "malformed";
    case ErrorKind::kInvalid:
      return "invalid";
    case ErrorKind::kUnsupported:
      return "unsupported";
    case ErrorKind::kLimit:
      return "limit";
    case ErrorKind::kOutOfMemory:
      return "out of memory";
    default:
      return "other";
  }
}

// "invalid: type mismatch: ..."
inline std::string Verdict(const Error& error) {
  return std::string(KindText(error.kind())) + ": " + std::string(error.message());
}

inline std::string DecodeVerdict(const Bytes& bytes, const Features& features = Features(),
                                 const Limits& limits = Limits()) {
  Allocator allocator;
  const auto module = wasm::DecodeModule(bytes, features, limits, &allocator);
  return module.ok() ? "ok" : Verdict(module.error());
}

// "ok", or the kind and the message of the first error.
inline std::string CheckVerdict(const Bytes& bytes, const Features& features = Features(),
                                const Limits& limits = Limits()) {
  Allocator allocator;
  wasm::TypeRegistry registry(&allocator);
  auto module = wasm::DecodeModule(bytes, features, limits, &allocator);
  if (!module.ok()) return Verdict(module.error());
  const auto valid = wasm::ValidateModule(std::move(module).value(), &registry, features, limits,
                                          wasm::ValidateMode::kEager);
  return valid.ok() ? "ok" : Verdict(valid.error());
}

}  // namespace virga::testing

#endif  // TESTS_SUPPORT_CHECK_MODULE_H_
