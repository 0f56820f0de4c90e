#include "hostfuncs/io/streams_host.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "hostfuncs/io/pending.h"
#include "hostfuncs/io/stream_ops.h"

namespace virga::host::io {

namespace {

using WitStreamError = wasi::io::streams::StreamError;

// One read hands out at most this much: the guest names a length, not a buffer that exists.
constexpr uint64_t kReadMax = 64 * 1024;

// Writes `bytes` in as many permits as it takes, then flushes; between steps the stream may be
// busy. The rest of a write that could not be done at once.
class Writer {
 public:
  Writer(OutputStream* stream, std::span<const uint8_t> bytes) : stream_(stream), bytes_(bytes) {}

  // Keeps a copy of what is left: the guest's memory is out of reach after a suspension.
  void Detach() {
    copy_.assign(bytes_.begin(), bytes_.end());
    bytes_ = copy_;
  }

  // True when all is written and flushed, false when the stream is busy.
  StreamOutcome<bool> Step() {
    while (!bytes_.empty()) {
      VIRGA_HOST_ASSIGN(const uint64_t permit, stream_->CheckWrite());
      if (permit == 0) return false;
      const size_t count = static_cast<size_t>(std::min<uint64_t>(permit, bytes_.size()));
      VIRGA_HOST_TRY(stream_->Write(bytes_.first(count)));
      bytes_ = bytes_.subspan(count);
    }
    if (!flushing_) {
      flushing_ = true;
      VIRGA_HOST_TRY(stream_->Flush());
    }
    VIRGA_HOST_ASSIGN(const uint64_t permit, stream_->CheckWrite());
    return permit > 0;
  }

