// Stops a guest from outside: after a time, or when the user presses Ctrl-C.
//
// Both set the store's interrupt flag, which running guest code notices at once. A guest that waits
// inside the host does not; it gets a second of grace, then the process ends with the same code.

#ifndef CLI_OS_WATCHDOG_H_
#define CLI_OS_WATCHDOG_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

#include "virga/store.h"

namespace virga::cli {

class Watchdog {
 public:
  // Starts a thread only when there is a timeout. One at a time in a process.
  Watchdog(InterruptHandle guest, std::optional<uint64_t> timeout_ms);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Which of the two made the guest stop, if one did.
  bool timed_out() const { return timed_out_.load(); }
  bool was_interrupted() const;

 private:
  void Wait(uint64_t timeout_ms);

  InterruptHandle guest_;
  std::atomic<bool> timed_out_{false};
  std::mutex mutex_;
  std::condition_variable done_changed_;
  bool done_ = false;
  std::thread timer_;
};

}  // namespace virga::cli

#endif  // CLI_OS_WATCHDOG_H_
