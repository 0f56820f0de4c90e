#include "hostfuncs/filesystem/file_streams.h"

#include <algorithm>

namespace virga::host::filesystem {
namespace {

using io::StreamError;
using io::StreamOutcome;

class FileInput : public io::InputStream {
 public:
  FileInput(DescriptorPtr file, uint64_t offset) : file_(std::move(file)), offset_(offset) {}

  StreamOutcome<size_t> Read(std::span<uint8_t> buffer) override {
    if (closed_) return StreamError::Closed();
    if (buffer.empty()) return size_t{0};
    const FsOutcome<size_t> got = file_->Read(buffer, offset_);
    if (!got.ok()) {
      closed_ = true;
      return StreamError::Failed(got.error());
    }
    // The end of the file as it is now: for a stream that is the end.
    if (*got == 0) {
      closed_ = true;
      return StreamError::Closed();
    }
    offset_ += *got;
    return *got;
  }
  std::unique_ptr<io::Pollable> Subscribe() override { return io::MakeReadyPollable(); }

 private:
  DescriptorPtr file_;
  uint64_t offset_;
  bool closed_ = false;
};

class FileOutput : public io::OutputStream {
 public:
  FileOutput(DescriptorPtr file, std::optional<uint64_t> offset)
      : file_(std::move(file)), offset_(offset) {}

  StreamOutcome<void> Flush() override {
    if (closed_) return StreamError::Closed();
    return {};
  }
  std::unique_ptr<io::Pollable> Subscribe() override { return io::MakeReadyPollable(); }

 protected:
  StreamOutcome<uint64_t> Permit() override {
    if (closed_) return StreamError::Closed();
    return io::kMaxPermit;
  }
  StreamOutcome<void> DoWrite(std::span<const uint8_t> bytes) override {
    while (!bytes.empty()) {
      if (closed_) return StreamError::Closed();
      const FsOutcome<size_t> put = offset_ ? file_->Write(bytes, *offset_) : file_->Append(bytes);
      if (!put.ok()) {
        closed_ = true;
        return StreamError::Failed(put.error());
      }
      if (offset_) *offset_ += *put;
      bytes = bytes.subspan(*put);
    }
    return {};
  }

 private:
  DescriptorPtr file_;
  std::optional<uint64_t> offset_;  // none: at the end, wherever that is
  bool closed_ = false;
};

FsOutcome<void> CheckFile(const Descriptor& file, bool allowed) {
  if (file.is_directory()) return ErrorCode::kIsDirectory;
  if (!allowed) return ErrorCode::kBadDescriptor;
  return {};
}

}  // namespace

FsOutcome<std::unique_ptr<io::InputStream>> ReadViaStream(DescriptorPtr file, uint64_t offset) {
  VIRGA_HOST_TRY(CheckFile(*file, file->flags().read));
  return std::unique_ptr<io::InputStream>(new FileInput(std::move(file), offset));
}

FsOutcome<std::unique_ptr<io::OutputStream>> WriteViaStream(DescriptorPtr file, uint64_t offset) {
  VIRGA_HOST_TRY(CheckFile(*file, file->flags().write));
  return std::unique_ptr<io::OutputStream>(new FileOutput(std::move(file), offset));
}

FsOutcome<std::unique_ptr<io::OutputStream>> AppendViaStream(DescriptorPtr file) {
  VIRGA_HOST_TRY(CheckFile(*file, file->flags().write));
  return std::unique_ptr<io::OutputStream>(new FileOutput(std::move(file), std::nullopt));
}

}  // namespace virga::host::filesystem
