// VIRGA_TRY(expr): evaluates a Status or Result and returns its error from the enclosing function.
// VIRGA_ASSIGN(lhs, expr): the same, and moves the value into `lhs` (which may declare a variable).

#ifndef ENGINE_SUPPORT_TRY_H_
#define ENGINE_SUPPORT_TRY_H_

#include "virga/error.h"

#define VIRGA_CONCAT_INNER(a, b) a##b
#define VIRGA_CONCAT(a, b) VIRGA_CONCAT_INNER(a, b)

#define VIRGA_TRY(expr)                       \
  do {                                        \
    auto virga_status = (expr);               \
    if (!virga_status.ok()) [[unlikely]] {    \
      return std::move(virga_status).error(); \
    }                                         \
  } while (false)

#define VIRGA_ASSIGN_INNER(result, lhs, expr) \
  auto result = (expr);                       \
  if (!result.ok()) [[unlikely]] {            \
    return std::move(result).error();         \
  }                                           \
  lhs = std::move(result).value()

#define VIRGA_ASSIGN(lhs, expr) VIRGA_ASSIGN_INNER(VIRGA_CONCAT(virga_result_, __LINE__), lhs, expr)

#endif  // ENGINE_SUPPORT_TRY_H_
