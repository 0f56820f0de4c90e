// A Linker: names to host functions and other modules' exports, from which imports are satisfied.
//
// DESCRIPTION: host functions are defined once and serve any number of stores; things of a store
// (instances, memories, ...) serve only modules instantiated in that store. A name that is defined
// twice is an error unless shadowing is allowed; the last definition then wins. A linker is usually
// filled once and then only read. Thread-safety: Instantiate and Resolve may be called by several
// threads at once while nobody defines anything.

#ifndef VIRGA_LINKER_H_
#define VIRGA_LINKER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "virga/engine.h"
#include "virga/error.h"
#include "virga/export.h"
#include "virga/host.h"
#include "virga/instance.h"
#include "virga/module.h"
#include "virga/store.h"
#include "virga/val.h"

namespace virga {

namespace internal {

// A host function that works on values of any type.
struct DynamicCallable {
  HostStatus (*call)(void* state, Caller& caller, std::span<const Val> args,
                     std::span<Val> results) = nullptr;
  void (*destroy)(void* state) = nullptr;
  void* state = nullptr;
};

}  // namespace internal

class VIRGA_API Linker {
 public:
  explicit Linker(const Engine& engine);
  ~Linker();
  Linker(Linker&& other) noexcept;
  Linker& operator=(Linker&& other) noexcept;

  // Whether a later definition may replace an earlier one of the same names. Default: no.
  void AllowShadowing(bool allow);

  // A host function from a C++ callable; see virga/host.h. Errors: kUsage (defined already),
  // kLimit, kOutOfMemory.
  template <typename F>
  Status DefineFunc(std::string_view module, std::string_view name, F&& callable) {
    return DefineCallable(module, name,
                          internal::MakeHostCallable<std::decay_t<F>>(std::forward<F>(callable)));
  }

  // A host function of a type known at run time. `callable` is `Status(Caller&, std::span<const
  // Val> args, std::span<Val> results)` or the same with Suspendable<void> or
  // Result<Suspendable<void>>; `results` come in as the defaults of their types. References in
  // `type` are of this engine.
  template <typename F>
  Status DefineDynamicFunc(std::string_view module, std::string_view name, const FuncType& type,
                           F&& callable) {
    using Callable = std::decay_t<F>;
    internal::DynamicCallable erased;
    erased.call = [](void* state, Caller& caller, std::span<const Val> args,
                     std::span<Val> results) -> HostStatus {
      auto answer = (*static_cast<Callable*>(state))(caller, args, results);
      return internal::Returned<decltype(answer)>::Write(caller, nullptr, std::move(answer));
    };
    erased.destroy = [](void* state) { delete static_cast<Callable*>(state); };
    erased.state = new Callable(std::forward<F>(callable));
    return DefineDynamicCallable(module, name, type, erased);
  }

  // A thing of a store. Errors: kUsage when it is not of `store` or defined already.
  Status Define(const Store& store, std::string_view module, std::string_view name,
                const Extern& item);
  // Every export of an instance, under `module`.
  Status DefineInstance(Store& store, std::string_view module, const Instance& instance);

  // Whether something of these names is defined.
  bool IsDefined(std::string_view module, std::string_view name) const;

  // Instantiates with imports from this linker and runs the start function. Errors: kUnlinkable
  // ("unknown import", "incompatible import type", naming the import), kTrap, kExit, kLimit,
  // kUsage (a module or store of another engine, or a definition of another store).
  Result<Instance> Instantiate(Store& store, const Module& module) const;

 private:
  struct State;

  // Take over the callable, on failure too.
  Status DefineCallable(std::string_view module, std::string_view name,
                        const internal::HostCallable& callable);
  Status DefineDynamicCallable(std::string_view module, std::string_view name, const FuncType& type,
                               const internal::DynamicCallable& callable);

  std::unique_ptr<State> state_;
};

}  // namespace virga

#endif  // VIRGA_LINKER_H_
