// What generated host bindings (wit/bindgen) use besides Abi<T>: the reply of a host function,
// which is there now, is a trap, or comes later.
//
//   Reply<Expected<uint64_t, Error>> Increment(...) override {
//     if (busy) return std::make_unique<PendingIncrement>(...);   // the guest waits
//     if (broken) return Error::Trap(...);                        // the guest traps
//     return Expected<uint64_t, Error>(42);
//   }
//
// A Pending<R> is the rest of such a call: Start registers with whatever completes the work, which
// wakes the call; Resume then gives the result, or nothing when the wake-up was spurious: Start is
// called again. Destroying it must withdraw the registration: a store may go away meanwhile.
// Nothing else of the store runs between the two. One thread.

#ifndef CANONICAL_ABI_ABI_HOST_BINDINGS_H_
#define CANONICAL_ABI_ABI_HOST_BINDINGS_H_

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "canonical-abi/abi/host_func.h"

namespace virga::cabi {

template <typename R>
class Pending {
 public:
  virtual ~Pending() = default;
  // Has `waker` woken when Resume is worth calling. The last one given counts.
  virtual Status Start(Waker waker) = 0;
  // The result, a trap, or nothing yet.
  virtual std::optional<Result<R>> Resume() = 0;
};

template <typename R>
class [[nodiscard]] Reply {
 public:
  template <typename T>
    requires std::is_convertible_v<T&&, R>
  Reply(T&& value) : state_(std::in_place_index<0>, std::forward<T>(value)) {}  // NOLINT
  Reply(Error error) : state_(std::in_place_index<1>, std::move(error)) {}      // NOLINT
  Reply(std::unique_ptr<Pending<R>> pending)
      : state_(std::in_place_index<2>, std::move(pending)) {}  // NOLINT
  template <typename P>
    requires std::is_base_of_v<Pending<R>, P>
  Reply(std::unique_ptr<P> pending)
      : state_(std::in_place_index<2>, std::move(pending)) {}  // NOLINT
  Reply(Result<R> result)                                      // NOLINT
      : state_(result.ok() ? State(std::in_place_index<0>, std::move(result).value())
                           : State(std::in_place_index<1>, std::move(result).error())) {}

  // Exactly one of these is not null.
  R* value() { return std::get_if<0>(&state_); }
  Error* error() { return std::get_if<1>(&state_); }
  std::unique_ptr<Pending<R>>* pending() { return std::get_if<2>(&state_); }

 private:
  using State = std::variant<R, Error, std::unique_ptr<Pending<R>>>;
  State state_;
};

// A function without a result: `return {};`.
template <>
class [[nodiscard]] Reply<void> : public Reply<std::monostate> {
 public:
  Reply() : Reply<std::monostate>(std::monostate()) {}
  using Reply<std::monostate>::Reply;
  Reply(Status status)  // NOLINT: implicit, for `return Drop(...)`
      : Reply<std::monostate>(status.ok() ? Reply<std::monostate>(std::monostate())
                                          : Reply<std::monostate>(std::move(status).error())) {}
};

template <typename R>
HostOutcome Await(HostCall& call, std::unique_ptr<Pending<R>> pending);

template <typename R>
HostOutcome ReturnValue(HostCall& call, const R& value) {
  if constexpr (std::is_same_v<R, std::monostate>) {
    return call.Return();
  } else {
    return call.Return(value);
  }
}

// Wakes up as the continuation of a call, and ends it.
template <typename R>
class PendingCall : public HostContinuation {
 public:
  explicit PendingCall(std::unique_ptr<Pending<R>> pending) : pending_(std::move(pending)) {}
  HostOutcome Continue(HostCall& call) override {
    std::optional<Result<R>> result = pending_->Resume();
    if (!result.has_value()) return Await(call, std::move(pending_));
    if (!result->ok()) return call.Trap(std::move(*result).error());
    return ReturnValue(call, result->value());
  }

 private:
  std::unique_ptr<Pending<R>> pending_;
};

template <typename R>
HostOutcome Await(HostCall& call, std::unique_ptr<Pending<R>> pending) {
  Status started = pending->Start(call.waker());
  if (!started.ok()) return call.Trap(std::move(started).error());
  return call.Suspend(std::make_unique<PendingCall<R>>(std::move(pending)));
}

// Ends a call with the reply of the host.
template <typename R>
HostOutcome Finish(HostCall& call, Reply<R> reply) {
  if (reply.error() != nullptr) return call.Trap(std::move(*reply.error()));
  if (reply.pending() != nullptr) return Await(call, std::move(*reply.pending()));
  return ReturnValue(call, *reply.value());
}
inline HostOutcome Finish(HostCall& call, Reply<void> reply) {
  return Finish<std::monostate>(call, std::move(reply));
}

// An interface and the host that answers its functions, for a linker.
struct HostBinding {
  const HostInterface* interface = nullptr;
  void* self = nullptr;
};

// VariantAbi with the cases of a std::variant.
template <typename T, typename V>
struct VariantAbiOf;
template <typename T, typename... Cs>
struct VariantAbiOf<T, std::variant<Cs...>> : VariantAbi<T, Cs...> {};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_HOST_BINDINGS_H_