 private:
  OutputStream* stream_;
  std::span<const uint8_t> bytes_;
  std::vector<uint8_t> copy_;
  bool flushing_ = false;
};

StreamOutcome<std::vector<uint8_t>> ReadBytes(InputStream& stream, uint64_t length) {
  std::vector<uint8_t> bytes(static_cast<size_t>(std::min(length, kReadMax)));
  VIRGA_HOST_ASSIGN(const size_t count, stream.Read(bytes));
  bytes.resize(count);
  return bytes;
}

}  // namespace

template <typename T>
Result<StreamsHost::Answer<T>> StreamsHost::Fail(StreamError error) {
  switch (error.kind) {
    case StreamError::Kind::kClosed:
      return Answer<T>::Failure(WitStreamError::MakeClosed());
    case StreamError::Kind::kFailed: {
      const auto handle = resources_.Add(IoError{std::move(error.text), error.code});
      return Answer<T>::Failure(WitStreamError::MakeLastOperationFailed(handle));
    }
    case StreamError::Kind::kMisuse:
      break;
  }
  return Error::Trap(TrapCode::kHostError, "%s", error.text.c_str());
}

template <typename T>
Result<StreamsHost::Answer<T>> StreamsHost::Convert(StreamOutcome<T> outcome) {
  if (!outcome.ok()) return Fail<T>(std::move(outcome).error());
  return Answer<T>(std::move(outcome).value());
}

Result<StreamsHost::Answer<std::monostate>> StreamsHost::Convert(StreamOutcome<void> outcome) {
  if (!outcome.ok()) return Fail<std::monostate>(std::move(outcome).error());
  return Answer<std::monostate>();
}

StreamsHost::Reply<StreamsHost::Bytes> StreamsHost::InputStreamRead(Input self, uint64_t len) {
  return Convert<Bytes>(ReadBytes(resources_.inputs.Get(self.rep), len));
}

StreamsHost::Reply<StreamsHost::Bytes> StreamsHost::InputStreamBlockingRead(Input self,
                                                                            uint64_t len) {
  InputStream* stream = &resources_.inputs.Get(self.rep);
  return AnswerWhenReady<Answer<Bytes>>(
      resources_.loop, [stream] { return stream->Subscribe(); },
      [this, stream, len]() -> std::optional<Result<Answer<Bytes>>> {
        StreamOutcome<Bytes> outcome = ReadBytes(*stream, len);
        if (outcome.ok() && outcome->empty() && len > 0) return std::nullopt;
        return Convert<Bytes>(std::move(outcome));
      });
}

StreamsHost::Reply<uint64_t> StreamsHost::InputStreamSkip(Input self, uint64_t len) {
  return Convert<uint64_t>(resources_.inputs.Get(self.rep).Skip(len));
}

StreamsHost::Reply<uint64_t> StreamsHost::InputStreamBlockingSkip(Input self, uint64_t len) {
  InputStream* stream = &resources_.inputs.Get(self.rep);
  return AnswerWhenReady<Answer<uint64_t>>(
      resources_.loop, [stream] { return stream->Subscribe(); },
      [this, stream, len]() -> std::optional<Result<Answer<uint64_t>>> {
        StreamOutcome<uint64_t> outcome = stream->Skip(len);
        if (outcome.ok() && *outcome == 0 && len > 0) return std::nullopt;
        return Convert<uint64_t>(std::move(outcome));
      });
}

cabi::Reply<IoResources::WitPollable> StreamsHost::InputStreamSubscribe(Input self) {
  return resources_.Add(resources_.inputs.Get(self.rep).Subscribe(),
                        resources_.inputs.NewChild(self.rep));
}

StreamsHost::Reply<uint64_t> StreamsHost::OutputStreamCheckWrite(Output self) {
  return Convert<uint64_t>(resources_.outputs.Get(self.rep).CheckWrite());
}

StreamsHost::Reply<std::monostate> StreamsHost::OutputStreamWrite(
    Output self, std::span<const uint8_t> contents) {
  return Convert(resources_.outputs.Get(self.rep).Write(contents));
}

StreamsHost::Reply<std::monostate> StreamsHost::WriteAndFlush(OutputStream& stream,
                                                              std::span<const uint8_t> contents) {
  Writer writer(&stream, contents);
  StreamOutcome<bool> done = writer.Step();
  if (!done.ok()) return Fail<std::monostate>(std::move(done).error());
  if (*done) return Answer<std::monostate>();
  writer.Detach();
  const auto rest = std::make_shared<Writer>(std::move(writer));
  const auto attempt = [this, rest]() -> std::optional<Result<Answer<std::monostate>>> {
    StreamOutcome<bool> finished = rest->Step();
    if (!finished.ok()) return Fail<std::monostate>(std::move(finished).error());
    if (!*finished) return std::nullopt;
    return Answer<std::monostate>();
  };
  return std::make_unique<PendingPoll<Answer<std::monostate>>>(
      resources_.loop, [&stream] { return stream.Subscribe(); }, attempt);
}

StreamsHost::Reply<std::monostate> StreamsHost::OutputStreamBlockingWriteAndFlush(
    Output self, std::span<const uint8_t> contents) {
  if (contents.size() > kBlockingWriteMax) {
    return Error::Trap(TrapCode::kHostError,
                       "blocking-write-and-flush: %zu bytes, at most 4096 are allowed",
                       contents.size());
  }
  return WriteAndFlush(resources_.outputs.Get(self.rep), contents);
}

StreamsHost::Reply<std::monostate> StreamsHost::OutputStreamFlush(Output self) {
  return Convert(resources_.outputs.Get(self.rep).Flush());
}

StreamsHost::Reply<std::monostate> StreamsHost::OutputStreamBlockingFlush(Output self) {
  return WriteAndFlush(resources_.outputs.Get(self.rep), {});
}

cabi::Reply<IoResources::WitPollable> StreamsHost::OutputStreamSubscribe(Output self) {
  return resources_.Add(resources_.outputs.Get(self.rep).Subscribe(),
                        resources_.outputs.NewChild(self.rep));
}

StreamsHost::Reply<std::monostate> StreamsHost::OutputStreamWriteZeroes(Output self, uint64_t len) {
  return Convert(resources_.outputs.Get(self.rep).WriteZeroes(len));
}

StreamsHost::Reply<std::monostate> StreamsHost::OutputStreamBlockingWriteZeroesAndFlush(
    Output self, uint64_t len) {
  static constexpr uint8_t kZeroes[kBlockingWriteMax] = {};
  if (len > kBlockingWriteMax) {
    return Error::Trap(TrapCode::kHostError,
                       "blocking-write-zeroes-and-flush: %llu bytes, at most 4096 are allowed",
                       static_cast<unsigned long long>(len));
  }
  return WriteAndFlush(resources_.outputs.Get(self.rep),
                       std::span(kZeroes).first(static_cast<size_t>(len)));
}

StreamsHost::Reply<uint64_t> StreamsHost::OutputStreamSplice(Output self, Input src, uint64_t len) {
  return Convert<uint64_t>(
      Splice(resources_.inputs.Get(src.rep), resources_.outputs.Get(self.rep), len));
}

StreamsHost::Reply<uint64_t> StreamsHost::OutputStreamBlockingSplice(Output self, Input src,
                                                                     uint64_t len) {
  InputStream* from = &resources_.inputs.Get(src.rep);
  OutputStream* to = &resources_.outputs.Get(self.rep);
  const auto attempt = [this, from, to, len]() -> std::optional<Result<Answer<uint64_t>>> {
    StreamOutcome<uint64_t> outcome = Splice(*from, *to, len);
    if (outcome.ok() && *outcome == 0 && len > 0) return std::nullopt;
    return Convert<uint64_t>(std::move(outcome));
  };
  // Waits for whichever side is not ready; both are asked again then.
  const auto pollable = [from, to] {
    StreamOutcome<uint64_t> permit = to->CheckWrite();
    return permit.ok() && *permit == 0 ? to->Subscribe() : from->Subscribe();
  };
  return AnswerWhenReady<Answer<uint64_t>>(resources_.loop, pollable, attempt);
}

}  // namespace virga::host::io
