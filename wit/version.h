// Semantic versions as packages carry them: `0.2.12`, `0.2.0-draft2`, `0.2.0-rc.1+build`.
// spec: semver.org 2.0.0, sections 2, 9, 10 and 11.

#ifndef WIT_VERSION_H_
#define WIT_VERSION_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace virga::wit {

struct Version {
  uint64_t major = 0;
  uint64_t minor = 0;
  uint64_t patch = 0;
  std::string pre;    // without the '-'; empty: a release
  std::string build;  // without the '+'

  // Nothing when `text` is not a semantic version.
  static std::optional<Version> Parse(std::string_view text);
  std::string ToString() const;

  // Equality looks at everything, build metadata too: versions name packages.
  bool operator==(const Version&) const = default;
};

// Precedence as semver defines it; build metadata does not count.
std::strong_ordering ComparePrecedence(const Version& a, const Version& b);

}  // namespace virga::wit

#endif  // WIT_VERSION_H_
