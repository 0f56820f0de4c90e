// The numbers and layouts of wasi_snapshot_preview1.

#ifndef HOSTFUNCS_PREVIEW1_ABI_H_
#define HOSTFUNCS_PREVIEW1_ABI_H_

#include <cstdint>

#include "hostfuncs/io/error_code.h"

namespace virga::host::preview1 {

// Those that no ErrorCode stands for, and the common ones by name; the rest come from
// io::Preview1Errno.
enum class Errno : uint16_t {
  kSuccess = 0,
  kAgain = 6,
  kBadf = 8,
  kFault = 21,
  kIlseq = 25,
  kInval = 28,
  kIo = 29,
  kIsdir = 31,
  kMfile = 33,
  kNametoolong = 37,
  kNoent = 44,
  kNomem = 48,
  kNosys = 52,
  kNotdir = 54,
  kNotsock = 57,
  kNotsup = 58,
  kOverflow = 61,
  kPerm = 63,
  kPipe = 64,
  kRange = 68,
  kSpipe = 70,
  kNotcapable = 76,
};

inline Errno ToErrno(io::ErrorCode code) { return static_cast<Errno>(io::Preview1Errno(code)); }

enum class Filetype : uint8_t {
  kUnknown = 0,
  kBlockDevice = 1,
  kCharacterDevice = 2,
  kDirectory = 3,
  kRegularFile = 4,
  kSocketStream = 6,
  kSymbolicLink = 7,
};

enum class ClockId : uint32_t { kRealtime = 0, kMonotonic = 1, kProcessCpu = 2, kThreadCpu = 3 };
enum class Whence : uint32_t { kSet = 0, kCurrent = 1, kEnd = 2 };
enum class EventType : uint8_t { kClock = 0, kFdRead = 1, kFdWrite = 2 };

// fdflags
inline constexpr uint32_t kFdAppend = 1, kFdDsync = 2, kFdNonblock = 4, kFdRsync = 8, kFdSync = 16;
inline constexpr uint32_t kFdFlagsAll = 31;
// oflags
inline constexpr uint32_t kOpenCreate = 1, kOpenDirectory = 2, kOpenExclusive = 4,
                          kOpenTruncate = 8, kOpenFlagsAll = 15;
// lookupflags
inline constexpr uint32_t kLookupFollow = 1;
// fstflags
inline constexpr uint32_t kSetAtim = 1, kSetAtimNow = 2, kSetMtim = 4, kSetMtimNow = 8;
// subclockflags
inline constexpr uint32_t kClockAbstime = 1;

// rights
inline constexpr uint64_t kRightFdDatasync = 1u << 0;
inline constexpr uint64_t kRightFdRead = 1u << 1;
inline constexpr uint64_t kRightFdSeek = 1u << 2;
inline constexpr uint64_t kRightFdFdstatSetFlags = 1u << 3;
inline constexpr uint64_t kRightFdSync = 1u << 4;
inline constexpr uint64_t kRightFdTell = 1u << 5;
inline constexpr uint64_t kRightFdWrite = 1u << 6;
inline constexpr uint64_t kRightFdAllocate = 1u << 8;
inline constexpr uint64_t kRightFdFilestatGet = 1u << 21;
inline constexpr uint64_t kRightFdFilestatSetSize = 1u << 22;
inline constexpr uint64_t kRightPollFdReadwrite = 1u << 27;
inline constexpr uint64_t kRightsAll = (uint64_t{1} << 30) - 1;
// What a stream can do: seek and tell are missing, which is how a C library knows a terminal.
inline constexpr uint64_t kRightsInput =
    kRightFdRead | kRightFdFdstatSetFlags | kRightFdFilestatGet | kRightPollFdReadwrite;
inline constexpr uint64_t kRightsOutput = kRightFdWrite | kRightFdDatasync | kRightFdSync |
                                          kRightFdFdstatSetFlags | kRightFdFilestatGet |
                                          kRightPollFdReadwrite;

// Sizes of the records in guest memory.
inline constexpr uint64_t kIovecSize = 8;
inline constexpr uint64_t kFdstatSize = 24;
inline constexpr uint64_t kFilestatSize = 64;
inline constexpr uint64_t kPrestatSize = 8;
inline constexpr uint64_t kDirentSize = 24;
inline constexpr uint64_t kSubscriptionSize = 48;
inline constexpr uint64_t kEventSize = 32;

}  // namespace virga::host::preview1

#endif  // HOSTFUNCS_PREVIEW1_ABI_H_
