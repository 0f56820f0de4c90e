// Whether two packages say the same: same interfaces and worlds, types, signatures and gates.
// Documentation and the order of declarations do not count; the order of fields, cases and
// parameters does.

#ifndef WIT_COMPARE_H_
#define WIT_COMPARE_H_

#include <string>

#include "wit/resolve.h"

namespace virga::wit {

struct CompareOptions {
  bool since = true;  // whether @since and @deprecated count
};

// Empty when equal, else the first difference in words, `a` first.
std::string DifferencePackages(const Resolve& a, PackageId package_a, const Resolve& b,
                               PackageId package_b, const CompareOptions& options = {});

}  // namespace virga::wit

#endif  // WIT_COMPARE_H_
