// Decodes and checks a component the way api/ does, for tests of the type checker.

#ifndef TESTS_CANONICAL_ABI_VALIDATE_CHECK_UTIL_H_
#define TESTS_CANONICAL_ABI_VALIDATE_CHECK_UTIL_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "canonical-abi/binary/decoder.h"
#include "canonical-abi/validate/checked.h"

namespace virga::cabi::testing {

struct Checked {
  std::vector<std::unique_ptr<wasm::Module>> modules;
  std::unique_ptr<CheckedComponent> component;  // null: failed
  ErrorKind kind = ErrorKind::kIo;
  uint64_t offset = 0;
  std::string message;

  void Keep(const Error& error) {
    kind = error.kind();
    offset = error.offset().value_or(0);
    message = error.message();
  }
};

// `bytes` must outlive the result.
inline Checked Check(std::span<const uint8_t> bytes, const Limits& limits = {},
                     Allocator* allocator = &Allocator::System()) {
  Checked checked;
  Result<std::unique_ptr<DecodedComponent>> decoded =
      DecodeComponent(bytes, Features(), limits, allocator);
  if (!decoded.ok()) {
    checked.Keep(decoded.error());
    return checked;
  }
  std::vector<const wasm::Module*> modules;
  for (std::unique_ptr<wasm::Module>& module : (*decoded)->modules) {
    modules.push_back(module.get());
    checked.modules.push_back(std::move(module));
  }
  Result<std::unique_ptr<CheckedComponent>> component =
      CheckComponent(std::move(*decoded), modules, limits, allocator);
  if (component.ok()) {
    checked.component = std::move(*component);
  } else {
    checked.Keep(component.error());
  }
  return checked;
}

}  // namespace virga::cabi::testing

#endif  // TESTS_CANONICAL_ABI_VALIDATE_CHECK_UTIL_H_
