#include "virga/error.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace virga {

std::string_view TrapText(TrapCode code) {
  static constexpr std::string_view kTexts[] = {
#define X(name, text) text,
#include "virga/traps.def"
#undef X
  };
  return kTexts[static_cast<size_t>(code)];
}

// Text and frames are plain malloc blocks: an error must be able to describe a store that is out of
// quota, so its own few bytes are outside every quota. Messages are bounded by kMessageBytesMax,
// frames by kFramesMax.
struct Error::Detail {
  uint64_t offset;
  bool has_offset;
  char* text;
  size_t text_bytes;
  TrapFrame* frames;
  size_t frame_count;
  size_t frame_capacity;
};

namespace {

constexpr size_t kMessageBytesMax = 4096;
constexpr size_t kFramesMax = 100;

std::string_view CopyText(std::string_view text) {
  if (text.empty()) return {};
  char* copy = static_cast<char*>(std::malloc(text.size()));
  if (copy == nullptr) return {};
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

void FreeText(std::string_view text) { std::free(const_cast<char*>(text.data())); }

// Formats `prefix` + the arguments into a fresh block; {nullptr, 0} when there is no memory.
std::string_view FormatText(std::string_view prefix, const char* format, va_list args) {
  char buffer[kMessageBytesMax];
  const size_t prefix_bytes = prefix.size() < sizeof(buffer) ? prefix.size() : sizeof(buffer) - 1;
  std::memcpy(buffer, prefix.data(), prefix_bytes);
  const int written =
      std::vsnprintf(buffer + prefix_bytes, sizeof(buffer) - prefix_bytes, format, args);
  size_t total = prefix_bytes + (written > 0 ? static_cast<size_t>(written) : 0);
  if (total >= sizeof(buffer)) total = sizeof(buffer) - 1;
  return CopyText({buffer, total});
}

}  // namespace

Error::Detail* Error::EnsureDetail() {
  if (detail_ == nullptr) detail_ = static_cast<Detail*>(std::calloc(1, sizeof(Detail)));
  return detail_;
}

void Error::FreeDetail() {
  for (size_t i = 0; i < detail_->frame_count; ++i) {
    FreeText(detail_->frames[i].module_name);
    FreeText(detail_->frames[i].function_name);
  }
  std::free(detail_->frames);
  std::free(detail_->text);
  std::free(detail_);
}

#define VIRGA_FORMAT_INTO(error, prefix, format)                      \
  do {                                                                \
    va_list args;                                                     \
    va_start(args, format);                                           \
    if (Detail* detail = error.EnsureDetail(); detail != nullptr) {   \
      const std::string_view text = FormatText(prefix, format, args); \
      detail->text = const_cast<char*>(text.data());                  \
      detail->text_bytes = text.size();                               \
    }                                                                 \
    va_end(args);                                                     \
  } while (false)

Error Error::Make(ErrorKind kind, const char* format, ...) {
  Error error(kind, TrapCode{}, 0);
  VIRGA_FORMAT_INTO(error, "", format);
  return error;
}

Error Error::At(ErrorKind kind, uint64_t offset, const char* format, ...) {
  Error error(kind, TrapCode{}, 0);
  VIRGA_FORMAT_INTO(error, "", format);
  if (error.detail_ != nullptr) {
    error.detail_->offset = offset;
    error.detail_->has_offset = true;
  }
  return error;
}

Error Error::Trap(TrapCode code) { return Error(ErrorKind::kTrap, code, 0); }

Error Error::Trap(TrapCode code, const char* format, ...) {
  Error error(ErrorKind::kTrap, code, 0);
  char prefix[160];
  const std::string_view text = TrapText(code);
  const int bytes =
      std::snprintf(prefix, sizeof(prefix), "%.*s: ", static_cast<int>(text.size()), text.data());
  VIRGA_FORMAT_INTO(error, std::string_view(prefix, static_cast<size_t>(bytes)), format);
  return error;
}

Error Error::Exit(int32_t exit_code) { return Error(ErrorKind::kExit, TrapCode{}, exit_code); }

Error Error::OutOfMemory() { return Error(ErrorKind::kOutOfMemory, TrapCode::kOutOfMemory, 0); }

std::string_view Error::message() const {
  if (detail_ != nullptr && detail_->text != nullptr) return {detail_->text, detail_->text_bytes};
  if (head_.kind == ErrorKind::kTrap) return TrapText(head_.trap);
  if (head_.kind == ErrorKind::kExit) return "the guest exited";
  return "out of memory";
}

std::optional<uint64_t> Error::offset() const {
  if (detail_ == nullptr || !detail_->has_offset) return std::nullopt;
  return detail_->offset;
}

std::span<const TrapFrame> Error::frames() const {
  if (detail_ == nullptr) return {};
  return {detail_->frames, detail_->frame_count};
}

void Error::AddContext(std::string_view context) {
  const std::string_view old = message();
  const size_t bytes = context.size() + 2 + old.size();
  char* text = static_cast<char*>(std::malloc(bytes));
  if (text == nullptr || EnsureDetail() == nullptr) {
    std::free(text);
    return;
  }
  std::memcpy(text, context.data(), context.size());
  std::memcpy(text + context.size(), ": ", 2);
  std::memcpy(text + context.size() + 2, old.data(), old.size());
  std::free(detail_->text);
  detail_->text = text;
  detail_->text_bytes = bytes;
}

void Error::ShiftOffset(uint64_t base) {
  if (detail_ != nullptr && detail_->has_offset) detail_->offset += base;
}

void Error::AddFrame(const TrapFrame& frame) {
  if (EnsureDetail() == nullptr || detail_->frame_count >= kFramesMax) return;
  if (detail_->frame_count == detail_->frame_capacity) {
    const size_t capacity = detail_->frame_capacity == 0 ? 8 : detail_->frame_capacity * 2;
    void* grown = std::realloc(detail_->frames, capacity * sizeof(TrapFrame));
    if (grown == nullptr) return;
    detail_->frames = static_cast<TrapFrame*>(grown);
    detail_->frame_capacity = capacity;
  }
  TrapFrame* slot = new (&detail_->frames[detail_->frame_count++]) TrapFrame(frame);
  slot->module_name = CopyText(frame.module_name);
  slot->function_name = CopyText(frame.function_name);
}

}  // namespace virga
