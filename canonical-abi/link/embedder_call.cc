#include "canonical-abi/link/embedder_call.h"

#include <new>

#include "engine/support/try.h"

namespace virga::cabi {
namespace {

class EmbedderCallFrame final : public LiftedCallFrame {
 public:
  explicit EmbedderCallFrame(CallState* call)
      : LiftedCallFrame(call->func->lifted, call->func->plan->signature, nullptr), call_(call) {}

 protected:
  Status PassParams(wasm::Fiber& fiber, CallContext& callee, wasm::Slot* args) override {
    const ExportPlan& plan = *call_->func->plan;
    if (!plan.params) return {};
    const GuestValues to = {args, 0, plan.signature.params_spilled};
    if (LowerValue(callee, plan.code, *plan.params, call_->args, to)) return {};
    return callee.TakeError();
  }

  Status TakeResults(wasm::Fiber& fiber, CallContext& callee,
                     std::span<wasm::Slot> results) override {
    const ExportPlan& plan = *call_->func->plan;
    if (!plan.results) return {};
    const GuestValues from = {results.data(), results[0] & UINT32_MAX};
    Allocator* const allocator = &call_->state->store().allocator();
    if (LiftValue(callee, plan.code, *plan.results, from, &call_->result, allocator)) return {};
    return callee.TakeError();
  }

 private:
  CallState* call_;
};

Result<ExportPlan*> MakePlan(StoreState& state, const FuncValue& func) {
  const TypeTable& types = *func.types;
  const FuncType& type = types.func(func.type);
  std::unique_ptr<ExportPlan> plan(new (std::nothrow)
                                       ExportPlan(&types, &state.store().allocator()));
  if (plan == nullptr) return Error::OutOfMemory();
  plan->signature = FlattenFunc(types, type, AbiShape::kLift, PtrWidth::k32);
  if (type.param_tuple != kNoType) {
    const Place place = plan->signature.params_spilled ? Place::kMem32 : Place::kFlat32;
    VIRGA_ASSIGN(plan->params,
                 plan->code.Compile(type.param_tuple, Place::kVal, type.param_tuple, place));
  }
  if (type.result_tuple != kNoType) {
    const Place place = plan->signature.results_spilled ? Place::kMem32 : Place::kFlat32;
    VIRGA_ASSIGN(plan->results,
                 plan->code.Compile(type.result_tuple, place, type.result_tuple, Place::kVal));
  }
  return state.Own(std::move(plan));
}

}  // namespace

Result<std::unique_ptr<wasm::NativeFrame>> MakeCallFrame(CallState* call) {
  FuncValue& func = *call->func;
  if (func.lifted == nullptr)
    return Error::Make(ErrorKind::kUsage,
                       "the component only passes on a function of the host; call that instead");
  if (func.plan == nullptr) {
    VIRGA_ASSIGN(func.plan, MakePlan(*call->state, func));
  }
  std::unique_ptr<wasm::NativeFrame> frame(new (std::nothrow) EmbedderCallFrame(call));
  if (frame == nullptr) return Error::OutOfMemory();
  return frame;
}

}  // namespace virga::cabi
