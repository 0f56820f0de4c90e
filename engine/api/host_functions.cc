#include "engine/api/host_functions.h"

#include <new>

#include "engine/api/access.h"
#include "engine/api/values.h"
#include "engine/support/try.h"
#include "engine/support/vec.h"
#include "virga/instance.h"

namespace virga {

std::span<uint8_t> Caller::memory() const {
  const wasm::Instance* caller = call_->caller();
  if (caller == nullptr || caller->exported_memory == nullptr) return {};
  return caller->exported_memory->span();
}

Instance Caller::instance() const {
  return internal::Access::Make<Instance>(internal::Access::Raw(*store_).id(), call_->caller());
}

HostStatus Caller::Fail(Error error) {
  internal::Access::Raw(*store_).Fail(std::move(error));
  return HostStatus::kFail;
}

namespace internal {

namespace {

wasm::HostOutcome OutcomeOf(HostStatus status) {
  switch (status) {
    case HostStatus::kReturn:
      return wasm::HostOutcome::kReturn;
    case HostStatus::kSuspend:
      return wasm::HostOutcome::kSuspend;
    case HostStatus::kFail:
      break;
  }
  return wasm::HostOutcome::kTrap;
}

const FuncType& TypeOf(wasm::HostCall& call) {
  return call.store().registry().Get(call.callee().type).func;
}

// A resumed host function returns what Call::Resume was given.
wasm::HostOutcome ReturnResumeValues(wasm::HostCall& call) {
  const Store& store = Access::Owner(call.store());
  Status written =
      WriteSlots(store, Access::ResumeValues(store), TypeOf(call).results, call.args().data());
  if (!written.ok()) return call.Fail(std::move(written).error());
  return wasm::HostOutcome::kReturn;
}

class TypedHostFunction final : public wasm::HostFunction {
 public:
  explicit TypedHostFunction(const HostCallable& callable) : callable_(callable) {}
  ~TypedHostFunction() override { callable_.destroy(callable_.state); }

  wasm::HostOutcome Call(wasm::HostCall& call) override {
    Caller caller = Access::MakeCaller(&call);
    return OutcomeOf(callable_.call(callable_.state, caller, call.args().data()));
  }
  wasm::HostOutcome Continue(wasm::HostCall& call) override { return ReturnResumeValues(call); }

 private:
  HostCallable callable_;
};

class DynamicHostFunction final : public wasm::HostFunction {
 public:
  explicit DynamicHostFunction(const DynamicCallable& callable) : callable_(callable) {}
  ~DynamicHostFunction() override { callable_.destroy(callable_.state); }

  wasm::HostOutcome Call(wasm::HostCall& call) override {
    const FuncType& type = TypeOf(call);
    const size_t count = type.params.size() + type.results.size();
    if (count <= kInlineValues) {
      Val values[kInlineValues];
      return CallWith(call, type, values);
    }
    Vec<Val> values(&call.store().allocator());
    if (!values.Resize(count)) return call.Fail(Error::Trap(TrapCode::kOutOfMemory));
    return CallWith(call, type, values.data());
  }
  wasm::HostOutcome Continue(wasm::HostCall& call) override { return ReturnResumeValues(call); }

 private:
  static constexpr size_t kInlineValues = 16;

  wasm::HostOutcome CallWith(wasm::HostCall& call, const FuncType& type, Val* values) {
    Store& store = Access::Owner(call.store());
    const std::span<Val> args(values, type.params.size());
    const std::span<Val> results(values + args.size(), type.results.size());
    ReadSlots(store, type.params, call.args().data(), args);
    for (size_t i = 0; i < results.size(); ++i) results[i] = Val::Default(type.results[i]);
    Caller caller = Access::MakeCaller(&call);
    const HostStatus status = callable_.call(callable_.state, caller, args, results);
    if (status != HostStatus::kReturn) return OutcomeOf(status);
    Status written = WriteSlots(store, results, type.results, call.args().data());
    if (!written.ok()) return call.Fail(std::move(written).error());
    return wasm::HostOutcome::kReturn;
  }

  DynamicCallable callable_;
};

template <typename Wrapper, typename Callable>
std::unique_ptr<wasm::HostFunction> Wrap(const Callable& callable) {
  auto* made = new (std::nothrow) Wrapper(callable);
  if (made == nullptr) callable.destroy(callable.state);
  return std::unique_ptr<wasm::HostFunction>(made);
}

}  // namespace

std::unique_ptr<wasm::HostFunction> WrapCallable(const HostCallable& callable) {
  return Wrap<TypedHostFunction>(callable);
}

std::unique_ptr<wasm::HostFunction> WrapCallable(const DynamicCallable& callable) {
  return Wrap<DynamicHostFunction>(callable);
}

}  // namespace internal

}  // namespace virga
