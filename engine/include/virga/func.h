// A function of a store, and calls to it. spec: exec/runtime (function instances), exec/modules
// (invocation).
//
// Three ways to call:
//   func.Call(store, args, results)                 dynamic: types are checked on every call
//   func.Typed<int32_t(int32_t, int32_t)>(store)    checked once; then typed.Call(store, 1, 2)
//   func.Start(store, args)                         may stop in a host function and be resumed
//
// A failed call's Error is the trap with its backtrace, the guest's exit, or what a host function
// answered. After any of them the store may be used on. Calls from a host function back into a
// guest nest on the native stack and are bounded by Limits.host_depth.

#ifndef VIRGA_FUNC_H_
#define VIRGA_FUNC_H_

#include <cstdint>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "virga/error.h"
#include "virga/export.h"
#include "virga/handle.h"
#include "virga/host.h"
#include "virga/store.h"
#include "virga/types.h"
#include "virga/val.h"

namespace virga {

namespace wasm {
class Fiber;
struct Func;
}  // namespace wasm

class Call;
template <typename Signature>
class TypedFunc;

class VIRGA_API Func : public internal::Handle<wasm::Func> {
 public:
  // The spans live as long as the engine. Error: kUsage when this is not a function of `store`.
  Result<FuncType> type(const Store& store) const;

  // Calls and waits. Errors besides the call's own: kUsage for a foreign store, a wrong number or
  // type of arguments, or too few results; the trap kSuspendedInNestedCall when a host function
  // suspends (use Start for those).
  Status Call(Store& store, std::span<const Val> args, std::span<Val> results) const;

  // Checks the type once. Error: kUsage, naming both types.
  template <typename Signature>
  Result<TypedFunc<Signature>> Typed(const Store& store) const;

  // Calls until the function returns or a host function suspends.
  Result<virga::Call> Start(Store& store, std::span<const Val> args) const;
};

// A call that can stop and go on. While it is suspended nothing else can run in its store.
// Move-only; destroying a suspended call abandons it, without running guest code. Must not outlive
// its store.
class VIRGA_API Call {
 public:
  Call(Call&& other) noexcept
      : store_(other.store_), func_(other.func_), fiber_(std::exchange(other.fiber_, nullptr)) {}
  Call& operator=(Call&& other) noexcept {
    std::swap(store_, other.store_);
    std::swap(func_, other.func_);
    std::swap(fiber_, other.fiber_);
    return *this;
  }
  ~Call();

  bool is_suspended() const;
  // What the call returned. Errors: kUsage when it is suspended or `results` is too short.
  Status Results(std::span<Val> results) const;
  // Goes on: the host function that suspended returns `host_results`. Errors: kUsage when the call
  // is not suspended or the values do not fit the host function's type; else those of Func::Call.
  // After an error the call is over.
  Status Resume(std::span<const Val> host_results);

 private:
  friend class Func;
  Call(Store* store, wasm::Func* func, wasm::Fiber* fiber)
      : store_(store), func_(func), fiber_(fiber) {}

  Store* store_;
  wasm::Func* func_;
  wasm::Fiber* fiber_;  // null once the call failed
};

namespace internal {

// kUsage unless `func` is of `store` and has this type.
VIRGA_API Status CheckType(const Store& store, const Func& func, const FuncType& expected);
// The call behind TypedFunc: slots in, slots out, the types having been checked.
VIRGA_API Status CallSlots(Store& store, const Func& func, std::span<const uint64_t> args,
                           std::span<uint64_t> results);

template <typename R>
struct ReadResult {
  static Result<R> From(const uint64_t* slots) { return Slots<R>::From(slots[0]); }
};
template <>
struct ReadResult<void> {
  static Status From(const uint64_t*) { return {}; }
};
template <typename... T>
struct ReadResult<std::tuple<T...>> {
  static Result<std::tuple<T...>> From(const uint64_t* slots) {
    return Each(slots, std::index_sequence_for<T...>());
  }
  template <size_t... I>
  static std::tuple<T...> Each(const uint64_t* slots, std::index_sequence<I...>) {
    return {Slots<T>::From(slots[I])...};
  }
};

}  // namespace internal

// A function whose type is known at compile time: R is void, a value type or a std::tuple of them.
template <typename R, typename... A>
class TypedFunc<R(A...)> {
 public:
  Result<R> Call(Store& store, A... args) const {
    const std::array<uint64_t, sizeof...(A)> in = {internal::Slots<A>::To(args)...};
    std::array<uint64_t, internal::Returned<R>::kTypes.size()> out{};
    Status called = internal::CallSlots(store, func_, in, out);
    if (!called.ok()) [[unlikely]]
      return std::move(called).error();
    return internal::ReadResult<R>::From(out.data());
  }
  const Func& func() const { return func_; }

 private:
  friend class Func;
  explicit TypedFunc(const Func& func) : func_(func) {}
  Func func_;
};

namespace internal {

template <typename Signature>
struct SignatureTypes;
template <typename R, typename... A>
struct SignatureTypes<R(A...)> {
  static constexpr std::array<ValType, sizeof...(A)> kParams = {Slots<A>::kType...};
  static constexpr auto kResults = Returned<R>::kTypes;
};

}  // namespace internal

template <typename Signature>
Result<TypedFunc<Signature>> Func::Typed(const Store& store) const {
  using Types = internal::SignatureTypes<Signature>;
  Status checked = internal::CheckType(store, *this, FuncType{Types::kParams, Types::kResults});
  if (!checked.ok()) return std::move(checked).error();
  return TypedFunc<Signature>(*this);
}

}  // namespace virga

#endif  // VIRGA_FUNC_H_
