// Lowered host functions that take and give Vals.

#include <new>
#include <optional>

#include "canonical-abi/abi/transfer.h"
#include "canonical-abi/link/trampolines.h"
#include "canonical-abi/resources/handle_scope.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

class LoweredDynamic final : public wasm::HostFunction {
 public:
  LoweredDynamic(GuestOptions* options, const DynamicFunction& callee,
                 const CoreSignature& signature, Allocator* allocator)
      : options_(options),
        callee_(callee),
        signature_(signature),
        code_(&options->instance->types(), &options->instance->types(), allocator) {}

  Status Compile(const FuncType& type) {
    if (type.param_tuple != kNoType) {
      const Place place = signature_.params_spilled ? Place::kMem32 : Place::kFlat32;
      VIRGA_ASSIGN(params_, code_.Compile(type.param_tuple, place, type.param_tuple, Place::kVal));
    }
    if (type.result_tuple != kNoType) {
      const Place place = signature_.results_spilled ? Place::kMem32 : Place::kFlat32;
      VIRGA_ASSIGN(results_,
                   code_.Compile(type.result_tuple, Place::kVal, type.result_tuple, place));
    }
    return {};
  }

  wasm::HostOutcome Call(wasm::HostCall& call) override {
    ComponentInstance& instance = *options_->instance;
    if (!instance.may_leave) return call.Fail(Error::Trap(TrapCode::kCannotLeaveComponent));
    HandleScope scope(&instance.handles, &instance);
    CallContext context(options_->Abi(&scope), &call.store().allocator());
    Status status = Run(call.args().data(), context, call.store().allocator());
    if (status.ok()) status = scope.Finish();
    if (!status.ok()) return call.Fail(std::move(status).error());
    return wasm::HostOutcome::kReturn;
  }

 private:
  Status Run(wasm::Slot* slots, CallContext& context, Allocator& allocator) {
    Val args = Val::Compound(TypeKind::kTuple, Vec<Val>(&allocator));
    // The slots are overwritten by the result; its address is the last parameter.
    const uint64_t results_at =
        signature_.results_spilled ? slots[signature_.param_count - 1] & UINT32_MAX : 0;
    if (params_) {
      const GuestValues from = {slots, slots[0] & UINT32_MAX};
      if (!LiftValue(context, code_, *params_, from, &args, &allocator)) return context.TakeError();
    }
    Val result;
    VIRGA_TRY(callee_.call(callee_, args.items(), &result));
    if (!results_) return {};
    Vec<Val> items(&allocator);
    if (!items.Push(std::move(result))) return Error::Trap(TrapCode::kOutOfMemory);
    const Val tuple = Val::Compound(TypeKind::kTuple, std::move(items));
    const GuestValues to = {slots, results_at};
    if (!LowerValue(context, code_, *results_, tuple, to)) return context.TakeError();
    return {};
  }

  GuestOptions* options_;
  const DynamicFunction callee_;
  const CoreSignature signature_;
  StepCode code_;
  std::optional<ValuePlan> params_;
  std::optional<ValuePlan> results_;
};

}  // namespace

Result<wasm::Func*> LowerDynamic(GuestOptions* options, const DynamicFunction& callee,
                                 FuncTypeId type) {
  wasm::Store& store = options->instance->state->store();
  const TypeTable& types = options->instance->types();
  const CoreSignature lower = FlattenFunc(types, types.func(type), AbiShape::kLower, PtrWidth::k32);
  std::unique_ptr<LoweredDynamic> function(
      new (std::nothrow) LoweredDynamic(options, callee, lower, &store.allocator()));
  if (function == nullptr) return Error::OutOfMemory();
  VIRGA_TRY(function->Compile(types.func(type)));
  return MakeFunc(store, lower, std::move(function));
}

}  // namespace virga::cabi
