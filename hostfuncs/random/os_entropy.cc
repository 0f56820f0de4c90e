#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/support/try.h"
#include "hostfuncs/random/entropy.h"

namespace virga::host::random {
namespace {

class OsEntropy : public Entropy {
 public:
  Status Fill(std::span<uint8_t> bytes) override {
    while (!bytes.empty()) {
      const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        return Error::Make(ErrorKind::kIo, "random bytes from the operating system: %s",
                           strerror(errno));
      }
      bytes = bytes.subspan(static_cast<size_t>(got));
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Entropy> MakeOsEntropy() { return std::make_unique<OsEntropy>(); }

Result<RandomSources> MakeOsRandomSources() {
  RandomSources sources;
  sources.secure = MakeOsEntropy();
  VIRGA_ASSIGN(const uint64_t seed, sources.secure->NextU64());
  sources.insecure = MakeSeededEntropy(seed);
  VIRGA_ASSIGN(sources.insecure_seed[0], sources.secure->NextU64());
  VIRGA_ASSIGN(sources.insecure_seed[1], sources.secure->NextU64());
  return sources;
}

}  // namespace virga::host::random
