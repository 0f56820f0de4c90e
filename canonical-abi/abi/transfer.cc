#include "canonical-abi/abi/transfer.h"

#include "canonical-abi/abi/guest_side.h"
#include "canonical-abi/abi/step_run.h"
#include "canonical-abi/abi/val_side.h"

namespace virga::cabi {

namespace {

// The base of the source: an address, checked, or slot 0.
bool OpenSource(CallContext& cx, const ValuePlan& plan, const GuestValues& from, uint64_t* base) {
  *base = 0;
  if (!IsMem(plan.src)) return true;
  *base = from.address;
  return cx.CheckRange(from.address, plan.src_size, plan.src_align, RangeOf::kValues);
}

bool OpenSink(CallContext& cx, const ValuePlan& plan, const GuestValues& to, uint64_t* base) {
  *base = 0;
  if (!IsMem(plan.dst)) {
    for (uint32_t i = 0; i < plan.dst_flat; ++i) to.slots[i] = 0;
    return true;
  }
  if (!cx.Charge(plan.dst_size)) return false;
  if (!to.allocate) {
    *base = to.address;
    return cx.CheckRange(to.address, plan.dst_size, plan.dst_align, RangeOf::kValues);
  }
  if (!cx.Allocate(plan.dst_size, plan.dst_align, base)) return false;
  to.slots[0] = *base;
  return true;
}

}  // namespace

bool LiftValue(CallContext& cx, const StepCode& code, const ValuePlan& plan,
               const GuestValues& from, Val* out, Allocator* allocator) {
  uint64_t base;
  if (!OpenSource(cx, plan, from, &base)) return false;
  GuestSource source(&cx, from.slots, base);
  ValSink sink(&cx, out, allocator);
  return RunSteps(code, plan.entry, cx, source, sink);
}

bool LowerValue(CallContext& cx, const StepCode& code, const ValuePlan& plan, const Val& value,
                const GuestValues& to) {
  uint64_t base;
  if (!OpenSink(cx, plan, to, &base)) return false;
  ValSource source(&cx, &value);
  GuestSink sink(&cx, to.slots, base);
  return RunSteps(code, plan.entry, cx, source, sink);
}

bool CopyValue(CallContext& from_cx, CallContext& to_cx, const StepCode& code,
               const ValuePlan& plan, const GuestValues& from, const GuestValues& to) {
  uint64_t source_base, sink_base;
  if (!OpenSource(from_cx, plan, from, &source_base)) return false;
  if (!OpenSink(to_cx, plan, to, &sink_base)) return false;
  GuestSource source(&from_cx, from.slots, source_base);
  GuestSink sink(&to_cx, to.slots, sink_base);
  return RunSteps(code, plan.entry, from_cx, source, sink);
}

}  // namespace virga::cabi
