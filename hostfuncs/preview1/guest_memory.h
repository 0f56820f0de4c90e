// The calling guest's memory, as the functions of preview 1 see it: every access is checked,
// nothing the guest says about lengths is believed. Little-endian on every host.
//
// The view is of one host call; a span taken from it is valid until guest code runs.

#ifndef HOSTFUNCS_PREVIEW1_GUEST_MEMORY_H_
#define HOSTFUNCS_PREVIEW1_GUEST_MEMORY_H_

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "engine/support/checked.h"

namespace virga::host::preview1 {

class GuestMemory {
 public:
  explicit GuestMemory(std::span<uint8_t> bytes) : bytes_(bytes) {}

  // [at, at + length), or none when any of it lies outside.
  std::optional<std::span<uint8_t>> Slice(uint64_t at, uint64_t length) const {
    if (!InBounds(at, length, bytes_.size())) return std::nullopt;
    return bytes_.subspan(static_cast<size_t>(at), static_cast<size_t>(length));
  }
  // An array of records; also none when its size overflows.
  std::optional<std::span<uint8_t>> Array(uint64_t at, uint64_t count, uint64_t size) const {
    uint64_t length = 0;
    if (!CheckedMul(count, size, &length)) return std::nullopt;
    return Slice(at, length);
  }
  std::optional<std::string_view> Text(uint64_t at, uint64_t length) const {
    const auto slice = Slice(at, length);
    if (!slice) return std::nullopt;
    return std::string_view(reinterpret_cast<const char*>(slice->data()), slice->size());
  }

  // False when it lies outside.
  template <std::unsigned_integral T>
  [[nodiscard]] bool Write(uint64_t at, T value) const {
    const auto slice = Slice(at, sizeof(T));
    if (slice) Store(slice->data(), value);
    return slice.has_value();
  }
  [[nodiscard]] bool WriteBytes(uint64_t at, std::string_view bytes) const {
    const auto slice = Slice(at, bytes.size());
    if (slice && !bytes.empty()) memcpy(slice->data(), bytes.data(), bytes.size());
    return slice.has_value();
  }

  template <std::unsigned_integral T>
  static T Load(const uint8_t* p) {
    uint64_t value = 0;
    for (size_t i = sizeof(T); i-- > 0;) value = value << 8 | p[i];
    return static_cast<T>(value);
  }
  template <std::unsigned_integral T>
  static void Store(uint8_t* p, T value) {
    for (size_t i = 0; i < sizeof(T); i++) p[i] = static_cast<uint8_t>(value >> (8 * i));
  }

 private:
  std::span<uint8_t> bytes_;
};

}  // namespace virga::host::preview1

#endif  // HOSTFUNCS_PREVIEW1_GUEST_MEMORY_H_
