#include "virga/func.h"

#include <cstring>

#include "engine/api/access.h"
#include "engine/api/values.h"
#include "engine/support/try.h"
#include "engine/support/vec.h"
#include "engine/types/type_text.h"

namespace virga {

using internal::Access;
using internal::ForeignHandle;

namespace {

const FuncType& RawType(const Store& store, const wasm::Func& func) {
  return Access::Raw(store).registry().Get(func.type).func;
}

Error StoreIsSuspended() {
  return Error::Make(ErrorKind::kUsage, "a suspended call of this store must be resumed first");
}

// Slots of arguments or results: on the native stack when there are few, as nearly always.
class SlotBuffer {
 public:
  explicit SlotBuffer(Store& store) : large_(&Access::Raw(store).allocator()) {}
  bool Resize(size_t slots) {
    size_ = slots;
    return slots <= kInlineSlots || large_.Resize(slots);
  }
  std::span<wasm::Slot> span() { return {size_ <= kInlineSlots ? small_ : large_.data(), size_}; }

 private:
  static constexpr size_t kInlineSlots = 16;
  wasm::Slot small_[kInlineSlots];
  Vec<wasm::Slot> large_;
  size_t size_ = 0;
};

// What a stopped fiber means for whoever waits for it.
Status StatusOf(wasm::Store& store, wasm::RunState state) {
  if (state == wasm::RunState::kReturned) return {};
  if (state == wasm::RunState::kTrapped) return store.TakeError();
  return Error::Trap(TrapCode::kSuspendedInNestedCall);
}

// Runs a function to its end on a pooled fiber.
Status RunToEnd(Store& store, wasm::Func* func, std::span<const wasm::Slot> args,
                std::span<wasm::Slot> results) {
  wasm::Store& raw = Access::Raw(store);
  VIRGA_ASSIGN(wasm::Fiber* const fiber, raw.AcquireFiber());
  Status status = fiber->Enter(func, args);
  if (status.ok()) status = StatusOf(raw, fiber->Run());
  if (status.ok() && !results.empty())
    std::memcpy(results.data(), fiber->results().data(), results.size_bytes());
  raw.ReleaseFiber(fiber);
  return status;
}

}  // namespace

Result<FuncType> Func::type(const Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("function");
  return RawType(store, *Access::Raw(*this));
}

Status Func::Call(Store& store, std::span<const Val> args, std::span<Val> results) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("function");
  if (Access::IsSuspended(store)) return StoreIsSuspended();
  wasm::Func* func = Access::Raw(*this);
  const FuncType& type = RawType(store, *func);
  if (results.size() < type.results.size()) {
    return Error::Make(ErrorKind::kUsage, "expected room for %zu results, got %zu",
                       type.results.size(), results.size());
  }
  SlotBuffer in(store);
  SlotBuffer out(store);
  if (!in.Resize(func->code->param_slots) || !out.Resize(func->code->result_slots))
    return Error::OutOfMemory();
  VIRGA_TRY(internal::WriteSlots(store, args, type.params, in.span().data()));
  VIRGA_TRY(RunToEnd(store, func, in.span(), out.span()));
  internal::ReadSlots(store, type.results, out.span().data(), results);
  return {};
}

Result<virga::Call> Func::Start(Store& store, std::span<const Val> args) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("function");
  if (Access::IsSuspended(store)) return StoreIsSuspended();
  wasm::Func* func = Access::Raw(*this);
  wasm::Store& raw = Access::Raw(store);
  SlotBuffer in(store);
  if (!in.Resize(func->code->param_slots)) return Error::OutOfMemory();
  VIRGA_TRY(internal::WriteSlots(store, args, RawType(store, *func).params, in.span().data()));
  VIRGA_ASSIGN(wasm::Fiber* const fiber, raw.AcquireFiber());
  virga::Call call(&store, func, fiber);
  VIRGA_TRY(fiber->Enter(func, in.span()));
  const wasm::RunState state = fiber->Run();
  if (state == wasm::RunState::kTrapped) return raw.TakeError();
  Access::IsSuspended(store) = state == wasm::RunState::kSuspended;
  return call;
}

Call::~Call() {
  if (fiber_ == nullptr) return;
  if (fiber_->is_suspended()) Access::IsSuspended(*store_) = false;
  Access::Raw(*store_).ReleaseFiber(fiber_);
}

bool Call::is_suspended() const { return fiber_ != nullptr && fiber_->is_suspended(); }

Status Call::Results(std::span<Val> results) const {
  if (fiber_ == nullptr || fiber_->is_suspended())
    return Error::Make(ErrorKind::kUsage, "only a call that has returned has results");
  const FuncType& type = RawType(*store_, *func_);
  if (results.size() < type.results.size()) {
    return Error::Make(ErrorKind::kUsage, "expected room for %zu results, got %zu",
                       type.results.size(), results.size());
  }
  internal::ReadSlots(*store_, type.results, fiber_->results().data(), results);
  return {};
}

Status Call::Resume(std::span<const Val> host_results) {
  if (!is_suspended()) return Error::Make(ErrorKind::kUsage, "this call is not suspended");
  Access::SetResumeValues(*store_, host_results);
  const wasm::RunState state = fiber_->Resume();
  Access::SetResumeValues(*store_, {});
  Access::IsSuspended(*store_) = state == wasm::RunState::kSuspended;
  if (state != wasm::RunState::kTrapped) return {};
  wasm::Store& raw = Access::Raw(*store_);
  raw.ReleaseFiber(std::exchange(fiber_, nullptr));
  return raw.TakeError();
}

namespace internal {

Status CheckType(const Store& store, const Func& func, const FuncType& expected) {
  if (!Access::Belongs(store, func)) return ForeignHandle("function");
  const FuncType& type = RawType(store, *Access::Raw(func));
  const auto same = [](std::span<const ValType> a, std::span<const ValType> b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  };
  if (same(type.params, expected.params) && same(type.results, expected.results)) return {};
  return Error::Make(ErrorKind::kUsage, "expected a function %s -> %s, got %s -> %s",
                     wasm::TextOf(expected.params).c_str(), wasm::TextOf(expected.results).c_str(),
                     wasm::TextOf(type.params).c_str(), wasm::TextOf(type.results).c_str());
}

Status CallSlots(Store& store, const Func& func, std::span<const uint64_t> args,
                 std::span<uint64_t> results) {
  if (!Access::Belongs(store, func)) [[unlikely]]
    return ForeignHandle("function");
  if (Access::IsSuspended(store)) [[unlikely]]
    return StoreIsSuspended();
  return RunToEnd(store, Access::Raw(func), args, results);
}

}  // namespace internal

}  // namespace virga
