// wasi:random 0.2: random, insecure and insecure-seed over one component's sources.

#ifndef HOSTFUNCS_RANDOM_RANDOM_HOST_H_
#define HOSTFUNCS_RANDOM_RANDOM_HOST_H_

#include <cstdint>
#include <tuple>
#include <vector>

#include "hostfuncs/bindings/random_insecure.h"
#include "hostfuncs/bindings/random_insecure_seed.h"
#include "hostfuncs/bindings/random_random.h"
#include "hostfuncs/random/entropy.h"

namespace virga::host::random {

// `len` bytes, or a trap beyond `max_bytes`: the guest's number decides nothing unchecked.
Result<std::vector<uint8_t>> RandomBytes(Entropy& entropy, uint64_t len, uint64_t max_bytes);

class RandomHost : public wasi::random::random::Host {
 public:
  RandomHost(RandomSources* sources, uint64_t max_bytes)
      : sources_(*sources), max_bytes_(max_bytes) {}
  cabi::Reply<std::vector<uint8_t>> GetRandomBytes(uint64_t len) override {
    return RandomBytes(*sources_.secure, len, max_bytes_);
  }
  cabi::Reply<uint64_t> GetRandomU64() override { return sources_.secure->NextU64(); }

 private:
  RandomSources& sources_;
  uint64_t max_bytes_;
};

class InsecureHost : public wasi::random::insecure::Host {
 public:
  InsecureHost(RandomSources* sources, uint64_t max_bytes)
      : sources_(*sources), max_bytes_(max_bytes) {}
  cabi::Reply<std::vector<uint8_t>> GetInsecureRandomBytes(uint64_t len) override {
    return RandomBytes(*sources_.insecure, len, max_bytes_);
  }
  cabi::Reply<uint64_t> GetInsecureRandomU64() override { return sources_.insecure->NextU64(); }

 private:
  RandomSources& sources_;
  uint64_t max_bytes_;
};

class InsecureSeedHost : public wasi::random::insecure_seed::Host {
 public:
  explicit InsecureSeedHost(const RandomSources* sources) : sources_(*sources) {}
  cabi::Reply<std::tuple<uint64_t, uint64_t>> InsecureSeed() override {
    return std::make_tuple(sources_.insecure_seed[0], sources_.insecure_seed[1]);
  }

 private:
  const RandomSources& sources_;
};

}  // namespace virga::host::random

#endif  // HOSTFUNCS_RANDOM_RANDOM_HOST_H_
