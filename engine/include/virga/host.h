// How C++ callables become host functions.
//
// A host function is any callable whose parameters are, after an optional `Caller&`, of the types
// int32_t, uint32_t, int64_t, uint64_t, float or double, and whose result is one of
//
//   void, T, std::tuple<T...>          plain results
//   Status, Result<...of those>        an Error ends the guest's call with it: a trap, an exit, ...
//   Suspendable<...of those>           may also be Suspended(): the guest stops; see func.h, Call
//   Result<Suspendable<...>>           both
//
//   linker.DefineFunc("env", "add", [](int32_t a, int32_t b) { return a + b; });
//   linker.DefineFunc("env", "print", [](Caller& caller, uint32_t at, uint32_t bytes) -> Status {
//     std::span<uint8_t> memory = caller.memory(); ...
//   });
//
// The WebAssembly type follows from the C++ type; it is checked against each import once, when a
// module is instantiated. The callable is copied or moved into the linker. It may be called from
// every thread that runs a store the linker served, and must not throw.

#ifndef VIRGA_HOST_H_
#define VIRGA_HOST_H_

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "virga/error.h"
#include "virga/export.h"
#include "virga/types.h"

namespace virga {

class Func;
class Instance;
class Store;

namespace internal {
struct Access;
}  // namespace internal

namespace wasm {
class HostCall;
}  // namespace wasm

// What a host function's call came to. Callables of the forms above never see it.
enum class HostStatus : uint8_t { kReturn, kFail, kSuspend };

// The guest's side of one host call. Lives as long as the call; not to be kept.
class VIRGA_API Caller {
 public:
  Store& store() const { return *store_; }
  // The bytes of the memory that the calling instance exports as "memory"; empty when it has none
  // or when the embedder called directly. Valid until something runs guest code or grows the
  // memory.
  std::span<uint8_t> memory() const;
  // The calling instance; the null Instance when the embedder called directly.
  Instance instance() const;
  // Ends the guest's call with `error` once the host function returns kFail.
  HostStatus Fail(Error error);

 private:
  friend struct internal::Access;
  Caller(Store* store, wasm::HostCall* call) : store_(store), call_(call) {}

  Store* store_;
  wasm::HostCall* call_;
};

// A result that may come later.
struct Suspended {};

template <typename T>
class [[nodiscard]] Suspendable {
 public:
  Suspendable(T value) : suspended_(false), value_(std::move(value)) {}  // NOLINT: by design
  Suspendable(Suspended) : suspended_(true), value_() {}                 // NOLINT: by design
  bool is_suspended() const { return suspended_; }
  const T& value() const { return value_; }  // REQUIRES: !is_suspended()

 private:
  bool suspended_;
  T value_;
};

template <>
class [[nodiscard]] Suspendable<void> {
 public:
  Suspendable() : suspended_(false) {}
  Suspendable(Suspended) : suspended_(true) {}  // NOLINT: by design
  bool is_suspended() const { return suspended_; }

 private:
  bool suspended_;
};

namespace internal {

// Values travel in 8-byte slots; parameters stand in slots[0..], results are written from slots[0].
template <typename T>
struct Slots;
template <>
struct Slots<int32_t> {
  static constexpr ValType kType = ValType::I32();
  static int32_t From(uint64_t slot) { return static_cast<int32_t>(slot); }
  static uint64_t To(int32_t value) { return static_cast<uint32_t>(value); }
};
template <>
struct Slots<uint32_t> {
  static constexpr ValType kType = ValType::I32();
  static uint32_t From(uint64_t slot) { return static_cast<uint32_t>(slot); }
  static uint64_t To(uint32_t value) { return value; }
};
template <>
struct Slots<int64_t> {
  static constexpr ValType kType = ValType::I64();
  static int64_t From(uint64_t slot) { return static_cast<int64_t>(slot); }
  static uint64_t To(int64_t value) { return static_cast<uint64_t>(value); }
};
template <>
struct Slots<uint64_t> {
  static constexpr ValType kType = ValType::I64();
  static uint64_t From(uint64_t slot) { return slot; }
  static uint64_t To(uint64_t value) { return value; }
};
template <>
struct Slots<float> {
  static constexpr ValType kType = ValType::F32();
  static float From(uint64_t slot) { return std::bit_cast<float>(static_cast<uint32_t>(slot)); }
  static uint64_t To(float value) { return std::bit_cast<uint32_t>(value); }
};
template <>
struct Slots<double> {
  static constexpr ValType kType = ValType::F64();
  static double From(uint64_t slot) { return std::bit_cast<double>(slot); }
  static uint64_t To(double value) { return std::bit_cast<uint64_t>(value); }
};

// The WebAssembly results of a C++ return type, and how they are written.
template <typename T>
struct Returned {
  static constexpr std::array<ValType, 1> kTypes = {Slots<T>::kType};
  static HostStatus Write(Caller&, uint64_t* slots, const T& value) {
    slots[0] = Slots<T>::To(value);
    return HostStatus::kReturn;
  }
};
template <>
struct Returned<void> {
  static constexpr std::array<ValType, 0> kTypes = {};
};
template <typename... T>
struct Returned<std::tuple<T...>> {
  static constexpr std::array<ValType, sizeof...(T)> kTypes = {Slots<T>::kType...};
  static HostStatus Write(Caller&, uint64_t* slots, const std::tuple<T...>& values) {
    return WriteEach(slots, values, std::index_sequence_for<T...>());
  }

