#include <array>
#include <bit>

#include "hostfuncs/random/entropy.h"

namespace virga::host::random {
namespace {

// Turns any seed, zero included, into well-mixed words: a counter through a 64-bit finalizer.
uint64_t Expand(uint64_t* counter) {
  *counter += 0x9e3779b97f4a7c15u;
  uint64_t z = *counter;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// xoshiro256**: four words of state, period 2^256 - 1.
class SeededEntropy : public Entropy {
 public:
  explicit SeededEntropy(uint64_t seed) {
    for (uint64_t& word : state_) word = Expand(&seed);
  }

  // Words go out in little-endian order; the rest of a word that was not needed is dropped, so that
  // the bytes depend on the sequence of requests alone.
  Status Fill(std::span<uint8_t> bytes) override {
    while (!bytes.empty()) {
      uint64_t word = Next();
      const size_t count = bytes.size() < 8 ? bytes.size() : 8;
      for (size_t i = 0; i < count; i++, word >>= 8) bytes[i] = static_cast<uint8_t>(word);
      bytes = bytes.subspan(count);
    }
    return {};
  }

 private:
  uint64_t Next() {
    const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  std::array<uint64_t, 4> state_;
};

}  // namespace

Result<uint64_t> Entropy::NextU64() {
  std::array<uint8_t, 8> bytes{};
  if (Status status = Fill(bytes); !status.ok()) return std::move(status).error();
  uint64_t word = 0;
  for (int i = 7; i >= 0; i--) word = word << 8 | bytes[static_cast<size_t>(i)];
  return word;
}

std::unique_ptr<Entropy> MakeSeededEntropy(uint64_t seed) {
  return std::make_unique<SeededEntropy>(seed);
}

RandomSources MakeSeededRandomSources(uint64_t seed) {
  uint64_t counter = seed;
  RandomSources sources;
  sources.secure = MakeSeededEntropy(Expand(&counter));
  sources.insecure = MakeSeededEntropy(Expand(&counter));
  sources.insecure_seed[0] = Expand(&counter);
  sources.insecure_seed[1] = Expand(&counter);
  return sources;
}

}  // namespace virga::host::random
