// Random bytes: the backend of wasi:random 0.2 and of preview 1's random_get.

#ifndef HOSTFUNCS_RANDOM_ENTROPY_H_
#define HOSTFUNCS_RANDOM_ENTROPY_H_

#include <cstdint>
#include <memory>
#include <span>

#include "virga/error.h"

namespace virga::host::random {

class Entropy {
 public:
  virtual ~Entropy() = default;
  // Fills all of `bytes`, or fails and leaves them unspecified.
  virtual Status Fill(std::span<uint8_t> bytes) = 0;
  Result<uint64_t> NextU64();
};

// The operating system's generator, fit for keys. Thread-safe.
std::unique_ptr<Entropy> MakeOsEntropy();
// The same bytes for the same seed on every platform, for reproducible runs. Nothing about it is
// secret: whoever sees a few outputs can compute the rest. Not thread-safe.
std::unique_ptr<Entropy> MakeSeededEntropy(uint64_t seed);

// What one instance of a guest sees: wasi:random/{random,insecure,insecure-seed}.
struct RandomSources {
  std::unique_ptr<Entropy> secure;
  std::unique_ptr<Entropy> insecure;
  uint64_t insecure_seed[2] = {0, 0};
};
// The secure source is the OS; the insecure one is a fast generator seeded from it.
Result<RandomSources> MakeOsRandomSources();
// All three follow from the seed and are independent of each other's use.
RandomSources MakeSeededRandomSources(uint64_t seed);

// The most wasi:random may be asked for at once; the binding traps beyond it (setting:
// random.max-size).
inline constexpr uint64_t kDefaultMaxRandomBytes = 64u << 20;

}  // namespace virga::host::random

#endif  // HOSTFUNCS_RANDOM_ENTROPY_H_
