#include "virga/component/instance.h"

#include <new>

#include "canonical-abi/api/access.h"
#include "canonical-abi/types/extern_name.h"
#include "engine/runtime/fiber.h"
#include "engine/support/try.h"
#include "wit/version.h"

namespace virga::component {
namespace {

using internal::Access;

wasm::Store& Raw(const Store& store) { return virga::internal::Access::Raw(store); }

int Width(std::string_view text) { return static_cast<int>(text.substr(0, 200).size()); }

Error NoExport(const cabi::InstanceValue& instance, const char* what, std::string_view name) {
  std::string_view nearest;
  size_t least = SIZE_MAX;
  for (const cabi::ExportValue& item : instance.exports) {
    const size_t distance = cabi::NameDistance(item.name, name);
    if (distance >= least) continue;
    least = distance;
    nearest = item.name;
  }
  if (nearest.empty())
    return Error::Make(ErrorKind::kUsage, "there is no exported %s \"%.*s\"", what, Width(name),
                       name.data());
  return Error::Make(ErrorKind::kUsage,
                     "there is no exported %s \"%.*s\"; the nearest export is \"%.*s\"", what,
                     Width(name), name.data(), Width(nearest), nearest.data());
}

// Whether an export of that name may be meant by `wanted`, an interface name with or without a
// version.
bool MayMean(std::string_view name, const cabi::ExternName& wanted) {
  const std::optional<cabi::ExternName> have = cabi::ParseExternName(name);
  if (!have || have->kind != cabi::ExternNameKind::kInterface || have->path != wanted.path)
    return false;
  if (wanted.version.empty()) return true;
  const std::optional<wit::Version> a = wit::Version::Parse(have->version);
  const std::optional<wit::Version> b = wit::Version::Parse(wanted.version);
  return a && b && cabi::SameTrack(*a, *b);
}

const cabi::InstanceValue* FindInterface(const cabi::InstanceValue& exports,
                                         std::string_view name) {
  const cabi::Value* exact = exports.Find(name);
  if (exact != nullptr) return exact->sort == cabi::Sort::kInstance ? exact->instance : nullptr;
  const std::optional<cabi::ExternName> wanted = cabi::ParseExternName(name);
  if (!wanted || wanted->kind != cabi::ExternNameKind::kInterface) return nullptr;
  for (const cabi::ExportValue& item : exports.exports) {
    if (item.value.sort == cabi::Sort::kInstance && MayMean(item.name, *wanted))
      return item.value.instance;
  }
  return nullptr;
}

Result<Func> FuncOf(const Store& store, const cabi::InstanceValue& exports, std::string_view name) {
  const cabi::Value* value = exports.Find(name);
  if (value == nullptr || value->sort != cabi::Sort::kFunc)
    return NoExport(exports, "function", name);
  return Access::MakeFunc(store, value->func);
}

Error Foreign(const char* noun) {
  return Error::Make(ErrorKind::kUsage, "a %s of another store, or none", noun);
}

Result<std::optional<Val>> ResultOf(cabi::CallState& call) {
  const bool has_result = call.func->types->func(call.func->type).result != cabi::kNoType;
  if (!has_result) return std::optional<Val>();
  VIRGA_ASSIGN(Val value, Access::MakeVal(std::move(call.result.mutable_items()[0])));
  return std::optional<Val>(std::move(value));
}

}  // namespace

Result<Func> Instance::FindFunc(const Store& store, std::string_view name) const {
  if (!Access::Belongs(store, *this)) return Foreign("component instance");
  return FuncOf(store, raw_->exports, name);
}

Result<Func> Instance::FindFunc(const Store& store, std::string_view interface,
                                std::string_view name) const {
  if (!Access::Belongs(store, *this)) return Foreign("component instance");
  const cabi::InstanceValue* found = FindInterface(raw_->exports, interface);
  if (found == nullptr) return NoExport(raw_->exports, "interface", interface);
  return FuncOf(store, *found, name);
}

size_t Func::param_count(const Store& store) const {
  return Access::Belongs(store, *this) ? raw_->types->func(raw_->type).param_count : 0;
}

bool Func::has_result(const Store& store) const {
  return Access::Belongs(store, *this) && raw_->types->func(raw_->type).result != cabi::kNoType;
}

Result<component::Call> Func::Start(Store& store, std::span<const Val> args) const {
  if (!Access::Belongs(store, *this)) return Foreign("component function");
  if (virga::internal::Access::IsSuspended(store))
    return Error::Make(ErrorKind::kUsage, "a suspended call of this store must be resumed first");
  if (args.size() != param_count(store))
    return Error::Make(ErrorKind::kUsage, "expected %zu arguments, got %zu", param_count(store),
                       args.size());
  VIRGA_ASSIGN(cabi::StoreState* const state, cabi::StoreState::Of(Raw(store)));
  auto* const call_state = new (std::nothrow) cabi::CallState();
  if (call_state == nullptr) return Error::OutOfMemory();
  component::Call call = Access::MakeCall(&store, nullptr, call_state);
  call_state->state = state;
  call_state->func = raw_;
  Vec<cabi::Val> items(&Raw(store).allocator());
  for (const Val& arg : args) {
    cabi::Val copy;
    if (Access::Raw(arg) != nullptr) {
      VIRGA_ASSIGN(copy, Access::Raw(arg)->Copy());
    }
    if (!items.Push(std::move(copy))) return Error::OutOfMemory();
  }
  call_state->args = cabi::Val::Compound(cabi::TypeKind::kTuple, std::move(items));
  VIRGA_ASSIGN(std::unique_ptr<wasm::NativeFrame> frame, cabi::MakeCallFrame(call_state));
  VIRGA_TRY(call.Run(std::move(frame)));
  return call;
}

Result<std::optional<Val>> Func::Call(Store& store, std::span<const Val> args) const {
  VIRGA_ASSIGN(component::Call call, Start(store, args));
  if (call.is_suspended()) return Error::Trap(TrapCode::kSuspendedInNestedCall);
  return call.TakeResult();
}

Status Call::Run(std::unique_ptr<wasm::NativeFrame> frame) {
  wasm::Store& raw = Raw(*store_);
  VIRGA_ASSIGN(fiber_, raw.AcquireFiber());
  state_->state->ClearWoken();
  VIRGA_TRY(fiber_->EnterNative(std::move(frame), {}, 1));
  return Settle(fiber_->Run());
}

Status Call::Settle(wasm::RunState run_state) {
  virga::internal::Access::IsSuspended(*store_) = run_state == wasm::RunState::kSuspended;
  if (run_state != wasm::RunState::kTrapped) return {};
  wasm::Store& raw = Raw(*store_);
  raw.ReleaseFiber(std::exchange(fiber_, nullptr));
  return raw.TakeError();
}

bool Call::is_suspended() const { return fiber_ != nullptr && fiber_->is_suspended(); }

bool Call::is_ready() const { return is_suspended() && state_->state->woken(); }

Status Call::Resume() {
  if (!is_suspended())
    return Error::Make(ErrorKind::kUsage, "only a suspended call can be resumed");
  state_->state->ClearWoken();
  return Settle(fiber_->Resume());
}

Result<std::optional<Val>> Call::TakeResult() {
  if (fiber_ == nullptr || fiber_->is_suspended())
    return Error::Make(ErrorKind::kUsage, "only a call that has returned has a result");
  return ResultOf(*state_);
}

Call::~Call() {
  if (fiber_ != nullptr) {
    if (fiber_->is_suspended()) virga::internal::Access::IsSuspended(*store_) = false;
    Raw(*store_).ReleaseFiber(fiber_);
  }
  delete state_;
}

}  // namespace virga::component
