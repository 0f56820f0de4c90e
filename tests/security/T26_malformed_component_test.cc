// T26: malformed components end in an error with a place, never in a crash, and in no more memory
// than their size allows.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/canonical-abi/bytes.h"
#include "tests/canonical-abi/validate/check_util.h"

namespace virga::cabi {
namespace {

// An item takes at most this much memory for each byte that it takes in the file.
constexpr uint64_t kBytesPerInputByte = 512;
constexpr uint64_t kBudget = 512 * 1024;

// Runs everything that loading runs; answers whether the component was accepted.
bool TryLoad(std::span<const uint8_t> bytes) {
  Allocator allocator;
  bool accepted = false;
  {
    const testing::Checked checked = testing::Check(bytes, Limits(), &allocator);
    accepted = checked.component != nullptr;
    if (!accepted) EXPECT_FALSE(checked.message.empty());
  }
  EXPECT_LE(allocator.peak(), kBudget + kBytesPerInputByte * bytes.size());
  EXPECT_EQ(allocator.used(), 0u);
  return accepted;
}

TEST(T26, EveryByteFlipOfASmallComponent) {
  const testing::Bytes sample = testing::SampleComponent();
  std::vector<uint8_t> bytes(sample.span().begin(), sample.span().end());
  ASSERT_TRUE(TryLoad(bytes));
  size_t refused = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const uint8_t kept = bytes[i];
    for (const int change : {0x01, 0x02, 0x40, 0x80, 0xff}) {
      bytes[i] = kept ^ static_cast<uint8_t>(change);
      refused += TryLoad(bytes) ? 0 : 1;
    }
    for (const int value : {0x00, 0x7f, 0x42, 0x41}) {
      bytes[i] = static_cast<uint8_t>(value);
      TryLoad(bytes);
    }
    bytes[i] = kept;
  }
  EXPECT_GT(refused, bytes.size() * 2);
}

TEST(T26, EveryTruncationOfASmallComponent) {
  const testing::Bytes sample = testing::SampleComponent();
  for (size_t size = 0; size < sample.size(); ++size) {
    // A block of its own size, so that a sanitizer sees every read past the end.
    const std::vector<uint8_t> cut(sample.span().begin(), sample.span().begin() + size);
    TryLoad(cut);
  }
}

TEST(T26, TruncationsAndFlipsOfRealComponents) {
  const char* folder = std::getenv("VIRGA_GUESTS");
  if (folder == nullptr || !std::filesystem::is_directory(folder))
    GTEST_SKIP() << "VIRGA_GUESTS names no folder with components";
  uint64_t random = 1;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().string().find(".component.wasm") == std::string::npos) continue;
    if (entry.file_size() > 1 << 20) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::vector<uint8_t> bytes((std::istreambuf_iterator<char>(file)),
                               std::istreambuf_iterator<char>());
    ASSERT_TRUE(TryLoad(bytes)) << entry.path();
    for (int i = 0; i < 200; ++i) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      const size_t at = (random >> 33) % bytes.size();
      bytes[at] ^= static_cast<uint8_t>(random >> 20 | 1);
      TryLoad(bytes);
      bytes[at] ^= static_cast<uint8_t>(random >> 20 | 1);
    }
    for (size_t size = 0; size < bytes.size(); size += bytes.size() / 100 + 1)
      TryLoad(std::span<const uint8_t>(bytes).first(size));
  }
}

}  // namespace
}  // namespace virga::cabi
