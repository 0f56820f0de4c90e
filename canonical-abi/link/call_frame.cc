#include "canonical-abi/link/call_frame.h"

#include <algorithm>

#include "engine/support/try.h"

namespace virga::cabi {
namespace {

wasm::HostOutcome Fail(wasm::Fiber& fiber, Error error) {
  fiber.store->Fail(std::move(error));
  return wasm::HostOutcome::kTrap;
}

Place ParamsPlace(const CoreSignature& signature) {
  return signature.params_spilled ? Place::kMem32 : Place::kFlat32;
}
Place ResultsPlace(const CoreSignature& signature) {
  return signature.results_spilled ? Place::kMem32 : Place::kFlat32;
}

}  // namespace

LiftedCallFrame::LiftedCallFrame(LiftedFunc* callee, const CoreSignature& signature,
                                 ComponentInstance* caller)
    : callee_(callee),
      caller_(caller),
      signature_(signature),
      scope_(&callee->options.instance->handles, callee->options.instance) {}

wasm::HostOutcome LiftedCallFrame::Step(wasm::Fiber& fiber, std::span<wasm::Slot> results) {
  switch (stage_) {
    case Stage::kStart: {
      Status started = Start(fiber);
      if (!started.ok()) return Fail(fiber, std::move(started).error());
      stage_ = Stage::kCalled;
      return wasm::HostOutcome::kCall;
    }
    case Stage::kCalled: {
      Result<bool> post_return = Returned(fiber, results);
      if (!post_return.ok()) return Fail(fiber, std::move(post_return).error());
      stage_ = Stage::kPostReturn;
      if (*post_return) return wasm::HostOutcome::kCall;
      break;
    }
    case Stage::kPostReturn:
      callee_->options.instance->may_leave = true;
      break;
  }
  Status ended = End();
  if (!ended.ok()) return Fail(fiber, std::move(ended).error());
  return wasm::HostOutcome::kReturn;
}

Status LiftedCallFrame::Start(wasm::Fiber& fiber) {
  ComponentInstance& instance = *callee_->options.instance;
  if (!instance.MayEnterFrom(caller_)) return Error::Trap(TrapCode::kCannotEnterComponent);
  instance.EnterFrom(caller_);
  wasm::Slot args[kMaxFlatParams + 1] = {};
  {
    CallContext context(callee_->options.Abi(&scope_), &fiber.store->allocator());
    Status passed = PassParams(fiber, context, args);
    if (!passed.ok()) {
      // Arguments of the wrong type are the embedder's mistake: no code of the function has run.
      if (passed.error().kind() == ErrorKind::kUsage) instance.LeaveTo(caller_);
      return passed;
    }
  }
  return fiber.PushCall(callee_->callee, {args, signature_.param_count});
}

Result<bool> LiftedCallFrame::Returned(wasm::Fiber& fiber, std::span<wasm::Slot> results) {
  // A copy: the stack may move while values are lowered.
  wasm::Slot kept[1] = {results.empty() ? 0 : results[0]};
  const std::span<wasm::Slot> slots(kept, signature_.result_count);
  {
    CallContext context(callee_->options.Abi(&scope_), &fiber.store->allocator());
    VIRGA_TRY(TakeResults(fiber, context, slots));
  }
  VIRGA_TRY(scope_.Finish());
  if (callee_->post_return == nullptr) return false;
  callee_->options.instance->may_leave = false;
  VIRGA_TRY(fiber.PushCall(callee_->post_return, slots));
  return true;
}

Status LiftedCallFrame::End() {
  callee_->options.instance->LeaveTo(caller_);
  return Finish();
}

Status CopyPlan::Compile(const FuncType& caller_type, const FuncType& callee_type,
                         const CoreSignature& lower_signature,
                         const CoreSignature& lift_signature) {
  lower = lower_signature;
  lift = lift_signature;
  if (caller_type.param_tuple != kNoType) {
    VIRGA_ASSIGN(params, params_code.Compile(caller_type.param_tuple, ParamsPlace(lower),
                                             callee_type.param_tuple, ParamsPlace(lift)));
  }
  if (caller_type.result_tuple != kNoType) {
    VIRGA_ASSIGN(results, results_code.Compile(callee_type.result_tuple, ResultsPlace(lift),
                                               caller_type.result_tuple, ResultsPlace(lower)));
  }
  return {};
}

GuestCallFrame::GuestCallFrame(const CopyPlan* plan, LiftedFunc* callee, GuestOptions* caller)
    : LiftedCallFrame(callee, plan->lift, caller->instance),
      plan_(plan),
      options_(caller),
      caller_scope_(&caller->instance->handles, caller->instance) {}

Status GuestCallFrame::PassParams(wasm::Fiber& fiber, CallContext& callee, wasm::Slot* args) {
  if (!plan_->params) return {};
  const std::span<wasm::Slot> area = fiber.native_area();
  CallContext from(options_->Abi(&caller_scope_), &fiber.store->allocator());
  const GuestValues source = {area.data(), area[0] & UINT32_MAX};
  const GuestValues target = {args, 0, plan_->lift.params_spilled};
  if (CopyValue(from, callee, plan_->params_code, *plan_->params, source, target)) return {};
  return from.failed() ? from.TakeError() : callee.TakeError();
}

Status GuestCallFrame::TakeResults(wasm::Fiber& fiber, CallContext& callee,
                                   std::span<wasm::Slot> results) {
  if (!plan_->results) return {};
  const std::span<wasm::Slot> area = fiber.native_area();
  CallContext to(options_->Abi(&caller_scope_), &fiber.store->allocator());
  const GuestValues source = {results.data(), results[0] & UINT32_MAX};
  GuestValues target = {area.data(), 0};
  if (plan_->lower.results_spilled)
    target.address = area[plan_->lower.param_count - 1] & UINT32_MAX;
  if (CopyValue(callee, to, plan_->results_code, *plan_->results, source, target)) return {};
  return callee.failed() ? callee.TakeError() : to.TakeError();
}

wasm::HostOutcome DestructorFrame::Step(wasm::Fiber& fiber, std::span<wasm::Slot> results) {
  if (called_) {
    type_->instance->LeaveTo(caller_);
    return wasm::HostOutcome::kReturn;
  }
  if (!type_->instance->MayEnterFrom(caller_))
    return Fail(fiber, Error::Trap(TrapCode::kCannotEnterComponent));
  if (type_->destructor == nullptr) return wasm::HostOutcome::kReturn;
  type_->instance->EnterFrom(caller_);
  called_ = true;
  const wasm::Slot args[1] = {rep_};
  Status pushed = fiber.PushCall(type_->destructor, args);
  if (!pushed.ok()) return Fail(fiber, std::move(pushed).error());
  return wasm::HostOutcome::kCall;
}

}  // namespace virga::cabi
