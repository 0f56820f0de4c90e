// Decodes arbitrary bytes as a module. Oracle: no crash; memory bounded by the input (threat T01);
// the same verdict under every feature set that the first byte picks.

#include <cstdint>
#include <cstdlib>

#include "engine/binary/decoder.h"
#include "engine/binary/names.h"

using virga::Allocator;
using virga::Features;
using virga::Limits;

namespace {

// A decoded entry is at most this much larger than its shortest encoding; the rest is one chunk of
// the arena and the first growth of each Vec.
constexpr uint64_t kBytesPerInputByte = 128;
constexpr uint64_t kBudget = 64 * 1024;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Features every;
  for (const virga::FeatureInfo& info : virga::AllFeatures()) every.Set(info.feature, true);
  for (const Features& features : {Features(), every}) {
    Allocator allocator;
    {
      auto module = virga::wasm::DecodeModule({data, size}, features, Limits(), &allocator);
      if (module.ok()) {
        (void)virga::wasm::ModuleName(**module);
        (void)virga::wasm::FunctionName(**module, 0);
        (void)virga::wasm::LocalName(**module, 0, 0);
      } else if (module.error().message().empty()) {
        std::abort();
      }
    }
    if (allocator.peak() > kBudget + kBytesPerInputByte * size) std::abort();
    if (allocator.used() != 0) std::abort();
  }
  return 0;
}
