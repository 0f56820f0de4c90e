// An Instance of a component, its functions, and calls to them.
//
// Instance and Func are handles: two words, freely copied; they belong to the store they were made
// in and never dangle into another (every operation takes the store and answers kUsage when it is
// the wrong one). A trap in a call makes the instances that it was in unusable: later calls trap
// with "cannot enter component instance".

#ifndef VIRGA_COMPONENT_INSTANCE_H_
#define VIRGA_COMPONENT_INSTANCE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "virga/component/component.h"
#include "virga/component/val.h"
#include "virga/error.h"
#include "virga/export.h"
#include "virga/store.h"

namespace virga::wasm {
class Fiber;
class NativeFrame;
enum class RunState : uint8_t;
}  // namespace virga::wasm

namespace virga::cabi {
struct CallState;
struct ComponentInstance;
struct FuncValue;
}  // namespace virga::cabi

namespace virga::component {

class Call;

class VIRGA_API Func {
 public:
  Func() = default;

  size_t param_count(const Store& store) const;
  bool has_result(const Store& store) const;

  // Calls and waits. No value when the function has no result. Errors: the trap or exit of the
  // call, kUsage (arguments that do not fit the type, a foreign or suspended store), the trap
  // kSuspendedInNestedCall when a host function suspends (use Start for those).
  Result<std::optional<Val>> Call(Store& store, std::span<const Val> args) const;
  // Calls until the function returns or a host function suspends.
  Result<component::Call> Start(Store& store, std::span<const Val> args) const;

 private:
  friend struct internal::Access;
  uint64_t store_id_ = 0;
  cabi::FuncValue* raw_ = nullptr;
};

// A call that can stop and go on. While it is suspended nothing else can run in its store.
// Move-only; destroying a suspended call abandons it, without running guest code. Must not outlive
// its store.
class VIRGA_API Call {
 public:
  Call(Call&& other) noexcept
      : store_(other.store_),
        fiber_(std::exchange(other.fiber_, nullptr)),
        state_(std::exchange(other.state_, nullptr)) {}
  Call& operator=(Call&& other) noexcept {
    std::swap(store_, other.store_);
    std::swap(fiber_, other.fiber_);
    std::swap(state_, other.state_);
    return *this;
  }
  ~Call();

  bool is_suspended() const;
  // Whether what the call waits for has happened since the last Resume: the host function that
  // suspended has been woken.
  bool is_ready() const;
  // Goes on. Errors: those of Func::Call; kUsage when the call is not suspended. After an error the
  // call is over.
  Status Resume();
  // The result of a call that has returned. REQUIRES: called once.
  Result<std::optional<Val>> TakeResult();

 private:
  friend struct internal::Access;
  Call(Store* store, wasm::Fiber* fiber, cabi::CallState* state)
      : store_(store), fiber_(fiber), state_(state) {}
  friend class Func;
  Status Run(std::unique_ptr<wasm::NativeFrame> frame);
  Status Settle(wasm::RunState state);

  Store* store_;
  wasm::Fiber* fiber_;  // null once the call is over
  cabi::CallState* state_;
};

class VIRGA_API Instance {
 public:
  Instance() = default;

  // An exported function: FindFunc(store, "greet"), or of an exported interface
  // FindFunc(store, "wasi:cli/run", "run"). An interface is found by its exact name, or without a
  // version (or with another of the compatible track) by its path. Errors: kUsage, naming the
  // nearest export.
  Result<Func> FindFunc(const Store& store, std::string_view name) const;
  Result<Func> FindFunc(const Store& store, std::string_view interface,
                        std::string_view name) const;

 private:
  friend struct internal::Access;
  uint64_t store_id_ = 0;
  cabi::ComponentInstance* raw_ = nullptr;
};

}  // namespace virga::component

#endif  // VIRGA_COMPONENT_INSTANCE_H_
