// Outcome<T, E>: a value, or an error that belongs to the guest.
//
// virga::Result carries a virga::Error: something the embedder hears of. A missing file or a full
// store is an ordinary answer to the guest in the interface's own error type; that is what Outcome
// is for. All backends of hostfuncs/ answer with it; the bindings turn it into WIT results.

#ifndef HOSTFUNCS_IO_OUTCOME_H_
#define HOSTFUNCS_IO_OUTCOME_H_

#include <type_traits>
#include <utility>
#include <variant>

#include "engine/support/check.h"

namespace virga::host::io {

template <typename T, typename E>
class [[nodiscard]] Outcome {
  static_assert(!std::is_convertible_v<T, E> && !std::is_convertible_v<E, T>);

 public:
  Outcome(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit
  Outcome(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return state_.index() == 0; }
  // REQUIRES: ok(). Aborts otherwise, in every build.
  T& value() & { return Check(true), *std::get_if<0>(&state_); }
  const T& value() const& { return Check(true), *std::get_if<0>(&state_); }
  T&& value() && { return Check(true), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  // REQUIRES: !ok().
  const E& error() const& { return Check(false), *std::get_if<1>(&state_); }
  E&& error() && { return Check(false), std::move(*std::get_if<1>(&state_)); }

 private:
  void Check(bool want_ok) const { VIRGA_CHECK(ok() == want_ok); }
  std::variant<T, E> state_;
};

// Success without a value is `return {};`.
template <typename E>
class [[nodiscard]] Outcome<void, E> : public Outcome<std::monostate, E> {
 public:
  Outcome() : Outcome<std::monostate, E>(std::monostate{}) {}
  Outcome(E error) : Outcome<std::monostate, E>(std::move(error)) {}  // NOLINT: implicit
};

}  // namespace virga::host::io

// VIRGA_HOST_TRY(expr): returns the error of an Outcome from the enclosing function.
// VIRGA_HOST_ASSIGN(lhs, expr): the same, and moves the value into `lhs`.
#define VIRGA_HOST_TRY(expr)                                          \
  do {                                                                \
    auto virga_outcome = (expr);                                      \
    if (!virga_outcome.ok()) return std::move(virga_outcome).error(); \
  } while (false)
#define VIRGA_HOST_CONCAT_INNER(a, b) a##b
#define VIRGA_HOST_CONCAT(a, b) VIRGA_HOST_CONCAT_INNER(a, b)
#define VIRGA_HOST_ASSIGN_INNER(outcome, lhs, expr)     \
  auto outcome = (expr);                                \
  if (!outcome.ok()) return std::move(outcome).error(); \
  lhs = std::move(outcome).value()
#define VIRGA_HOST_ASSIGN(lhs, expr) \
  VIRGA_HOST_ASSIGN_INNER(VIRGA_HOST_CONCAT(virga_outcome_, __LINE__), lhs, expr)

#endif  // HOSTFUNCS_IO_OUTCOME_H_
