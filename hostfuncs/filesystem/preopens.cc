#include "hostfuncs/filesystem/preopens.h"

#include "engine/support/try.h"
#include "engine/support/utf8.h"
#include "hostfuncs/filesystem/posix_filesystem.h"

namespace virga::host::filesystem {
namespace {

Error BadGrant(std::string_view text, const char* cause) {
  return Error::Make(ErrorKind::kUsage, "directory '%.*s': expected HOST[::GUEST][:ro]: %s",
                     static_cast<int>(text.size()), text.data(), cause);
}

}  // namespace

Result<DirectoryGrant> ParseDirectoryGrant(std::string_view text) {
  DirectoryGrant grant;
  std::string_view rest = text;
  if (rest.ends_with(":ro")) {
    grant.read_only = true;
    rest.remove_suffix(3);
  }
  const size_t split = rest.find("::");
  const std::string_view host = rest.substr(0, split);
  const std::string_view guest = split == std::string_view::npos ? host : rest.substr(split + 2);
  if (host.empty()) return BadGrant(text, "the host path is empty");
  if (guest.empty()) return BadGrant(text, "the guest path is empty");
  if (guest.find("::") != std::string_view::npos) return BadGrant(text, "'::' appears twice");
  if (guest.find('\0') != std::string_view::npos || !IsUtf8(guest)) {
    return BadGrant(text, "the guest path is not UTF-8 text");
  }
  grant.host_path = host;
  grant.guest_path = guest;
  return grant;
}

Result<Preopen> OpenPreopen(const DirectoryGrant& grant) {
  VIRGA_ASSIGN(DescriptorPtr directory, OpenHostDirectory(grant.host_path, !grant.read_only));
  return Preopen{grant.guest_path, std::move(directory)};
}

}  // namespace virga::host::filesystem
