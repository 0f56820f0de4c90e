// The types of wasi:filesystem/types 0.2, for backends and bindings. Enums have the interface's
// order, so that a binding converts by a cast.

#ifndef HOSTFUNCS_FILESYSTEM_TYPES_H_
#define HOSTFUNCS_FILESYSTEM_TYPES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "hostfuncs/clocks/clock.h"
#include "hostfuncs/io/error_code.h"
#include "hostfuncs/io/outcome.h"

namespace virga::host::filesystem {

using clocks::Datetime;
using io::ErrorCode;

template <typename T>
using FsOutcome = io::Outcome<T, ErrorCode>;

enum class DescriptorType : uint8_t {
  kUnknown,
  kBlockDevice,
  kCharacterDevice,
  kDirectory,
  kFifo,
  kSymbolicLink,
  kRegularFile,
  kSocket,
};

struct DescriptorFlags {
  bool read = false;
  bool write = false;
  bool file_integrity_sync = false;
  bool data_integrity_sync = false;
  bool requested_write_sync = false;
  bool mutate_directory = false;

  friend bool operator==(const DescriptorFlags&, const DescriptorFlags&) = default;
};

struct OpenFlags {
  bool create = false;
  bool directory = false;
  bool exclusive = false;
  bool truncate = false;
};

// Whether a symbolic link at the end of a path is followed.
enum class Symlink : uint8_t { kNoFollow, kFollow };

enum class Advice : uint8_t { kNormal, kSequential, kRandom, kWillNeed, kDontNeed, kNoReuse };

struct Stat {
  DescriptorType type = DescriptorType::kUnknown;
  uint64_t link_count = 0;
  uint64_t size = 0;
  std::optional<Datetime> accessed;
  std::optional<Datetime> modified;
  std::optional<Datetime> changed;
  // For preview 1, whose guests compare them; components see MetadataHash instead.
  uint64_t device = 0;
  uint64_t inode = 0;
};

struct NewTimestamp {
  enum class Kind : uint8_t { kNoChange, kNow, kTimestamp };
  Kind kind = Kind::kNoChange;
  Datetime time;
};

struct DirectoryEntry {
  DescriptorType type = DescriptorType::kUnknown;
  std::string name;  // UTF-8
  uint64_t inode = 0;
};

struct MetadataHashValue {
  uint64_t lower = 0;
  uint64_t upper = 0;
  friend bool operator==(const MetadataHashValue&, const MetadataHashValue&) = default;
};

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_TYPES_H_
