// A guest without Wasm: a memory with some text in it, over backends in memory.

#ifndef TESTS_HOSTFUNCS_PREVIEW1_GUEST_H_
#define TESTS_HOSTFUNCS_PREVIEW1_GUEST_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "hostfuncs/filesystem/memory_filesystem.h"
#include "hostfuncs/io/memory_streams.h"
#include "hostfuncs/preview1/preview1.h"

namespace virga::host::preview1 {

inline void PrintTo(Errno error, std::ostream* out) { *out << "errno " << static_cast<int>(error); }

class GuestTest : public testing::Test {
 protected:
  static constexpr uint32_t kOut = 1024;     // where results go
  static constexpr uint32_t kOut2 = 1032;    // and second ones
  static constexpr uint32_t kIovs = 2048;    // arrays of buffers
  static constexpr uint32_t kBuffer = 4096;  // what is read into
  static constexpr uint32_t kTexts = 32768;  // paths and data of the guest
  static constexpr uint32_t kRoot = 3;       // the writable preopen
  static constexpr uint32_t kReadOnly = 4;   // the same directory, read-only
  static constexpr uint64_t kAllRights = kRightsAll;

  void SetUp() override { Start(MakeOptions()); }

  Preview1Options MakeOptions() {
    root_ = filesystem::MakeMemoryFilesystem({});
    Preview1Options options;
    options.environment.arguments = {"prog", "one", ""};
    options.environment.variables = {{"HOME", "/"}, {"EMPTY", ""}};
    options.environment.standard_input = {io::MakeBytesInput("typed text"), false};
    options.environment.standard_output = {io::MakeBytesOutput(&printed_, 1 << 20), true};
    options.environment.standard_error = {io::MakeBytesOutput(&errors_, 1 << 20), false};
    options.preopens = {{"/", root_}, {"/ro", filesystem::MakeReadOnlyView(*root_)}};
    options.loop = loop_.get();
    options.monotonic = monotonic_.get();
    options.wall = wall_.get();
    options.cpu = cpu_.get();
    options.entropy = entropy_.get();
    return options;
  }
  void Start(Preview1Options options) { p1_.emplace(std::move(options)); }

  // The memory as the methods want it.
  GuestMemory mem() { return GuestMemory(bytes_); }
  uint32_t U32(uint32_t at = kOut) { return GuestMemory::Load<uint32_t>(&bytes_[at]); }
  uint64_t U64(uint32_t at = kOut) { return GuestMemory::Load<uint64_t>(&bytes_[at]); }
  uint16_t U16(uint32_t at) { return GuestMemory::Load<uint16_t>(&bytes_[at]); }
  std::string Text(uint32_t at, uint32_t length) {
    return std::string(bytes_.begin() + at, bytes_.begin() + at + length);
  }
  // Puts text into the memory and returns where; each call reuses the place of the one before last.
  uint32_t Put(std::string_view text) {
    next_text_ = next_text_ == kTexts ? kTexts + 8192 : kTexts;
    EXPECT_TRUE(mem().WriteBytes(next_text_, text));
    return next_text_;
  }
  static uint32_t Size(std::string_view text) { return static_cast<uint32_t>(text.size()); }

  void PutIovec(uint32_t index, uint32_t at, uint32_t length) {
    ASSERT_TRUE(mem().Write(kIovs + index * 8, at));
    ASSERT_TRUE(mem().Write(kIovs + index * 8 + 4, length));
  }
  Errno Write(uint32_t fd, std::string_view text) {
    PutIovec(0, Put(text), Size(text));
    return p1_->FdWrite(mem(), fd, kIovs, 1, kOut).value();
  }
  // What one fd_read of up to `size` bytes gives, or "errno N".
  std::string Read(uint32_t fd, uint32_t size = 100) {
    PutIovec(0, kBuffer, size);
    const Errno error = p1_->FdRead(mem(), fd, kIovs, 1, kOut).value();
    return error == Errno::kSuccess ? Text(kBuffer, U32())
                                    : "errno " + std::to_string(static_cast<int>(error));
  }
  Errno Open(std::string_view path, uint32_t open_flags = 0, uint64_t rights = kAllRights,
             uint32_t fd_flags = 0, uint32_t directory = kRoot) {
    return p1_->PathOpen(mem(), directory, kLookupFollow, Put(path), Size(path), open_flags, rights,
                         kAllRights, fd_flags, kOut);
  }
  uint32_t MustOpen(std::string_view path, uint32_t open_flags = 0, uint64_t rights = kAllRights,
                    uint32_t fd_flags = 0) {
    EXPECT_EQ(Open(path, open_flags, rights, fd_flags), Errno::kSuccess) << path;
    return U32();
  }
  Errno MakeDirectory(std::string_view path, uint32_t fd = kRoot) {
    return p1_->PathCreateDirectory(mem(), fd, Put(path), Size(path));
  }

  std::vector<uint8_t> bytes_ = std::vector<uint8_t>(65536);
  std::string printed_, errors_;
  std::unique_ptr<io::EventLoop> loop_ = io::MakeEventLoop();
  clocks::VirtualTime time_{{1'000'000, 0}, 0};
  std::unique_ptr<clocks::MonotonicClock> monotonic_ = time_.Monotonic();
  std::unique_ptr<clocks::WallClock> wall_ = time_.Wall();
  std::unique_ptr<clocks::CpuClock> cpu_ = time_.Cpu();
  std::unique_ptr<random::Entropy> entropy_ = random::MakeSeededEntropy(1);
  filesystem::DescriptorPtr root_;
  std::optional<Preview1> p1_;

 private:
  uint32_t next_text_ = kTexts;
};

}  // namespace virga::host::preview1

#endif  // TESTS_HOSTFUNCS_PREVIEW1_GUEST_H_