 private:
  template <size_t... I>
  static HostStatus WriteEach(uint64_t* slots, const std::tuple<T...>& values,
                              std::index_sequence<I...>) {
    ((slots[I] = Slots<T>::To(std::get<I>(values))), ...);
    return HostStatus::kReturn;
  }
};
template <typename T>
struct Returned<Suspendable<T>> {
  static constexpr auto kTypes = Returned<T>::kTypes;
  static HostStatus Write(Caller& caller, uint64_t* slots, const Suspendable<T>& value) {
    if (value.is_suspended()) return HostStatus::kSuspend;
    if constexpr (std::is_void_v<T>) {
      return HostStatus::kReturn;
    } else {
      return Returned<T>::Write(caller, slots, value.value());
    }
  }
};
template <typename T>
struct Returned<Result<T>> {
  static constexpr auto kTypes = Returned<T>::kTypes;
  static HostStatus Write(Caller& caller, uint64_t* slots, Result<T>&& value) {
    if (!value.ok()) [[unlikely]]
      return caller.Fail(std::move(value).error());
    if constexpr (std::is_void_v<T>) {
      return HostStatus::kReturn;
    } else {
      return Returned<T>::Write(caller, slots, *value);
    }
  }
};

// What the engine keeps of a host function. `destroy` frees `state`.
struct HostCallable {
  HostStatus (*call)(void* state, Caller& caller, uint64_t* slots) = nullptr;
  void (*destroy)(void* state) = nullptr;
  void* state = nullptr;
  FuncType type;  // static storage, or valid until the definition returns
};

template <typename F, bool kTakesCaller, typename R, typename... A>
struct HostThunk {
  static constexpr std::array<ValType, sizeof...(A)> kParams = {Slots<A>::kType...};
  static constexpr auto kResults = Returned<R>::kTypes;

  static HostStatus Call(void* state, Caller& caller, uint64_t* slots) {
    return Invoke(*static_cast<F*>(state), caller, slots, std::index_sequence_for<A...>());
  }
  static void Destroy(void* state) { delete static_cast<F*>(state); }

 private:
  template <size_t... I>
  static HostStatus Invoke(F& f, Caller& caller, uint64_t* slots, std::index_sequence<I...>) {
    const auto call = [&]() -> R {
      if constexpr (kTakesCaller) {
        return f(caller, Slots<A>::From(slots[I])...);
      } else {
        return f(Slots<A>::From(slots[I])...);
      }
    };
    if constexpr (std::is_void_v<R>) {
      call();
      return HostStatus::kReturn;
    } else {
      return Returned<R>::Write(caller, slots, call());
    }
  }
};

// Finds the signature of a callable.
template <typename F, typename Call>
struct ThunkOf;
template <typename F, typename R, typename... A>
struct ThunkOf<F, R(A...)> {
  using Type = HostThunk<F, false, R, std::decay_t<A>...>;
};
template <typename F, typename R, typename... A>
struct ThunkOf<F, R(Caller&, A...)> {
  using Type = HostThunk<F, true, R, std::decay_t<A>...>;
};
template <typename M>
struct MemberSignature;
template <typename C, typename R, typename... A>
struct MemberSignature<R (C::*)(A...)> {
  using Type = R(A...);
};
template <typename C, typename R, typename... A>
struct MemberSignature<R (C::*)(A...) const> {
  using Type = R(A...);
};
template <typename F>
struct Signature {
  using Type = typename MemberSignature<decltype(&F::operator())>::Type;
};
template <typename R, typename... A>
struct Signature<R (*)(A...)> {
  using Type = R(A...);
};

template <typename F>
HostCallable MakeHostCallable(F callable) {
  using Thunk = typename ThunkOf<F, typename Signature<F>::Type>::Type;
  return {&Thunk::Call, &Thunk::Destroy, new F(std::move(callable)),
          FuncType{Thunk::kParams, Thunk::kResults}};
}

}  // namespace internal

}  // namespace virga

#endif  // VIRGA_HOST_H_
