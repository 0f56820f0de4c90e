// Host functions: what generated host bindings implement and what link/ calls.
//
// A HostInterface is a static table, one per WIT interface: a name, its resources and its
// functions. Each HostFunction describes its type (link/ compares it with what a component imports)
// and has a callback, which lifts its parameters with HostCall::Lift, does its work on `self`, and
// ends with HostCall::Return, ::Trap or ::Suspend:
//
//   HostOutcome Get(void* self, HostCall& call) {
//     Borrow<Bucket> bucket;
//     std::string_view key;
//     if (!call.Lift(&bucket, &key)) return call.Failed();
//     Expected<std::optional<std::vector<uint8_t>>, StoreError> result =
//         static_cast<StoreHost*>(self)->Get(bucket, key);
//     return call.Return(result);
//   }
//   constexpr HostResource kBucket("wasi:keyvalue/store@0.2.0-draft2", "bucket", &DropBucket);
//   constexpr HostFunction kFunctions[] = {
//       {"[method]bucket.get",
//        [](HostTypes& t) {
//          return DescribeFunc<Expected<std::optional<std::vector<uint8_t>>, StoreError>,
//                              Borrow<Bucket>, std::string_view>(t, {"self", "key"});
//        },
//        &Get},
//   };
//   constexpr HostInterface kStore = {"wasi:keyvalue/store@0.2.0-draft2", {&kBucket}, kFunctions};
//
// How C++ types stand for WIT types, and how records, variants, enums and flags are taught to Lift
// and Return, is in abi/host_abi.h (Abi<T>). Lifted std::string_view and std::span<const uint8_t>
// point into guest memory: they are good until the callback returns or its results are being
// written (never keep them across Suspend).
//
// Waiting (store-blocking): a callback that cannot answer yet returns call.Suspend(continuation).
// The guest stays parked and nothing else of its store runs. Whoever completes the work calls
// Waker::Wake on the store's thread; the runtime then calls continuation->Continue with a HostCall
// for the same call, which ends it like a callback (or suspends again). Dropping the store destroys
// the continuation unrun, whose destructor must take back its registration with the event loop.

#ifndef CANONICAL_ABI_ABI_HOST_FUNC_H_
#define CANONICAL_ABI_ABI_HOST_FUNC_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/abi/host_abi.h"
#include "canonical-abi/abi/host_types.h"
#include "canonical-abi/abi/resource_type.h"

namespace virga::cabi {

class HostCall;

enum class HostOutcome : uint8_t {
  kReturned,   // results are in place
  kFailed,     // the call's context holds the error: a trap, an exit, a denied capability
  kSuspended,  // parked; the continuation ends the call later
};

// Readies a suspended call; see above. Copyable; valid while the call's continuation lives. Calling
// it twice, or before the callback has returned kSuspended, is allowed.
class Waker {
 public:
  using Function = void (*)(void* target);
  Waker() = default;
  Waker(Function wake, void* target) : wake_(wake), target_(target) {}
  void Wake() const {
    if (wake_ != nullptr) wake_(target_);
  }

 private:
  Function wake_ = nullptr;
  void* target_ = nullptr;
};

// The rest of a suspended call.
class HostContinuation {
 public:
  virtual ~HostContinuation() = default;
  virtual HostOutcome Continue(HostCall& call) = 0;
};

// One call of a host function from a guest, lowered synchronously. Made by link/ on each entry
// (after a suspension anew), so that it may live on the native stack.
class HostCall {
 public:
  // `slots`: the core parameters, and from slots[0] on room for the core result.
  HostCall(CallContext* context, uint64_t* slots, uint32_t param_slots, Waker waker = {})
      : context_(context), slots_(slots), param_slots_(param_slots), waker_(waker) {}
  HostCall(const HostCall&) = delete;
  HostCall& operator=(const HostCall&) = delete;

  CallContext& context() { return *context_; }
  const Waker& waker() const { return waker_; }

