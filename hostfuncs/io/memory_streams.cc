#include "hostfuncs/io/memory_streams.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <vector>

namespace virga::host::io {
namespace {

class BytesInput : public InputStream {
 public:
  explicit BytesInput(std::string bytes) : bytes_(std::move(bytes)) {}
  StreamOutcome<size_t> Read(std::span<uint8_t> buffer) override {
    if (position_ == bytes_.size()) return StreamError::Closed();
    const size_t count = std::min(buffer.size(), bytes_.size() - position_);
    if (count > 0) memcpy(buffer.data(), bytes_.data() + position_, count);
    position_ += count;
    return count;
  }
  std::unique_ptr<Pollable> Subscribe() override { return MakeReadyPollable(); }

 private:
  std::string bytes_;
  size_t position_ = 0;
};

class NullOutput : public OutputStream {
 public:
  StreamOutcome<void> Flush() override { return {}; }
  std::unique_ptr<Pollable> Subscribe() override { return MakeReadyPollable(); }

 protected:
  StreamOutcome<uint64_t> Permit() override { return kMaxPermit; }
  StreamOutcome<void> DoWrite(std::span<const uint8_t>) override { return {}; }
};

class BytesOutput : public OutputStream {
 public:
  BytesOutput(std::string* sink, size_t limit) : sink_(sink), limit_(limit) {}
  StreamOutcome<void> Flush() override {
    if (failed_) return StreamError::Closed();
    return {};
  }
  std::unique_ptr<Pollable> Subscribe() override { return MakeReadyPollable(); }

 protected:
  StreamOutcome<uint64_t> Permit() override {
    if (failed_) return StreamError::Closed();
    return kMaxPermit;
  }
  StreamOutcome<void> DoWrite(std::span<const uint8_t> bytes) override {
    if (failed_) return StreamError::Closed();
    if (bytes.size() > limit_ - std::min(limit_, sink_->size())) {
      failed_ = true;
      return StreamError::Failed(ErrorCode::kInsufficientSpace);
    }
    sink_->append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }

 private:
  std::string* sink_;
  size_t limit_;
  bool failed_ = false;
};

// What both ends of a pipe share, with the ends that wait for a change.
struct PipeState {
  explicit PipeState(size_t capacity) : capacity(capacity) {}
  size_t capacity;
  std::deque<uint8_t> bytes;
  bool reader_gone = false;
  bool writer_gone = false;
  uint64_t next_waiter = 1;
  std::vector<std::pair<uint64_t, Callback>> waiters;

  bool Readable() const { return !bytes.empty() || writer_gone; }
  bool Writable() const { return bytes.size() < capacity || reader_gone; }
  void Changed() {
    std::vector<std::pair<uint64_t, Callback>> woken;
    woken.swap(waiters);
    for (auto& [id, wake] : woken) wake();
  }
};

class PipeSubscription : public Subscription {
 public:
  PipeSubscription(std::shared_ptr<PipeState> state, uint64_t id)
      : state_(std::move(state)), id_(id) {}
  ~PipeSubscription() override {
    std::erase_if(state_->waiters, [this](const auto& waiter) { return waiter.first == id_; });
  }

 private:
  std::shared_ptr<PipeState> state_;
  uint64_t id_;
};

class PipePollable : public Pollable {
 public:
  PipePollable(std::shared_ptr<PipeState> state, Readiness readiness)
      : state_(std::move(state)), readiness_(readiness) {}
  bool Ready() override {
    return readiness_ == Readiness::kReadable ? state_->Readable() : state_->Writable();
  }
  Result<std::unique_ptr<Subscription>> Subscribe(EventLoop& loop, Callback wake) override {
    if (Ready()) return SubscribeReady(loop, std::move(wake));
    // Wakes come from the other end's calls; Post brings them into the loop.
    const uint64_t id = state_->next_waiter++;
    state_->waiters.emplace_back(id, [&loop, wake = std::move(wake)] { loop.Post(wake); });
    return std::unique_ptr<Subscription>(new PipeSubscription(state_, id));
  }

 private:
  std::shared_ptr<PipeState> state_;
  Readiness readiness_;
};

class PipeInput : public InputStream {
 public:
  explicit PipeInput(std::shared_ptr<PipeState> state) : state_(std::move(state)) {}
  ~PipeInput() override {
    state_->reader_gone = true;
    state_->Changed();
  }
  StreamOutcome<size_t> Read(std::span<uint8_t> buffer) override {
    std::deque<uint8_t>& bytes = state_->bytes;
    if (bytes.empty() && state_->writer_gone) return StreamError::Closed();
    const size_t count = std::min(buffer.size(), bytes.size());
    const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(count);
    std::copy(bytes.begin(), end, buffer.begin());
    bytes.erase(bytes.begin(), end);
    if (count > 0) state_->Changed();
    return count;
  }
  std::unique_ptr<Pollable> Subscribe() override {
    return std::make_unique<PipePollable>(state_, Readiness::kReadable);
  }

 private:
  std::shared_ptr<PipeState> state_;
};

class PipeOutput : public OutputStream {
 public:
  explicit PipeOutput(std::shared_ptr<PipeState> state) : state_(std::move(state)) {}
  ~PipeOutput() override {
    state_->writer_gone = true;
    state_->Changed();
  }
  StreamOutcome<void> Flush() override {
    if (state_->reader_gone) return StreamError::Closed();
    return {};
  }
  std::unique_ptr<Pollable> Subscribe() override {
    return std::make_unique<PipePollable>(state_, Readiness::kWritable);
  }

 protected:
  StreamOutcome<uint64_t> Permit() override {
    if (state_->reader_gone) return StreamError::Closed();
    return static_cast<uint64_t>(state_->capacity - state_->bytes.size());
  }
  StreamOutcome<void> DoWrite(std::span<const uint8_t> bytes) override {
    if (state_->reader_gone) return StreamError::Closed();
    state_->bytes.insert(state_->bytes.end(), bytes.begin(), bytes.end());
    state_->Changed();
    return {};
  }

 private:
  std::shared_ptr<PipeState> state_;
};

}  // namespace

std::unique_ptr<InputStream> MakeBytesInput(std::string bytes) {
  return std::make_unique<BytesInput>(std::move(bytes));
}
std::unique_ptr<InputStream> MakeNullInput() { return MakeBytesInput(std::string()); }
std::unique_ptr<OutputStream> MakeNullOutput() { return std::make_unique<NullOutput>(); }
std::unique_ptr<OutputStream> MakeBytesOutput(std::string* sink, size_t limit) {
  return std::make_unique<BytesOutput>(sink, limit);
}
std::pair<std::unique_ptr<InputStream>, std::unique_ptr<OutputStream>> MakePipe(size_t capacity) {
  auto state = std::make_shared<PipeState>(capacity);
  return {std::make_unique<PipeInput>(state), std::make_unique<PipeOutput>(state)};
}

}  // namespace virga::host::io
