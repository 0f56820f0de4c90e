// Arguments, environment, clocks, random bytes, exit.

#include <string>
#include <vector>

#include "hostfuncs/preview1/preview1.h"

namespace virga::host::preview1 {
namespace {

// Text for args and environ: pointers in one array, the bytes with a NUL each in another.
Errno WriteTexts(const GuestMemory& memory, const std::vector<std::string>& texts, uint64_t array,
                 uint64_t bytes) {
  for (const std::string& text : texts) {
    if (!memory.Write<uint32_t>(array, static_cast<uint32_t>(bytes))) return Errno::kFault;
    if (!memory.WriteBytes(bytes, {text.c_str(), text.size() + 1})) return Errno::kFault;
    array += sizeof(uint32_t);
    bytes += text.size() + 1;
  }
  return Errno::kSuccess;
}

Errno WriteSizes(const GuestMemory& memory, const std::vector<std::string>& texts, uint32_t count,
                 uint32_t size) {
  uint64_t total = 0;
  for (const std::string& text : texts) total += text.size() + 1;
  if (total > UINT32_MAX) return Errno::kOverflow;
  const bool written = memory.Write(count, static_cast<uint32_t>(texts.size())) &&
                       memory.Write(size, static_cast<uint32_t>(total));
  return written ? Errno::kSuccess : Errno::kFault;
}

std::vector<std::string> EnvironmentTexts(const cli::Environment& environment) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : environment.variables) texts.push_back(name + "=" + value);
  return texts;
}

Errno WriteTime(const GuestMemory& memory, uint32_t at, uint64_t time) {
  return memory.Write(at, time) ? Errno::kSuccess : Errno::kFault;
}

}  // namespace

Errno Preview1::ArgsGet(Memory memory, P argv, P argv_buf) {
  return WriteTexts(memory, options_.environment.arguments, argv, argv_buf);
}

Errno Preview1::ArgsSizesGet(Memory memory, P argc, P argv_buf_size) {
  return WriteSizes(memory, options_.environment.arguments, argc, argv_buf_size);
}

Errno Preview1::EnvironGet(Memory memory, P environ, P environ_buf) {
  return WriteTexts(memory, EnvironmentTexts(options_.environment), environ, environ_buf);
}

Errno Preview1::EnvironSizesGet(Memory memory, P environc, P environ_buf_size) {
  return WriteSizes(memory, EnvironmentTexts(options_.environment), environc, environ_buf_size);
}

Errno Preview1::ClockResGet(Memory memory, uint32_t id, P resolution) {
  switch (static_cast<ClockId>(id)) {
    case ClockId::kRealtime:
      return WriteTime(memory, resolution, clocks::ToNanoseconds(options_.wall->Resolution()));
    case ClockId::kMonotonic:
      return WriteTime(memory, resolution, options_.monotonic->Resolution());
    case ClockId::kProcessCpu:
    case ClockId::kThreadCpu:
      return WriteTime(memory, resolution, options_.cpu->Resolution());
  }
  return Errno::kInval;
}

Errno Preview1::ClockTimeGet(Memory memory, uint32_t id, uint64_t, P time) {
  switch (static_cast<ClockId>(id)) {
    case ClockId::kRealtime:
      return WriteTime(memory, time, clocks::ToNanoseconds(options_.wall->Now()));
    case ClockId::kMonotonic:
      return WriteTime(memory, time, options_.monotonic->Now());
    case ClockId::kProcessCpu:
      return WriteTime(memory, time, options_.cpu->ProcessTime());
    case ClockId::kThreadCpu:
      return WriteTime(memory, time, options_.cpu->ThreadTime());
  }
  return Errno::kInval;
}

Errno Preview1::RandomGet(Memory memory, P buf, P buf_len) {
  const auto bytes = memory.Slice(buf, buf_len);
  if (!bytes) return Errno::kFault;
  return options_.entropy->Fill(*bytes).ok() ? Errno::kSuccess : Errno::kIo;
}

Errno Preview1::SchedYield(Memory) { return Errno::kSuccess; }

Status Preview1::ProcExit(Memory, uint32_t code) { return Error::Exit(static_cast<int32_t>(code)); }

// A guest has no signals; the C library's own emulation does not come here.
Errno Preview1::ProcRaise(Memory, uint32_t) { return Errno::kNotsup; }

}  // namespace virga::host::preview1
