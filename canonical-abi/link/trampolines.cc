#include "canonical-abi/link/trampolines.h"

#include <new>
#include <optional>

#include "canonical-abi/link/call_frame.h"
#include "canonical-abi/resources/handle_scope.h"
#include "canonical-abi/types/signature.h"
#include "engine/runtime/fiber.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

wasm::ValType ValTypeOf(CoreType type) {
  switch (type) {
    case CoreType::kI32:
      return wasm::ValType::I32();
    case CoreType::kI64:
      return wasm::ValType::I64();
    case CoreType::kF32:
      return wasm::ValType::F32();
    case CoreType::kF64:
      return wasm::ValType::F64();
  }
  return wasm::ValType::I32();
}

Result<wasm::TypeId> InternSignature(wasm::Store& store, const CoreSignature& signature) {
  wasm::ValType params[kMaxFlatParams + 1];
  wasm::ValType results[1];
  for (size_t i = 0; i < signature.param_count; ++i) params[i] = ValTypeOf(signature.params[i]);
  for (size_t i = 0; i < signature.result_count; ++i) results[i] = ValTypeOf(signature.results[i]);
  return store.registry().InternFunc(
      {{params, signature.param_count}, {results, signature.result_count}});
}

// A host function, lowered. One call of it is active at a time: its instance cannot be entered
// again meanwhile.
class LoweredHost final : public wasm::HostFunction {
 public:
  LoweredHost(GuestOptions* options, const FuncValue* callee, uint32_t param_slots)
      : options_(options), callee_(callee), param_slots_(param_slots) {}

  wasm::HostOutcome Call(wasm::HostCall& call) override {
    ComponentInstance& instance = *options_->instance;
    if (!instance.may_leave) return call.Fail(Error::Trap(TrapCode::kCannotLeaveComponent));
    scope_.emplace(&instance.handles, &instance);
    return Run(call, nullptr);
  }

  wasm::HostOutcome Continue(wasm::HostCall& call) override {
    const std::unique_ptr<HostContinuation> continuation = std::move(continuation_);
    return Run(call, continuation.get());
  }

 private:
  wasm::HostOutcome Run(wasm::HostCall& call, HostContinuation* continuation) {
    CallContext context(options_->Abi(&*scope_), &call.store().allocator());
    HostCall host_call(&context, call.args().data(), param_slots_,
                       options_->instance->state->waker());
    const HostOutcome outcome = continuation != nullptr
                                    ? continuation->Continue(host_call)
                                    : callee_->host->call(callee_->self, host_call);
    switch (outcome) {
      case HostOutcome::kReturned:
        break;
      case HostOutcome::kFailed:
        return call.Fail(context.failed() ? context.TakeError()
                                          : Error::Trap(TrapCode::kHostError));
      case HostOutcome::kSuspended:
        continuation_ = host_call.TakeContinuation();
        return wasm::HostOutcome::kSuspend;
    }
    Status finished = scope_->Finish();
    scope_.reset();
    if (!finished.ok()) return call.Fail(std::move(finished).error());
    return wasm::HostOutcome::kReturn;
  }

  GuestOptions* options_;
  const FuncValue* callee_;
  uint32_t param_slots_;
  std::optional<HandleScope> scope_;
  std::unique_ptr<HostContinuation> continuation_;
};

// A function lifted by another component instance (or the same), lowered.
class LoweredGuest final : public wasm::HostFunction {
 public:
  LoweredGuest(GuestOptions* options, const FuncValue* callee, Allocator* allocator)
      : plan(&options->instance->types(), callee->types, allocator),
        options_(options),
        callee_(callee->lifted) {}

  wasm::HostOutcome Call(wasm::HostCall& call) override {
    if (!options_->instance->may_leave)
      return call.Fail(Error::Trap(TrapCode::kCannotLeaveComponent));
    std::unique_ptr<wasm::NativeFrame> frame(new (std::nothrow)
                                                 GuestCallFrame(&plan, callee_, options_));
    if (frame == nullptr) return call.Fail(Error::Trap(TrapCode::kOutOfMemory));
    Status pushed = call.fiber().PushNative(std::move(frame));
    if (!pushed.ok()) return call.Fail(std::move(pushed).error());
    return wasm::HostOutcome::kCall;
  }

  CopyPlan plan;

 private:
  GuestOptions* options_;
  LiftedFunc* callee_;
};

class ResourceNewFunction final : public wasm::HostFunction {
 public:
  ResourceNewFunction(ComponentInstance* instance, const ResourceType* type)
      : instance_(instance), type_(type) {}
  wasm::HostOutcome Call(wasm::HostCall& call) override {
    if (!instance_->may_leave) return call.Fail(Error::Trap(TrapCode::kCannotLeaveComponent));
    const uint32_t rep = static_cast<uint32_t>(call.args()[0]);
    Result<uint32_t> index = ResourceNew(instance_->handles, *type_, rep);
    if (!index.ok()) return call.Fail(std::move(index).error());
    call.args()[0] = *index;
    return wasm::HostOutcome::kReturn;
  }

