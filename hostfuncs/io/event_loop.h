// The event loop: the one place where the host waits.
//
// Timers, readiness of file descriptors, completions from worker threads and wake-ups from other
// threads all become callbacks that run inside RunOnce(), on the thread that owns the loop. Nothing
// here polls busily: RunOnce sleeps in the kernel until there is something to run.
//
// Thread-safety: one owner thread; only Post() may be called from any thread. Callbacks may add and
// cancel anything, the callback that runs included. They must not call RunOnce.
// Ownership: a loop drops callbacks that never ran when it is destroyed, after its worker threads
// have finished; no handle of the operating system stays open.

#ifndef HOSTFUNCS_IO_EVENT_LOOP_H_
#define HOSTFUNCS_IO_EVENT_LOOP_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "virga/error.h"

namespace virga::host::io {

using Callback = std::function<void()>;

// What a registration is cancelled with; 0 is never used. Unique for the life of the loop.
using WatchId = uint64_t;

enum class Readiness : uint8_t { kReadable, kWritable };

class EventLoop {
 public:
  virtual ~EventLoop() = default;

  // Runs `callback` once, at or after `deadline_ns` of NowNs().
  virtual Result<WatchId> AddTimer(uint64_t deadline_ns, Callback callback) = 0;
  // Runs `callback` once, when `fd` is ready, has an error or was closed by its peer. Descriptors
  // that are always ready (regular files) run it at the next RunOnce. The descriptor's flags stay
  // as they are. REQUIRES: fd stays open until the callback ran or the watch was cancelled.
  virtual Result<WatchId> WatchFd(int fd, Readiness readiness, Callback callback) = 0;
  // Runs `work` on a worker thread, then `done` on the owner's. Cancelling drops `done` only.
  virtual Result<WatchId> RunInWorker(Callback work, Callback done) = 0;
  // Forgets a registration; its callback will not run. Unknown ids are ignored.
  virtual void Cancel(WatchId id) = 0;

  // Runs `callback` in the owner's next RunOnce, waking it if it sleeps. Thread-safe.
  virtual void Post(Callback callback) = 0;

  // Runs what is due. With `wait`, first sleeps until something is, unless nothing is registered.
  // Returns whether any callback ran.
  virtual Result<bool> RunOnce(bool wait) = 0;
  // Whether anything is registered or posted: false means RunOnce(true) would return at once.
  virtual bool HasWork() const = 0;

  // The operating system's monotonic clock, in nanoseconds.
  virtual uint64_t NowNs() const = 0;
};

// The loop over libuv. Costs nothing until the first registration: only then is libuv started.
std::unique_ptr<EventLoop> MakeEventLoop();

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_EVENT_LOOP_H_
