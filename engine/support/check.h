// Assertions on our own code, never on input.
//
// VIRGA_CHECK aborts in every build: for what would be memory-unsafe to survive. VIRGA_DCHECK is
// for debug and sanitizer builds. Both print file, line and the condition.

#ifndef ENGINE_SUPPORT_CHECK_H_
#define ENGINE_SUPPORT_CHECK_H_

namespace virga {

[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);

}  // namespace virga

#define VIRGA_CHECK(condition)                  \
  (__builtin_expect(!!(condition), 1) ? (void)0 \
                                      : ::virga::CheckFailed(__FILE__, __LINE__, #condition))

#ifdef NDEBUG
#define VIRGA_DCHECK(condition) ((void)sizeof(!(condition)))
#else
#define VIRGA_DCHECK(condition) VIRGA_CHECK(condition)
#endif

#endif  // ENGINE_SUPPORT_CHECK_H_
