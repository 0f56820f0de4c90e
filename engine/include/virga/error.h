// The one error type of the project, and Result<T>, which carries either it or a value.
//
// Why not absl::Status: its smallest use costs more text than the whole engine of the tiny profile
// (docs/rationale.md). Errors are values: no exceptions cross or leave the engine. An Error is 16
// bytes, move-only, and owns its message, its place in the input and, for a trap, its backtrace.
// Making one never fails: when no memory is left for the message, kind, trap code and exit code are
// still kept and message() is a static text. Thread-safety: like a std::unique_ptr.

#ifndef VIRGA_ERROR_H_
#define VIRGA_ERROR_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "virga/export.h"
#include "virga/trap.h"

namespace virga {

enum class ErrorKind : uint8_t {
  kMalformed,    // the bytes or the text are not a module or component
  kInvalid,      // well-formed, but rejected by validation
  kUnlinkable,   // an import is missing or of the wrong type
  kUnsupported,  // valid, but needs a feature that is off or absent
  kLimit,        // beyond a limit of the configuration; the message names it
  kOutOfMemory,  // the host could not or may not allocate; as a trap: TrapCode::kOutOfMemory
  kTrap,         // the guest trapped; trap() and frames() say why and where
  kException,    // a WebAssembly exception reached the host
  kExit,         // the guest asked to exit; exit_code()
  kUsage,        // the embedder or the user asked for something impossible
  kDenied,       // a capability that was not granted
  kIo,           // the operating system refused
};

class [[nodiscard]] VIRGA_API Error {
 public:
  // Makes an error with a printf-style message. `offset` is in bytes from the start of the input.
  static Error Make(ErrorKind kind, const char* format, ...) __attribute__((format(printf, 2, 3)));
  static Error At(ErrorKind kind, uint64_t offset, const char* format, ...)
      __attribute__((format(printf, 3, 4)));
  // A trap. The first form's message is TrapText(code); the second adds the particulars after ": ".
  static Error Trap(TrapCode code);
  static Error Trap(TrapCode code, const char* format, ...) __attribute__((format(printf, 2, 3)));
  static Error Exit(int32_t exit_code);
  static Error OutOfMemory();

  Error(Error&& other) noexcept
      : head_(other.head_), detail_(std::exchange(other.detail_, nullptr)) {}
  Error& operator=(Error&& other) noexcept {
    std::swap(head_, other.head_);
    std::swap(detail_, other.detail_);
    return *this;
  }
  ~Error() {
    if (detail_ != nullptr) FreeDetail();
  }

  ErrorKind kind() const { return head_.kind; }
  bool is_trap() const { return head_.kind == ErrorKind::kTrap; }
  TrapCode trap() const { return head_.trap; }           // REQUIRES: is_trap()
  int32_t exit_code() const { return head_.exit_code; }  // REQUIRES: kind() == kExit
  std::string_view message() const;                      // valid while this error lives, unchanged
  std::optional<uint64_t> offset() const;                // place in the input, where one is known
  std::span<const TrapFrame> frames() const;  // newest first; empty when none were recorded

  // Puts "context: " before the message. Used on the way out of a room, where more is known.
  void AddContext(std::string_view context);
  // Adds to the offset, for an input that is part of a larger one (a core module in a component).
  void ShiftOffset(uint64_t base);
  // Appends a frame (older than those before it); the strings are copied. Drops it when memory is
  // short.
  void AddFrame(const TrapFrame& frame);

 private:
  struct Head {
    ErrorKind kind;
    TrapCode trap;
    int32_t exit_code;
  };
  struct Detail;

  Error(ErrorKind kind, TrapCode trap, int32_t exit_code)
      : head_{kind, trap, exit_code}, detail_(nullptr) {}
  Detail* EnsureDetail();
  void FreeDetail();

  Head head_;
  Detail* detail_;
};

static_assert(sizeof(void*) != 8 || sizeof(Error) == 16);

// A T or an Error. Use VIRGA_TRY / VIRGA_ASSIGN to pass errors on.
template <typename T>
class [[nodiscard]] Result {
  static_assert(!std::is_reference_v<T> && !std::is_same_v<std::remove_cv_t<T>, Error>);

 public:
  Result(T value) : ok_(true) { new (&value_) T(std::move(value)); }  // NOLINT: implicit by design
  Result(Error error) : ok_(false) { new (&error_) Error(std::move(error)); }  // NOLINT
  Result(Result&& other) noexcept : ok_(other.ok_) {
    if (ok_) {
      new (&value_) T(std::move(other.value_));
    } else {
      new (&error_) Error(std::move(other.error_));
    }
  }
  Result& operator=(Result&& other) noexcept {
    if (this != &other) {
      this->~Result();
      new (this) Result(std::move(other));
    }
    return *this;
  }
  ~Result() {
    if (ok_) {
      value_.~T();
    } else {
      error_.~Error();
    }
  }

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  // REQUIRES: ok(). Aborts otherwise, in every build.
  T& value() & { return Check(), value_; }
  const T& value() const& { return Check(), value_; }
  T&& value() && { return Check(), std::move(value_); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  // REQUIRES: !ok().
  const Error& error() const& { return CheckError(), error_; }
  Error& error() & { return CheckError(), error_; }
  Error&& error() && { return CheckError(), std::move(error_); }

 private:
  void Check() const {
    if (!ok_) std::abort();
  }
  void CheckError() const {
    if (ok_) std::abort();
  }
  union {
    T value_;
    Error error_;
  };
  bool ok_;
};

// Success or an Error. Default construction (`return {};`) is success.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  void value() const {
    if (!ok()) std::abort();
  }
  const Error& error() const& {
    if (ok()) std::abort();
    return *error_;
  }
  Error& error() & {
    if (ok()) std::abort();
    return *error_;
  }
  Error&& error() && {
    if (ok()) std::abort();
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace virga

#endif  // VIRGA_ERROR_H_
