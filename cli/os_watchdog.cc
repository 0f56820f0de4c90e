#include "cli/os_watchdog.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "cli/exit_code.h"

namespace virga::cli {

namespace {

// What the signal handler may touch: lock-free atomics and handles that outlive it.
std::atomic<const InterruptHandle*> interrupt_target{nullptr};
std::atomic<bool> interrupt_seen{false};

constexpr std::chrono::seconds kGrace{1};

void OnGraceOver(int) { _exit(static_cast<int>(ExitCode::kInterrupted)); }

void OnInterrupt(int) {
  interrupt_seen.store(true);
  const InterruptHandle* target = interrupt_target.load();
  if (target != nullptr) target->Interrupt();
  signal(SIGALRM, OnGraceOver);
  alarm(static_cast<unsigned>(kGrace.count()));
}

}  // namespace

Watchdog::Watchdog(InterruptHandle guest, std::optional<uint64_t> timeout_ms)
    : guest_(std::move(guest)) {
  interrupt_target.store(&guest_);
  struct sigaction action = {};
  action.sa_handler = OnInterrupt;
  // A second Ctrl-C ends the process at once.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  if (timeout_ms.has_value()) timer_ = std::thread([this, ms = *timeout_ms] { Wait(ms); });
}

Watchdog::~Watchdog() {
  if (timer_.joinable()) {
    {
      const std::lock_guard<std::mutex> hold(mutex_);
      done_ = true;
    }
    done_changed_.notify_one();
    timer_.join();
  }
  signal(SIGINT, SIG_DFL);
  alarm(0);
  interrupt_target.store(nullptr);
}

bool Watchdog::was_interrupted() const { return interrupt_seen.load(); }

void Watchdog::Wait(uint64_t timeout_ms) {
  constexpr uint64_t kLongestMs = uint64_t{1000} * 3600 * 24 * 365;
  const auto is_done = [this] { return done_; };
  std::unique_lock<std::mutex> hold(mutex_);
  const std::chrono::milliseconds time(timeout_ms < kLongestMs ? timeout_ms : kLongestMs);
  if (done_changed_.wait_for(hold, time, is_done)) return;
  timed_out_.store(true);
  guest_.Interrupt();
  if (done_changed_.wait_for(hold, kGrace, is_done)) return;
  static constexpr char kMessage[] = "virga: the time was used up\n";
  const ssize_t written = write(STDERR_FILENO, kMessage, sizeof(kMessage) - 1);
  _exit(written < 0 ? static_cast<int>(ExitCode::kFailure) : static_cast<int>(ExitCode::kTimeout));
}

}  // namespace virga::cli
