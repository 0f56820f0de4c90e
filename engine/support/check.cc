#include "engine/support/check.h"

#include <cstdio>
#include <cstdlib>

namespace virga {

void CheckFailed(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "virga: internal error: %s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace virga
