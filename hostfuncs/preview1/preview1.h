// wasi_snapshot_preview1 over the same backends as WASI 0.2: the Wasm-free logic.
//
// One Preview1 per guest instance. Its methods are the 46 functions of the snapshot (preview1.def),
// with the guest's memory first; preview1_host.cc binds them to a Linker. They answer an Errno, or
// an Error that ends the guest: its exit, or an interrupted wait. What a call writes it writes only
// when it succeeds, except buffers it was given to fill.
//
// Calls that must wait (poll_oneoff, reading a pipe) wait inside the event loop. Not thread-safe.

#ifndef HOSTFUNCS_PREVIEW1_PREVIEW1_H_
#define HOSTFUNCS_PREVIEW1_PREVIEW1_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hostfuncs/cli/environment.h"
#include "hostfuncs/clocks/clock.h"
#include "hostfuncs/filesystem/filesystem.h"
#include "hostfuncs/io/event_loop.h"
#include "hostfuncs/preview1/abi.h"
#include "hostfuncs/preview1/fd_table.h"
#include "hostfuncs/preview1/guest_memory.h"
#include "hostfuncs/random/entropy.h"
#include "virga/error.h"

namespace virga::host::preview1 {

// What a guest is given. The pointers must outlive the Preview1; none is null.
struct Preview1Options {
  cli::Environment environment;
  std::vector<filesystem::Preopen> preopens;  // descriptors 3, 4, ...
  io::EventLoop* loop = nullptr;
  clocks::MonotonicClock* monotonic = nullptr;
  clocks::WallClock* wall = nullptr;
  clocks::CpuClock* cpu = nullptr;
  random::Entropy* entropy = nullptr;
  // Asked whenever a wait is woken; true ends the wait and the guest. May be empty. Whoever makes
  // it true from another thread also posts to the loop, which may be asleep.
  std::function<bool()> interrupted;
  uint32_t max_fds = 1024;
};

class Preview1 {
 public:
  using P = uint32_t;  // a pointer or a length in the guest's memory
  using Memory = const GuestMemory&;

  explicit Preview1(Preview1Options options);

  // preview1_process.cc
  Errno ArgsGet(Memory memory, P argv, P argv_buf);
  Errno ArgsSizesGet(Memory memory, P argc, P argv_buf_size);
  Errno EnvironGet(Memory memory, P environ, P environ_buf);
  Errno EnvironSizesGet(Memory memory, P environc, P environ_buf_size);
  Errno ClockResGet(Memory memory, uint32_t id, P resolution);
  Errno ClockTimeGet(Memory memory, uint32_t id, uint64_t precision, P time);
  Errno RandomGet(Memory memory, P buf, P buf_len);
  Errno SchedYield(Memory memory);
  Status ProcExit(Memory memory, uint32_t code);
  Errno ProcRaise(Memory memory, uint32_t signal);

  // preview1_fd.cc
  Errno FdAdvise(Memory memory, uint32_t fd, uint64_t offset, uint64_t length, uint32_t advice);
  Errno FdAllocate(Memory memory, uint32_t fd, uint64_t offset, uint64_t length);
  Errno FdClose(Memory memory, uint32_t fd);
  Errno FdDatasync(Memory memory, uint32_t fd);
  Errno FdSync(Memory memory, uint32_t fd);
  Errno FdFdstatGet(Memory memory, uint32_t fd, P out);
  Errno FdFdstatSetFlags(Memory memory, uint32_t fd, uint32_t flags);
  Errno FdFdstatSetRights(Memory memory, uint32_t fd, uint64_t rights, uint64_t inheriting);
  Errno FdFilestatGet(Memory memory, uint32_t fd, P out);
  Errno FdFilestatSetSize(Memory memory, uint32_t fd, uint64_t size);
  Errno FdFilestatSetTimes(Memory memory, uint32_t fd, uint64_t atim, uint64_t mtim,
                           uint32_t fst_flags);
  Errno FdRenumber(Memory memory, uint32_t from, uint32_t to);
  Errno FdSeek(Memory memory, uint32_t fd, uint64_t delta, uint32_t whence, P out);
  Errno FdTell(Memory memory, uint32_t fd, P out);
  Errno FdPrestatGet(Memory memory, uint32_t fd, P out);
  Errno FdPrestatDirName(Memory memory, uint32_t fd, P path, P path_len);

  // preview1_io.cc
  Result<Errno> FdRead(Memory memory, uint32_t fd, P iovs, P iovs_len, P nread);
  Errno FdPread(Memory memory, uint32_t fd, P iovs, P iovs_len, uint64_t offset, P nread);
  Result<Errno> FdWrite(Memory memory, uint32_t fd, P iovs, P iovs_len, P nwritten);
  Errno FdPwrite(Memory memory, uint32_t fd, P iovs, P iovs_len, uint64_t offset, P nwritten);