 private:
  ComponentInstance* instance_;
  const ResourceType* type_;
};

class ResourceRepFunction final : public wasm::HostFunction {
 public:
  ResourceRepFunction(ComponentInstance* instance, const ResourceType* type)
      : instance_(instance), type_(type) {}
  wasm::HostOutcome Call(wasm::HostCall& call) override {
    const uint32_t index = static_cast<uint32_t>(call.args()[0]);
    Result<uint32_t> rep = ResourceRep(instance_->handles, *type_, index);
    if (!rep.ok()) return call.Fail(std::move(rep).error());
    call.args()[0] = *rep;
    return wasm::HostOutcome::kReturn;
  }

 private:
  ComponentInstance* instance_;
  const ResourceType* type_;
};

class ResourceDropFunction final : public wasm::HostFunction {
 public:
  ResourceDropFunction(ComponentInstance* instance, const ResourceType* type)
      : instance_(instance), type_(type) {}
  wasm::HostOutcome Call(wasm::HostCall& call) override {
    if (!instance_->may_leave) return call.Fail(Error::Trap(TrapCode::kCannotLeaveComponent));
    const uint32_t index = static_cast<uint32_t>(call.args()[0]);
    Result<DroppedResource> dropped = ResourceDrop(instance_->handles, *type_, index);
    if (!dropped.ok()) return call.Fail(std::move(dropped).error());
    if (!dropped->owned) return wasm::HostOutcome::kReturn;
    return type_->implementer == nullptr ? DropHost(call, dropped->rep)
                                         : DropGuest(call, dropped->rep);
  }

 private:
  wasm::HostOutcome DropHost(wasm::HostCall& call, uint32_t rep) {
    const HostResource* type = static_cast<const HostResource*>(type_);
    if (type->drop == nullptr) return wasm::HostOutcome::kReturn;
    Status status = type->drop(instance_->state->HostResourceSelf(type), rep);
    if (!status.ok()) return call.Fail(std::move(status).error());
    return wasm::HostOutcome::kReturn;
  }
  wasm::HostOutcome DropGuest(wasm::HostCall& call, uint32_t rep) {
    std::unique_ptr<wasm::NativeFrame> frame(new (std::nothrow) DestructorFrame(
        static_cast<const GuestResource*>(type_), rep, instance_));
    if (frame == nullptr) return call.Fail(Error::Trap(TrapCode::kOutOfMemory));
    Status pushed = call.fiber().PushNative(std::move(frame));
    if (!pushed.ok()) return call.Fail(std::move(pushed).error());
    return wasm::HostOutcome::kCall;
  }

  ComponentInstance* instance_;
  const ResourceType* type_;
};

}  // namespace

Result<wasm::Func*> MakeFunc(wasm::Store& store, const CoreSignature& signature,
                             std::unique_ptr<wasm::HostFunction> function) {
  if (function == nullptr) return Error::OutOfMemory();
  VIRGA_ASSIGN(const wasm::TypeId type, InternSignature(store, signature));
  return store.NewHostFunc(type, std::move(function));
}

Result<wasm::Func*> LowerFunc(GuestOptions* options, const FuncValue* callee, FuncTypeId type) {
  ComponentInstance& instance = *options->instance;
  wasm::Store& store = instance.state->store();
  const FuncType& caller_type = instance.types().func(type);
  const CoreSignature lower =
      FlattenFunc(instance.types(), caller_type, AbiShape::kLower, PtrWidth::k32);
  if (callee->dynamic.call != nullptr) return LowerDynamic(options, callee->dynamic, type);
  if (callee->lifted == nullptr) {
    return MakeFunc(store, lower,
                    std::unique_ptr<wasm::HostFunction>(
                        new (std::nothrow) LoweredHost(options, callee, lower.param_count)));
  }
  std::unique_ptr<LoweredGuest> function(new (std::nothrow)
                                             LoweredGuest(options, callee, &store.allocator()));
  if (function == nullptr) return Error::OutOfMemory();
  const FuncType& callee_type = callee->types->func(callee->type);
  const CoreSignature lift =
      FlattenFunc(*callee->types, callee_type, AbiShape::kLift, PtrWidth::k32);
  VIRGA_TRY(function->plan.Compile(caller_type, callee_type, lower, lift));
  return MakeFunc(store, lower, std::move(function));
}

Result<wasm::Func*> ResourceBuiltin(ComponentInstance* instance, CanonKind kind,
                                    const ResourceType* type) {
  CoreSignature signature;
  signature.param_count = 1;
  signature.result_count = kind == CanonKind::kResourceDrop ? 0 : 1;
  std::unique_ptr<wasm::HostFunction> function;
  if (kind == CanonKind::kResourceNew) {
    function.reset(new (std::nothrow) ResourceNewFunction(instance, type));
  } else if (kind == CanonKind::kResourceRep) {
    function.reset(new (std::nothrow) ResourceRepFunction(instance, type));
  } else {
    function.reset(new (std::nothrow) ResourceDropFunction(instance, type));
  }
  return MakeFunc(instance->state->store(), signature, std::move(function));
}

}  // namespace virga::cabi
