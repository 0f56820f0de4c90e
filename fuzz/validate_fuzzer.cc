// Decodes and validates arbitrary bytes. Oracle: no crash, no leak; lazy validation of all bodies
// gives the verdict of eager validation.

#include <cstdint>
#include <cstdlib>

#include "engine/binary/decoder.h"
#include "engine/validate/validated.h"

using namespace virga;
using namespace virga::wasm;

namespace {

enum class Verdict { kAccepted, kRejected };

Verdict Check(const uint8_t* data, size_t size, const Features& features, ValidateMode mode) {
  Allocator allocator;
  TypeRegistry registry(&allocator);
  const Limits limits;
  auto module = DecodeModule({data, size}, features, limits, &allocator);
  if (!module.ok()) return Verdict::kRejected;
  auto valid = ValidateModule(std::move(module).value(), &registry, features, limits, mode);
  if (!valid.ok()) return Verdict::kRejected;
  for (uint32_t body = 0; body < (*valid)->module().bodies.size(); ++body) {
    const auto checked = ValidatedBody::Of(**valid, body);
    if (!checked.ok()) return Verdict::kRejected;
    const BodyFacts& facts = checked->facts();
    if (facts.local_slots + uint64_t{facts.operand_slots} > limits.frame_slots) std::abort();
  }
  return Verdict::kAccepted;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Features every;
  for (const FeatureInfo& info : AllFeatures()) every.Set(info.feature, true);
  for (const Features& features : {Features(), every}) {
    const Verdict eager = Check(data, size, features, ValidateMode::kEager);
    if (eager != Check(data, size, features, ValidateMode::kLazy)) std::abort();
  }
  return 0;
}
