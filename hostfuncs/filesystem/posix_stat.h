// Conversions between the operating system's file attributes and ours.

#ifndef HOSTFUNCS_FILESYSTEM_POSIX_STAT_H_
#define HOSTFUNCS_FILESYSTEM_POSIX_STAT_H_

#include <sys/stat.h>

#include "hostfuncs/filesystem/types.h"

namespace virga::host::filesystem {

DescriptorType TypeFromMode(mode_t mode);
Stat StatFromPosix(const struct stat& status);
timespec ToTimespec(const NewTimestamp& time);

// fstat as an outcome; also of O_PATH descriptors.
FsOutcome<struct stat> StatFd(int fd);
// Without following a link.
FsOutcome<struct stat> StatName(int directory, const char* name);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_POSIX_STAT_H_