  // Lifts all parameters, in order. REQUIRES: called once, before anything else, with the types of
  // the function. False: return Failed().
  template <typename... Ts>
  [[nodiscard]] bool Lift(Ts*... out);

  // Ends of a call. Return lowers the result (which may run the guest's realloc).
  HostOutcome Return() { return HostOutcome::kReturned; }
  template <typename T>
  HostOutcome Return(const T& result);
  HostOutcome Failed() { return HostOutcome::kFailed; }
  HostOutcome Trap(Error error) {
    context_->Fail(std::move(error));
    return HostOutcome::kFailed;
  }
  HostOutcome Suspend(std::unique_ptr<HostContinuation> continuation) {
    continuation_ = std::move(continuation);
    return HostOutcome::kSuspended;
  }
  // For link/, after kSuspended.
  std::unique_ptr<HostContinuation> TakeContinuation() { return std::move(continuation_); }

 private:
  CallContext* context_;
  uint64_t* slots_;
  uint32_t param_slots_;
  Waker waker_;
  std::unique_ptr<HostContinuation> continuation_;
};

using HostCallback = HostOutcome (*)(void* self, HostCall& call);

struct HostFunction {
  std::string_view name;  // as in WIT: "get", "[method]bucket.get", "[constructor]bucket"
  FuncTypeId (*describe)(HostTypes& types);
  HostCallback call;
};

// Bound to a `self` in a linker; static storage.
struct HostInterface {
  std::string_view name;  // "wasi:keyvalue/store@0.2.0-draft2"; "" for functions of a world
  std::span<const HostResource* const> resources;  // those that this interface defines
  std::span<const HostFunction> functions;
};

// Describes a function with these C++ types; R void: no result. As many names as parameters.
template <typename R, typename... Ps>
FuncTypeId DescribeFunc(HostTypes& types, std::initializer_list<std::string_view> names,
                        bool is_async = false) {
  const ValueType params[] = {Abi<Ps>::Describe(types)..., kNoType};
  ValueType result = kNoType;
  if constexpr (!std::is_void_v<R>) result = Abi<R>::Describe(types);
  return types.Func({names.begin(), names.size()}, params, result, is_async);
}

template <typename... Ts>
bool HostCall::Lift(Ts*... out) {
  using Params = std::tuple<Ts...>;
  constexpr uint32_t flat = (0 + ... + Abi<Ts>::kFlat);
  if constexpr (sizeof...(Ts) == 0) {
    return true;
  } else if constexpr (flat <= kMaxFlatParams) {
    const uint64_t* slot = slots_;
    return (... && (Abi<Ts>::LiftFlat(*context_, (slot += Abi<Ts>::kFlat) - Abi<Ts>::kFlat, out)));
  } else {
    constexpr AbiLayout layout = Abi<Params>::kLayout;
    const int w = static_cast<int>(context_->width());
    if (!context_->CheckRange(slots_[0], layout.size[w], layout.align[w], RangeOf::kValues))
      return false;
    const uint8_t* p = context_->memory().At(slots_[0]);
    uint32_t offset = 0;
    return (... && Abi<Ts>::Load(*context_, p + NextField<Ts>(&offset, w), out));
  }
}

template <typename T>
HostOutcome HostCall::Return(const T& result) {
  if constexpr (Abi<T>::kFlat <= kMaxFlatResults) {
    slots_[0] = 0;
    return Abi<T>::LowerFlat(*context_, result, slots_) ? HostOutcome::kReturned
                                                        : HostOutcome::kFailed;
  } else {
    constexpr AbiLayout layout = Abi<T>::kLayout;
    const int w = static_cast<int>(context_->width());
    const uint64_t address = slots_[param_slots_ - 1];
    const bool stored =
        context_->CheckRange(address, layout.size[w], layout.align[w], RangeOf::kValues) &&
        Abi<T>::Store(*context_, result, address);
    return stored ? HostOutcome::kReturned : HostOutcome::kFailed;
  }
}

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_HOST_FUNC_H_
