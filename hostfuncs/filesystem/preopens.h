// The directories granted on the command line: HOST[::GUEST][:ro].

#ifndef HOSTFUNCS_FILESYSTEM_PREOPENS_H_
#define HOSTFUNCS_FILESYSTEM_PREOPENS_H_

#include <string>
#include <string_view>

#include "hostfuncs/filesystem/filesystem.h"
#include "virga/error.h"

namespace virga::host::filesystem {

struct DirectoryGrant {
  std::string host_path;
  std::string guest_path;  // as the host path is written, unless given
  bool read_only = false;
};

// kUsage, naming what is wrong, for an empty part, an unknown suffix, or a guest path with NUL.
Result<DirectoryGrant> ParseDirectoryGrant(std::string_view text);

// Opens the grant's directory. kIo when that is impossible.
Result<Preopen> OpenPreopen(const DirectoryGrant& grant);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_PREOPENS_H_
