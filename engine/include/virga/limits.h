// Every limit of the engine and of the component runtime, from engine/support/limits.def.
//
// A Limits is plain data. The defaults are those of the profile the library was built with.

#ifndef VIRGA_LIMITS_H_
#define VIRGA_LIMITS_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "virga/build_config.h"
#include "virga/export.h"

namespace virga {

struct Limits {
#if VIRGA_PROFILE_TINY
#define X(name, option, full, tiny, doc) uint64_t name = tiny;
#else
#define X(name, option, full, tiny, doc) uint64_t name = full;
#endif
#include "virga/limits.def"
#undef X
};

struct LimitInfo {
  std::string_view option;  // the spelling on the command line, such as "max-memory"
  std::string_view doc;
  uint64_t Limits::* field;
};

// All limits in the order of the table.
VIRGA_API std::span<const LimitInfo> AllLimits();

}  // namespace virga

#endif  // VIRGA_LIMITS_H_
