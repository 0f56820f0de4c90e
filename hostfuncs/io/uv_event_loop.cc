// The event loop over libuv. Started by the first registration.
//
// libuv allows one poll handle per descriptor, so all watches of a descriptor share one (FdWatch).
// It also makes a watched descriptor non-blocking; that flag lives in the open file, which other
// processes may share (a terminal), so it is put back at once. Descriptors that cannot be polled
// (regular files) are always ready.

#include <fcntl.h>
#include <time.h>
#include <uv.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/support/check.h"
#include "engine/support/try.h"
#include "hostfuncs/io/event_loop.h"

namespace virga::host::io {
namespace {

constexpr uint64_t kNsPerMs = 1'000'000;
// libuv counts milliseconds in 64 bits and adds its own clock: far deadlines are cut to this and
// armed again when they come.
constexpr uint64_t kMaxTimerMs = uint64_t{1} << 40;

Error UvError(const char* what, int code) {
  return Error::Make(ErrorKind::kIo, "event loop: %s: %s", what, uv_strerror(code));
}

class UvEventLoop;

struct Timer {
  uv_timer_t handle{};
  UvEventLoop* loop = nullptr;
  WatchId id = 0;
  uint64_t deadline_ns = 0;
  Callback callback;
};

// All watches of one descriptor.
struct FdWatch {
  struct Interest {
    WatchId id;
    Readiness readiness;
    Callback callback;
  };
  uv_poll_t handle{};
  UvEventLoop* loop = nullptr;
  int fd = -1;
  std::vector<Interest> interests;
};

struct Work {
  uv_work_t request{};
  UvEventLoop* loop = nullptr;
  WatchId id = 0;
  Callback work;
  Callback done;
};

class UvEventLoop : public EventLoop {
 public:
  UvEventLoop() = default;
  ~UvEventLoop() override;

  Result<WatchId> AddTimer(uint64_t deadline_ns, Callback callback) override;
  Result<WatchId> WatchFd(int fd, Readiness readiness, Callback callback) override;
  Result<WatchId> RunInWorker(Callback work, Callback done) override;
  void Cancel(WatchId id) override;
  void Post(Callback callback) override;
  Result<bool> RunOnce(bool wait) override;
  bool HasWork() const override;
  uint64_t NowNs() const override;

 private:
  Status Start();
  Result<FdWatch*> FindOrMakeFdWatch(int fd);
  Status Arm(FdWatch* watch);
  Status Arm(Timer* timer);
  void CloseFdWatch(FdWatch* watch);
  bool RunPosted();
  static void OnTimer(uv_timer_t* handle);
  static void OnPoll(uv_poll_t* handle, int status, int events);
  static void OnWork(uv_work_t* request);
  static void AfterWork(uv_work_t* request, int status);

  bool started_ = false;
  bool closing_ = false;
  uv_loop_t loop_{};
  uv_async_t wake_up_{};
  WatchId next_id_ = 1;
  uint64_t ran_ = 0;  // callbacks run so far
  // What is due already runs in the next RunOnce without libuv, whose loop over expired timers
  // would never end while callbacks add more of them.
  std::map<WatchId, Callback> due_;
  std::map<WatchId, Timer*> timers_;
  std::map<int, FdWatch*> fds_;
  std::map<WatchId, int> fd_of_;
  std::map<WatchId, Work*> works_;

