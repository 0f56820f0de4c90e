// Decodes and checks a component the way api/ does, for tests of the type checker.

#ifndef TESTS_CANONICAL_ABI_VALIDATE_CHECK_UTIL_H_
#define TESTS_CANONICAL_ABI_VALIDATE_CHECK_UTIL_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "canonical-abi/binary/decoder.h"
#include "canonical-abi/validate/checked.h"
#include "engine/binary/decoder.h"
#include "engine/types/registry.h"
#include "engine/validate/validated.h"

namespace virga::cabi::testing {

struct Checked {
  std::unique_ptr<wasm::TypeRegistry> registry;
  std::vector<std::unique_ptr<wasm::ValidatedModule>> modules;
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

inline Result<std::unique_ptr<wasm::ValidatedModule>> LoadModule(const EmbeddedModule& embedded,
                                                                 const Limits& limits,
                                                                 Allocator* allocator,
                                                                 wasm::TypeRegistry* registry) {
  Result<std::unique_ptr<wasm::Module>> module =
      wasm::DecodeModule(embedded.bytes, Features(), limits, allocator, embedded.offset);
  if (!module.ok()) return std::move(module).error();
  return wasm::ValidateModule(std::move(*module), registry, Features(), limits,
                              wasm::ValidateMode::kLazy);
}

// `bytes` must outlive the result.
inline Checked Check(std::span<const uint8_t> bytes, const Limits& limits = {},
                     Allocator* allocator = &Allocator::System()) {
  Checked checked;
  checked.registry = std::make_unique<wasm::TypeRegistry>(allocator);
  Result<std::unique_ptr<DecodedComponent>> decoded =
      DecodeComponent(bytes, limits, allocator);
  if (!decoded.ok()) {
    checked.Keep(decoded.error());
    return checked;
  }
  std::vector<const wasm::Module*> modules;
  for (const EmbeddedModule& embedded : (*decoded)->modules) {
    Result<std::unique_ptr<wasm::ValidatedModule>> module =
        LoadModule(embedded, limits, allocator, checked.registry.get());
    if (!module.ok()) {
      checked.Keep(module.error());
      return checked;
    }
    modules.push_back(&(*module)->module());
    checked.modules.push_back(std::move(*module));
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
