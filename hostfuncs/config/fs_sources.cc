// Configuration from files and directories of the host.

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/support/try.h"
#include "engine/support/utf8.h"
#include "hostfuncs/config/sources.h"

namespace virga::host::config {
namespace {

ConfigError IoError(const std::string& what, int error) {
  return {ConfigError::Kind::kIo, what + ": " + strerror(error)};
}

io::Outcome<std::string, ConfigError> ReadAll(int fd, const std::string& what) {
  std::string text;
  char buffer[16384];
  while (true) {
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return IoError(what, errno);
    if (got == 0) return text;
    text.append(buffer, static_cast<size_t>(got));
    if (text.size() > kMaxSourceBytes) {
      return ConfigError{ConfigError::Kind::kIo,
                         what + ": larger than " + std::to_string(kMaxSourceBytes) + " bytes"};
    }
  }
}

io::Outcome<std::string, ConfigError> ReadFileAt(int directory, const char* name,
                                                 const std::string& what) {
  const int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return IoError(what, errno);
  io::Outcome<std::string, ConfigError> text = ReadAll(fd, what);
  close(fd);
  return text;
}

// Mounted secrets are links to files: what counts is what a name leads to.
bool IsRegularFile(int directory, const char* name) {
  struct stat status{};
  return fstatat(directory, name, &status, 0) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Result<SourceValues> FromFile(const std::string& path) {
  io::Outcome<std::string, ConfigError> text = ReadFileAt(AT_FDCWD, path.c_str(), path);
  if (!text.ok()) {
    SourceValues source;
    source.name = path;
    source.error = std::move(text).error();
    return source;
  }
  if (path.ends_with(".toml")) return FromToml(*text, path);
  if (path.ends_with(".json")) return FromJson(*text, path);
  return FromDotenv(*text, path);
}

SourceValues FromDirectory(const std::string& path) {
  SourceValues source;
  source.name = path;
  DIR* directory = opendir(path.c_str());
  if (directory == nullptr) {
    source.error = IoError(path, errno);
    return source;
  }
  const int fd = dirfd(directory);
  while (const dirent* found = readdir(directory)) {
    const std::string name = found->d_name;
    if (name.starts_with('.') || !IsUtf8(name) || !IsRegularFile(fd, found->d_name)) continue;
    if (source.entries.size() == kMaxKeys) {
      source.error = ConfigError{ConfigError::Kind::kIo,
                                 path + ": more than " + std::to_string(kMaxKeys) + " files"};
      break;
    }
    SourceValues::Entry& entry = source.entries[name];
    entry.secret = true;
    io::Outcome<std::string, ConfigError> text = ReadFileAt(fd, found->d_name, path + "/" + name);
    if (!text.ok()) {
      entry.error = std::move(text).error();
    } else if (!IsUtf8(*text)) {
      entry.error = ConfigError{ConfigError::Kind::kIo, path + "/" + name + ": not UTF-8"};
    } else {
      entry.value = std::move(*text);
      if (entry.value.ends_with('\n')) entry.value.pop_back();
      if (entry.value.ends_with('\r')) entry.value.pop_back();
    }
  }
  closedir(directory);
  return source;
}

}  // namespace virga::host::config