  // preview1_path.cc
  Errno FdReaddir(Memory memory, uint32_t fd, P buf, P buf_len, uint64_t cookie, P used);
  Errno PathCreateDirectory(Memory memory, uint32_t fd, P path, P path_len);
  Errno PathFilestatGet(Memory memory, uint32_t fd, uint32_t lookup_flags, P path, P path_len,
                        P out);
  Errno PathFilestatSetTimes(Memory memory, uint32_t fd, uint32_t lookup_flags, P path, P path_len,
                             uint64_t atim, uint64_t mtim, uint32_t fst_flags);
  Errno PathLink(Memory memory, uint32_t old_fd, uint32_t lookup_flags, P old_path, P old_path_len,
                 uint32_t new_fd, P new_path, P new_path_len);
  Errno PathOpen(Memory memory, uint32_t fd, uint32_t lookup_flags, P path, P path_len,
                 uint32_t open_flags, uint64_t rights, uint64_t inheriting, uint32_t fd_flags,
                 P out);
  Errno PathReadlink(Memory memory, uint32_t fd, P path, P path_len, P buf, P buf_len, P used);
  Errno PathRemoveDirectory(Memory memory, uint32_t fd, P path, P path_len);
  Errno PathRename(Memory memory, uint32_t old_fd, P old_path, P old_path_len, uint32_t new_fd,
                   P new_path, P new_path_len);
  Errno PathSymlink(Memory memory, P old_path, P old_path_len, uint32_t fd, P new_path,
                    P new_path_len);
  Errno PathUnlinkFile(Memory memory, uint32_t fd, P path, P path_len);

  // preview1_poll.cc
  Result<Errno> PollOneoff(Memory memory, P in, P out, P count, P nevents);

  // preview1_socket.cc
  Errno SockAccept(Memory memory, uint32_t fd, uint32_t flags, P out);
  Errno SockRecv(Memory memory, uint32_t fd, P iovs, P iovs_len, uint32_t flags, P nread,
                 P out_flags);
  Errno SockSend(Memory memory, uint32_t fd, P iovs, P iovs_len, uint32_t flags, P nwritten);
  Errno SockShutdown(Memory memory, uint32_t fd, uint32_t how);

 private:
  // The directory behind `fd`: kBadf when closed, kNotdir for anything else.
  Errno FindDirectory(uint32_t fd, FdEntry** entry);
  // A file for reading or writing at positions: kSpipe for streams, kIsdir for directories.
  Errno FindFile(uint32_t fd, FdEntry** entry);
  // A directory and the text of a path beneath it, which lies in the guest's memory.
  Errno FindPath(Memory memory, uint32_t fd, P path, P path_len, FdEntry** entry,
                 std::string_view* text);
  // Entry `index` of a directory, "." and ".." first; null at the end. Lists as far as is needed.
  filesystem::FsOutcome<const filesystem::DirectoryEntry*> ListedEntry(FdEntry& entry,
                                                                       uint64_t index);
  // Of a waiting call: the guest's errno, or the end of the guest.
  Result<Errno> FromStream(const io::StreamError& error) const;
  Result<Errno> WriteStream(FdEntry& entry, std::span<const std::span<uint8_t>> parts,
                            uint32_t* total);
  Result<Errno> ReadStream(FdEntry& entry, std::span<const std::span<uint8_t>> parts,
                           uint32_t* total);

  Preview1Options options_;
  FdTable fds_;
};

// preview1_abi.cc, shared by the files above.
Filetype ToFiletype(filesystem::DescriptorType type);
// Writes a filestat record.
bool WriteFilestat(const GuestMemory& memory, uint32_t at, const filesystem::Stat& stat);
// kInval when both the time and "now" are asked for, or unknown flags are.
Errno ToNewTimestamps(uint64_t atim, uint64_t mtim, uint32_t fst_flags,
                      filesystem::NewTimestamp* accessed, filesystem::NewTimestamp* modified);
// The buffers of a scatter or gather call, cut at kMaxTransfer bytes in all. kFault when the array
// or a buffer lies outside the memory.
Errno ReadIovecs(const GuestMemory& memory, uint32_t iovs, uint32_t count,
                 std::vector<std::span<uint8_t>>* parts);
// The most one call moves: buffers may overlap, so a guest could ask for any amount of work.
inline constexpr uint64_t kMaxTransfer = uint64_t{128} << 20;

}  // namespace virga::host::preview1

#endif  // HOSTFUNCS_PREVIEW1_PREVIEW1_H_
