// The streams, pollables and errors that a guest holds: one set per store, shared by the bindings
// of wasi:io and of every interface that hands out streams or pollables (cli, clocks, filesystem).

#ifndef HOSTFUNCS_IO_RESOURCES_H_
#define HOSTFUNCS_IO_RESOURCES_H_

#include <memory>
#include <optional>
#include <string>

#include "hostfuncs/bindings/io_streams.h"
#include "hostfuncs/io/event_loop.h"
#include "hostfuncs/io/resource_table.h"
#include "hostfuncs/io/stream.h"

namespace virga::host::io {

// Behind wasi:io/error.
struct IoError {
  std::string text;
  std::optional<ErrorCode> code;  // for wasi:filesystem's filesystem-error-code
};

struct IoResources {
  // The loop outlives the resources.
  explicit IoResources(EventLoop* event_loop) : loop(*event_loop) {}

  using WitError = cabi::Own<wasi::io::error::Error>;
  using WitPollable = cabi::Own<wasi::io::poll::Pollable>;
  using WitInput = cabi::Own<wasi::io::streams::InputStream>;
  using WitOutput = cabi::Own<wasi::io::streams::OutputStream>;

  WitError Add(IoError error) { return {errors.Add(std::make_shared<IoError>(std::move(error)))}; }
  WitPollable Add(std::unique_ptr<Pollable> pollable, ChildOf parent = {}) {
    return {pollables.Add(std::move(pollable), std::move(parent))};
  }
  WitInput Add(std::shared_ptr<InputStream> stream) { return {inputs.Add(std::move(stream))}; }
  WitOutput Add(std::shared_ptr<OutputStream> stream) { return {outputs.Add(std::move(stream))}; }

  EventLoop& loop;
  ResourceTable<IoError> errors{"error"};
  ResourceTable<Pollable> pollables{"pollable"};
  ResourceTable<InputStream> inputs{"input-stream"};
  ResourceTable<OutputStream> outputs{"output-stream"};
};

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_RESOURCES_H_
