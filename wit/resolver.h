// Syntax trees of any number of packages -> one Resolve.
//
// Files are given in groups; a group is one package written over several files (a folder), and may
// hold nested packages too. Names are looked up by `namespace:name@version`, exactly. Items behind
// a feature that is not enabled do not exist. Interfaces and worlds may refer to each other in any
// order but not in circles. spec: WIT.md, "Package resolution", "Feature gates".

#ifndef WIT_RESOLVER_H_
#define WIT_RESOLVER_H_

#include <string>
#include <vector>

#include "virga/error.h"
#include "wit/resolve.h"
#include "wit/source.h"

namespace virga::wit {

struct ResolveOptions {
  std::vector<std::string> features;  // that @unstable items may ask for
  bool all_features = false;
};

using SourceGroup = std::vector<uint32_t>;  // numbers of files in a SourceSet

// Parses and resolves. Packages come out in the order of the groups, a group's nested ones first.
Result<Resolve> ResolveSources(const SourceSet& sources, const std::vector<SourceGroup>& groups,
                               const ResolveOptions& options = {});

// The same for one text, which names its package or has only nested ones.
Result<Resolve> ResolveText(std::string_view path, std::string_view text,
                            const ResolveOptions& options = {});

}  // namespace virga::wit

#endif  // WIT_RESOLVER_H_
