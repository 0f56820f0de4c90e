// What the tests of the WIT toolchain share.

#ifndef TESTS_WIT_WIT_TEST_UTIL_H_
#define TESTS_WIT_WIT_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "wit/printer.h"
#include "wit/resolver.h"

namespace virga::wit {

// The message of the error that `text` meets, or "ok".
inline std::string ErrorOf(std::string_view text, const ResolveOptions& options = {}) {
  Result<Resolve> resolve = ResolveText("a.wit", text, options);
  return resolve.ok() ? "ok" : std::string(resolve.error().message());
}

// Resolves `text`, which must be right.
inline Resolve MustResolve(std::string_view text, const ResolveOptions& options = {}) {
  Result<Resolve> resolve = ResolveText("a.wit", text, options);
  if (!resolve.ok()) {
    ADD_FAILURE() << resolve.error().message();
    return Resolve();
  }
  return std::move(resolve).value();
}

// All packages of `text` as printed.
inline std::string Printed(std::string_view text, const ResolveOptions& options = {}) {
  return PrintAll(MustResolve(text, options));
}

}  // namespace virga::wit

#endif  // TESTS_WIT_WIT_TEST_UTIL_H_
