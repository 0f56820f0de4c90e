#include "hostfuncs/random/random_host.h"

namespace virga::host::random {

Result<std::vector<uint8_t>> RandomBytes(Entropy& entropy, uint64_t len, uint64_t max_bytes) {
  if (len > max_bytes) {
    return Error::Trap(
        TrapCode::kHostCopyLimit, "%llu random bytes asked for, %llu allowed (random.max-size)",
        static_cast<unsigned long long>(len), static_cast<unsigned long long>(max_bytes));
  }
  std::vector<uint8_t> bytes(static_cast<size_t>(len));
  Status filled = entropy.Fill(bytes);
  if (!filled.ok()) return std::move(filled).error();
  return bytes;
}

}  // namespace virga::host::random
