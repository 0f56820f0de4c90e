// Moving values by compiled steps: guest to host (lift), host to guest (lower), guest to guest.
//
// One ValuePlan says how one value, in practice the tuple of a function's parameters or results,
// travels. Where a side stands in memory its address arrives in a slot or is allocated by the
// guest's realloc; both are checked here. On false the context named first has the error, and after
// Copy either may. Called by link/ and api/. spec: CanonicalABI (lift_flat_values,
// lower_flat_values).

#ifndef CANONICAL_ABI_ABI_TRANSFER_H_
#define CANONICAL_ABI_ABI_TRANSFER_H_

#include <cstdint>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/abi/steps.h"
#include "canonical-abi/types/signature.h"
#include "canonical-abi/values/val.h"

namespace virga::cabi {

// Where the values stand on a guest's side: in slots, or in memory at an address.
struct GuestValues {
  uint64_t* slots = nullptr;
  uint64_t address = 0;  // for memory places
  // Lowering to memory: take a block from realloc (parameters), and put its address into slots[0].
  bool allocate = false;
};

// Whether values that flatten to this many slots go flat.
constexpr Place PlaceOf(const FlatTypes& flat, uint32_t max_flat, PtrWidth width) {
  return flat.size() > max_flat ? MemPlace(width) : FlatPlace(width);
}

// Checks values in memory as the source of a transfer.
[[nodiscard]] bool LiftValue(CallContext& cx, const StepCode& code, const ValuePlan& plan,
                             const GuestValues& from, Val* out,
                             Allocator* allocator = &Allocator::System());
// REQUIRES: flat target slots need not be zero; unused ones are zeroed.
[[nodiscard]] bool LowerValue(CallContext& cx, const StepCode& code, const ValuePlan& plan,
                              const Val& value, const GuestValues& to);
// Straight from one guest to another.
[[nodiscard]] bool CopyValue(CallContext& from_cx, CallContext& to_cx, const StepCode& code,
                             const ValuePlan& plan, const GuestValues& from, const GuestValues& to);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_TRANSFER_H_
