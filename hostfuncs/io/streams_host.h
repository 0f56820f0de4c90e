// wasi:io/streams over IoResources. The blocking forms park the guest, never the thread.

#ifndef HOSTFUNCS_IO_STREAMS_HOST_H_
#define HOSTFUNCS_IO_STREAMS_HOST_H_

#include <cstdint>
#include <span>
#include <vector>

#include "hostfuncs/bindings/io_streams.h"
#include "hostfuncs/io/resources.h"

namespace virga::host::io {

class StreamsHost : public wasi::io::streams::Host {
 public:
  using Input = cabi::Borrow<wasi::io::streams::InputStream>;
  using Output = cabi::Borrow<wasi::io::streams::OutputStream>;
  template <typename T>
  using Answer = cabi::Expected<T, wasi::io::streams::StreamError>;
  template <typename T>
  using Reply = cabi::Reply<Answer<T>>;
  using Bytes = std::vector<uint8_t>;

  explicit StreamsHost(IoResources* resources) : resources_(*resources) {}

  Reply<Bytes> InputStreamRead(Input self, uint64_t len) override;
  Reply<Bytes> InputStreamBlockingRead(Input self, uint64_t len) override;
  Reply<uint64_t> InputStreamSkip(Input self, uint64_t len) override;
  Reply<uint64_t> InputStreamBlockingSkip(Input self, uint64_t len) override;
  cabi::Reply<IoResources::WitPollable> InputStreamSubscribe(Input self) override;
  Reply<uint64_t> OutputStreamCheckWrite(Output self) override;
  Reply<std::monostate> OutputStreamWrite(Output self, std::span<const uint8_t> contents) override;
  Reply<std::monostate> OutputStreamBlockingWriteAndFlush(
      Output self, std::span<const uint8_t> contents) override;
  Reply<std::monostate> OutputStreamFlush(Output self) override;
  Reply<std::monostate> OutputStreamBlockingFlush(Output self) override;
  cabi::Reply<IoResources::WitPollable> OutputStreamSubscribe(Output self) override;
  Reply<std::monostate> OutputStreamWriteZeroes(Output self, uint64_t len) override;
  Reply<std::monostate> OutputStreamBlockingWriteZeroesAndFlush(Output self, uint64_t len) override;
  Reply<uint64_t> OutputStreamSplice(Output self, Input src, uint64_t len) override;
  Reply<uint64_t> OutputStreamBlockingSplice(Output self, Input src, uint64_t len) override;
  Status DropInputStream(uint32_t rep) override { return resources_.inputs.Remove(rep); }
  Status DropOutputStream(uint32_t rep) override { return resources_.outputs.Remove(rep); }

 private:
  // A backend's outcome as the interface's result; misuse becomes a trap.
  template <typename T>
  Result<Answer<T>> Convert(StreamOutcome<T> outcome);
  Result<Answer<std::monostate>> Convert(StreamOutcome<void> outcome);
  // The failure alone.
  template <typename T>
  Result<Answer<T>> Fail(StreamError error);
  Reply<std::monostate> WriteAndFlush(OutputStream& stream, std::span<const uint8_t> contents);

  IoResources& resources_;
};

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_STREAMS_HOST_H_
