// WIT files from disk. The only part of wit/ that touches the file system.

#ifndef WIT_LOAD_H_
#define WIT_LOAD_H_

#include <string>
#include <vector>

#include "virga/error.h"
#include "wit/resolver.h"
#include "wit/source.h"

namespace virga::wit {

// Reads one `.wit` file, or all of a folder in the order of their names, as one group. Messages
// name files by the path given here.
Result<SourceGroup> LoadGroup(const std::string& path, SourceSet* sources);

// Loads and resolves several such groups.
Result<Resolve> ResolveFolders(const std::vector<std::string>& paths,
                               const ResolveOptions& options = {});

}  // namespace virga::wit

#endif  // WIT_LOAD_H_
