// Decodes and type-checks arbitrary bytes as a component, core modules included. Oracle: no crash;
// an error says something; nothing leaks; memory is bounded by the input (threats T26, T27).

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "canonical-abi/binary/decoder.h"
#include "canonical-abi/validate/checked.h"
#include "engine/binary/decoder.h"
#include "engine/types/registry.h"
#include "engine/validate/validated.h"

namespace cabi = virga::cabi;
namespace wasm = virga::wasm;

namespace {

// Substituting resources may copy types, but only within the limit below.
constexpr uint64_t kAllocatorCap = uint64_t{256} << 20;

virga::Limits SmallLimits() {
  virga::Limits limits;
  limits.component_items = 20000;
  return limits;
}

void Expect(bool condition) {
  if (!condition) std::abort();
}

void Check(std::unique_ptr<cabi::DecodedComponent> decoded, virga::Allocator* allocator) {
  const virga::Limits limits = SmallLimits();
  wasm::TypeRegistry registry(allocator);
  std::vector<std::unique_ptr<wasm::ValidatedModule>> kept;
  std::vector<const wasm::Module*> modules;
  for (const cabi::EmbeddedModule& embedded : decoded->modules) {
    auto module =
        wasm::DecodeModule(embedded.bytes, virga::Features(), limits, allocator, embedded.offset);
    if (!module.ok()) return;
    auto validated = wasm::ValidateModule(std::move(*module), &registry, virga::Features(), limits,
                                          wasm::ValidateMode::kLazy);
    if (!validated.ok()) return;
    modules.push_back(&(*validated)->module());
    kept.push_back(std::move(*validated));
  }
  auto checked = cabi::CheckComponent(std::move(decoded), modules, limits, allocator);
  Expect(checked.ok() || !checked.error().message().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  virga::Allocator allocator(kAllocatorCap);
  {
    auto decoded = cabi::DecodeComponent({data, size}, SmallLimits(), &allocator);
    if (decoded.ok()) {
      Check(std::move(*decoded), &allocator);
    } else {
      Expect(!decoded.error().message().empty());
    }
  }
  Expect(allocator.used() == 0);
  return 0;
}
