#include "hostfuncs/io/posix_streams.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

#include "hostfuncs/io/posix_fd.h"

namespace virga::host::io {
namespace {

// Whether a read or write would return at once. Errors and hang-ups count: the call then says
// which.
bool IsReady(int fd, Readiness readiness) {
  pollfd poll_fd{fd, static_cast<short>(readiness == Readiness::kReadable ? POLLIN : POLLOUT), 0};
  int count = 0;
  do {
    count = poll(&poll_fd, 1, 0);
  } while (count < 0 && errno == EINTR);
  return count != 0;
}

// An owned descriptor stays open for the pollables and subscriptions of its stream, which may
// outlive it.
using SharedFd = std::shared_ptr<const UniqueFd>;

class FdSubscription : public Subscription {
 public:
  FdSubscription(SharedFd owned, EventLoop& loop, WatchId id)
      : owned_(std::move(owned)), watch_(loop, id) {}

 private:
  SharedFd owned_;  // closed after the watch is cancelled
  WatchSubscription watch_;
};

class FdPollable : public Pollable {
 public:
  FdPollable(int fd, Readiness readiness, SharedFd owned)
      : fd_(fd), readiness_(readiness), owned_(std::move(owned)) {}
  bool Ready() override { return IsReady(fd_, readiness_); }
  Result<std::unique_ptr<Subscription>> Subscribe(EventLoop& loop, Callback wake) override {
    auto id = loop.WatchFd(fd_, readiness_, std::move(wake));
    if (!id.ok()) return std::move(id).error();
    return std::unique_ptr<Subscription>(new FdSubscription(owned_, loop, *id));
  }

 private:
  int fd_;
  Readiness readiness_;
  SharedFd owned_;
};

SharedFd OwnedFd(int fd, FdOwnership ownership) {
  return ownership == FdOwnership::kOwned ? std::make_shared<const UniqueFd>(fd) : nullptr;
}

class FdInput : public InputStream {
 public:
  FdInput(int fd, FdOwnership ownership) : fd_(fd), owned_(OwnedFd(fd, ownership)) {}

  StreamOutcome<size_t> Read(std::span<uint8_t> buffer) override {
    if (closed_) return StreamError::Closed();
    if (buffer.empty() || !IsReady(fd_, Readiness::kReadable)) return size_t{0};
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(buffer.size(), kMaxPermit));
    const ssize_t got = read(fd_, buffer.data(), wanted);
    if (got > 0) return static_cast<size_t>(got);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return size_t{0};
    closed_ = true;
    if (got == 0) return StreamError::Closed();
    return StreamError::Failed(ErrorCodeFromErrno(errno));
  }
  std::unique_ptr<Pollable> Subscribe() override {
    return closed_ ? MakeReadyPollable()
                   : std::make_unique<FdPollable>(fd_, Readiness::kReadable, owned_);
  }

 private:
  int fd_;
  SharedFd owned_;  // the same descriptor, or null
  bool closed_ = false;
};

class FdOutput : public OutputStream {
 public:
  FdOutput(int fd, FdOwnership ownership) : fd_(fd), owned_(OwnedFd(fd, ownership)) {
    struct stat status{};
    // A file always takes what it is given; a ready pipe, terminal or socket takes PIPE_BUF bytes.
    is_file_ = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  }

  // Nothing is buffered here.
  StreamOutcome<void> Flush() override {
    if (closed_) return StreamError::Closed();
    return {};
  }
  std::unique_ptr<Pollable> Subscribe() override {
    return closed_ || is_file_ ? MakeReadyPollable()
                               : std::make_unique<FdPollable>(fd_, Readiness::kWritable, owned_);
  }

 protected:
  StreamOutcome<uint64_t> Permit() override {
    if (closed_) return StreamError::Closed();
    if (is_file_) return kMaxPermit;
    return IsReady(fd_, Readiness::kWritable) ? uint64_t{PIPE_BUF} : uint64_t{0};
  }
  StreamOutcome<void> DoWrite(std::span<const uint8_t> bytes) override {
    while (!bytes.empty() && !closed_) {
      const ssize_t put = write(fd_, bytes.data(), bytes.size());
      if (put >= 0) {
        bytes = bytes.subspan(static_cast<size_t>(put));
      } else if (errno == EAGAIN) {
        // Somebody else filled the pipe since the permit; it is not ours to lose what was accepted.
        pollfd poll_fd{fd_, POLLOUT, 0};
        poll(&poll_fd, 1, -1);
      } else if (errno != EINTR) {
        closed_ = true;
        if (errno == EPIPE) return StreamError::Closed();
        return StreamError::Failed(ErrorCodeFromErrno(errno));
      }
    }
    if (closed_) return StreamError::Closed();
    return {};
  }

 private:
  int fd_;
  SharedFd owned_;  // the same descriptor, or null
  bool is_file_ = false;
  bool closed_ = false;
};

}  // namespace

UniqueFd::~UniqueFd() {
  if (fd_ >= 0) close(fd_);
}

std::unique_ptr<Pollable> MakeFdPollable(int fd, Readiness readiness) {
  return std::make_unique<FdPollable>(fd, readiness, nullptr);
}
std::unique_ptr<InputStream> MakeFdInput(int fd, FdOwnership ownership) {
  return std::make_unique<FdInput>(fd, ownership);
}
std::unique_ptr<OutputStream> MakeFdOutput(int fd, FdOwnership ownership) {
  return std::make_unique<FdOutput>(fd, ownership);
}

void IgnoreSigpipe() { signal(SIGPIPE, SIG_IGN); }

}  // namespace virga::host::io