  mutable std::mutex posted_mutex_;
  std::vector<Callback> posted_;  // guarded by posted_mutex_
  bool can_wake_ = false;         // guarded by posted_mutex_: wake_up_ is initialized
};

Status UvEventLoop::Start() {
  if (started_) return {};
  if (const int code = uv_loop_init(&loop_); code != 0) return UvError("start", code);
  if (const int code = uv_async_init(&loop_, &wake_up_, [](uv_async_t*) {}); code != 0) {
    uv_loop_close(&loop_);
    return UvError("start", code);
  }
  // Waiting for other threads' posts alone is not work.
  uv_unref(reinterpret_cast<uv_handle_t*>(&wake_up_));
  started_ = true;
  const std::lock_guard lock(posted_mutex_);
  can_wake_ = true;
  return {};
}

UvEventLoop::~UvEventLoop() {
  if (!started_) return;
  closing_ = true;
  for (auto& [id, work] : works_) uv_cancel(reinterpret_cast<uv_req_t*>(&work->request));
  while (!timers_.empty()) Cancel(timers_.begin()->first);
  while (!fd_of_.empty()) Cancel(fd_of_.begin()->first);
  uv_close(reinterpret_cast<uv_handle_t*>(&wake_up_), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
  VIRGA_CHECK(uv_loop_close(&loop_) == 0);
}

uint64_t UvEventLoop::NowNs() const { return uv_hrtime(); }

Status UvEventLoop::Arm(Timer* timer) {
  const uint64_t now = NowNs();
  const uint64_t left = timer->deadline_ns > now ? timer->deadline_ns - now : 0;
  const uint64_t left_ms = std::min(left / kNsPerMs + (left % kNsPerMs != 0), kMaxTimerMs);
  uv_update_time(&loop_);
  const int code = uv_timer_start(&timer->handle, &UvEventLoop::OnTimer, left_ms, 0);
  if (code != 0) return UvError("timer", code);
  return {};
}

Result<WatchId> UvEventLoop::AddTimer(uint64_t deadline_ns, Callback callback) {
  if (deadline_ns <= NowNs()) {
    due_[next_id_] = std::move(callback);
    return next_id_++;
  }
  VIRGA_TRY(Start());
  auto* timer = new Timer;
  uv_timer_init(&loop_, &timer->handle);
  timer->handle.data = timer;
  timer->loop = this;
  timer->id = next_id_++;
  timer->deadline_ns = deadline_ns;
  timer->callback = std::move(callback);
  timers_[timer->id] = timer;
  if (Status armed = Arm(timer); !armed.ok()) {
    Cancel(timer->id);
    return std::move(armed).error();
  }
  return timer->id;
}

void UvEventLoop::OnTimer(uv_timer_t* handle) {
  auto* timer = static_cast<Timer*>(handle->data);
  UvEventLoop* loop = timer->loop;
  // The timer counts whole milliseconds from a cached time, and far deadlines come in stages.
  if (loop->NowNs() < timer->deadline_ns && loop->Arm(timer).ok()) return;
  const Callback callback = std::move(timer->callback);
  loop->Cancel(timer->id);
  loop->ran_++;
  callback();
}

Result<FdWatch*> UvEventLoop::FindOrMakeFdWatch(int fd) {
  if (const auto at = fds_.find(fd); at != fds_.end()) return at->second;
  auto* watch = new FdWatch;
  const int flags = fcntl(fd, F_GETFL);
  const int code = uv_poll_init(&loop_, &watch->handle, fd);
  if (flags >= 0 && (flags & O_NONBLOCK) == 0) fcntl(fd, F_SETFL, flags);
  if (code != 0) {
    delete watch;
    if (code == UV_EPERM) return static_cast<FdWatch*>(nullptr);
    return UvError("watch", code);
  }
  watch->handle.data = watch;
  watch->loop = this;
  watch->fd = fd;
  fds_[fd] = watch;
  return watch;
}

Status UvEventLoop::Arm(FdWatch* watch) {
  int events = 0;
  for (const FdWatch::Interest& interest : watch->interests) {
    events |= interest.readiness == Readiness::kReadable ? UV_READABLE : UV_WRITABLE;
  }
  const int code = uv_poll_start(&watch->handle, events, &UvEventLoop::OnPoll);
  if (code != 0) return UvError("watch", code);
  return {};
}

void UvEventLoop::CloseFdWatch(FdWatch* watch) {
  fds_.erase(watch->fd);
  uv_close(reinterpret_cast<uv_handle_t*>(&watch->handle),
           [](uv_handle_t* handle) { delete static_cast<FdWatch*>(handle->data); });
}

Result<WatchId> UvEventLoop::WatchFd(int fd, Readiness readiness, Callback callback) {
  VIRGA_TRY(Start());
  VIRGA_ASSIGN(FdWatch * watch, FindOrMakeFdWatch(fd));
  if (watch == nullptr) return AddTimer(0, std::move(callback));
  const WatchId id = next_id_++;
  watch->interests.push_back({id, readiness, std::move(callback)});
  fd_of_[id] = fd;
  if (Status armed = Arm(watch); !armed.ok()) {
    Cancel(id);
    return std::move(armed).error();
  }
  return id;
}

void UvEventLoop::OnPoll(uv_poll_t* handle, int status, int events) {
  auto* watch = static_cast<FdWatch*>(handle->data);
  UvEventLoop* loop = watch->loop;
  // An error is for everybody: their next call says which one.
  if (status < 0) events = UV_READABLE | UV_WRITABLE;
  std::vector<WatchId> ready;
  for (const FdWatch::Interest& interest : watch->interests) {
    const int event = interest.readiness == Readiness::kReadable ? UV_READABLE : UV_WRITABLE;
    if ((events & event) != 0) ready.push_back(interest.id);
  }
  for (const WatchId id : ready) {
    // A callback may have cancelled another one.
    auto& interests = watch->interests;
    const auto at = std::find_if(interests.begin(), interests.end(),
                                 [id](const auto& interest) { return interest.id == id; });
    if (at == interests.end()) continue;
    const Callback callback = std::move(at->callback);
    loop->Cancel(id);
    loop->ran_++;
    callback();
  }
}

Result<WatchId> UvEventLoop::RunInWorker(Callback work, Callback done) {
  VIRGA_TRY(Start());
  auto* item = new Work;
  item->request.data = item;
  item->loop = this;
  item->id = next_id_++;
  item->work = std::move(work);
  item->done = std::move(done);
  const int code = uv_queue_work(&loop_, &item->request, &OnWork, &AfterWork);
  if (code != 0) {
    delete item;
    return UvError("worker", code);
  }
  works_[item->id] = item;
  return item->id;
}

void UvEventLoop::OnWork(uv_work_t* request) { static_cast<Work*>(request->data)->work(); }

void UvEventLoop::AfterWork(uv_work_t* request, int status) {
  const std::unique_ptr<Work> item(static_cast<Work*>(request->data));
  UvEventLoop* loop = item->loop;
  loop->works_.erase(item->id);
  if (status != 0 || loop->closing_ || !item->done) return;
  loop->ran_++;
  item->done();
}

void UvEventLoop::Cancel(WatchId id) {
  if (due_.erase(id) > 0) return;
  if (const auto at = timers_.find(id); at != timers_.end()) {
    uv_close(reinterpret_cast<uv_handle_t*>(&at->second->handle),
             [](uv_handle_t* handle) { delete static_cast<Timer*>(handle->data); });
    timers_.erase(at);
    return;
  }
  if (const auto at = works_.find(id); at != works_.end()) {
    at->second->done = nullptr;
    return;
  }
  const auto at = fd_of_.find(id);
  if (at == fd_of_.end()) return;
  FdWatch* watch = fds_.at(at->second);
  fd_of_.erase(at);
  std::erase_if(watch->interests, [id](const auto& interest) { return interest.id == id; });
  // Narrowing cannot fail: the handle is armed already.
  if (watch->interests.empty() || !Arm(watch).ok()) CloseFdWatch(watch);
}

void UvEventLoop::Post(Callback callback) {
  const std::lock_guard lock(posted_mutex_);
  posted_.push_back(std::move(callback));
  if (can_wake_) uv_async_send(&wake_up_);
}

bool UvEventLoop::RunPosted() {
  const uint64_t before = ran_;
  std::vector<Callback> posted;
  {
    const std::lock_guard lock(posted_mutex_);
    posted.swap(posted_);
  }
  for (const Callback& callback : posted) {
    ran_++;
    callback();
  }
  // Only what was due before: callbacks add more, or cancel each other.
  const WatchId end = next_id_;
  while (!due_.empty() && due_.begin()->first < end) {
    const Callback callback = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    ran_++;
    callback();
  }
  return ran_ != before;
}

bool UvEventLoop::HasWork() const {
  if (!due_.empty() || !timers_.empty() || !fd_of_.empty() || !works_.empty()) return true;
  const std::lock_guard lock(posted_mutex_);
  return !posted_.empty();
}

Result<bool> UvEventLoop::RunOnce(bool wait) {
  const uint64_t before = ran_;
  if (RunPosted()) wait = false;
  if (started_) {
    uv_run(&loop_, wait && HasWork() ? UV_RUN_ONCE : UV_RUN_NOWAIT);
    if (ran_ == before) RunPosted();  // what woke it
  }
  return ran_ != before;
}

}  // namespace

std::unique_ptr<EventLoop> MakeEventLoop() { return std::make_unique<UvEventLoop>(); }

}  // namespace virga::host::io
