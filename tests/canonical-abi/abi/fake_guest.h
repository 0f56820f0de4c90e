// A guest without an engine: memory, a realloc that can be hostile or move the memory, handles.

#ifndef TESTS_CANONICAL_ABI_ABI_FAKE_GUEST_H_
#define TESTS_CANONICAL_ABI_ABI_FAKE_GUEST_H_

#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/resources/handle_scope.h"

namespace virga::cabi {

class FakeGuest {
 public:
  using ReallocFunction = std::function<Result<uint64_t>(uint64_t, uint64_t, uint64_t, uint64_t)>;

  explicit FakeGuest(uint64_t size = 65536, StringEncoding encoding = StringEncoding::kUtf8)
      : handles(100), scope(&handles, this), size_(size), encoding_(encoding) {
    block_ = std::make_unique<uint8_t[]>(size);
    base_ = block_.get();
    realloc = [this](uint64_t old_address, uint64_t old_bytes, uint64_t align, uint64_t bytes) {
      return Bump(old_address, old_bytes, align, bytes);
    };
  }
  FakeGuest(const FakeGuest&) = delete;
  FakeGuest& operator=(const FakeGuest&) = delete;

  AbiOptions Options() {
    AbiOptions options;
    options.memory = GuestMemory(&base_, &size_, width);
    options.realloc = {
        this,
        [](void* self, uint64_t old_address, uint64_t old_bytes, uint64_t align, uint64_t bytes) {
          ++static_cast<FakeGuest*>(self)->realloc_calls;
          return static_cast<FakeGuest*>(self)->realloc(old_address, old_bytes, align, bytes);
        }};
    options.encoding = encoding_;
    options.handles = &scope;
    options.resources = resources;
    options.copy_bytes_max = copy_bytes_max;
    return options;
  }

  // Moves the memory and poisons where it was: a kept pointer reads rubbish (and ASan complains).
  void MoveMemory(uint64_t grow_by = 0) {
    auto moved = std::make_unique<uint8_t[]>(size_ + grow_by);
    std::memcpy(moved.get(), base_, size_);
    std::memset(base_, 0xdd, size_);
    block_ = std::move(moved);
    base_ = block_.get();
    size_ += grow_by;
  }
  uint64_t Bump(uint64_t old_address, uint64_t old_bytes, uint64_t align, uint64_t bytes) {
    const uint64_t address = AlignUp(next, align);
    next = address + bytes;
    if (InBounds(address, old_bytes, size_) && InBounds(old_address, old_bytes, size_))
      std::memmove(base_ + address, base_ + old_address, old_bytes);
    return address;
  }

  // Puts bytes at an address.
  void Poke(uint64_t address, std::string_view bytes) {
    std::memcpy(base_ + address, bytes.data(), bytes.size());
  }
  template <typename T>
  void PokeInt(uint64_t address, T value) {
    StoreLe(base_ + address, value);
  }
  template <typename T>
  T Peek(uint64_t address) const {
    return LoadLe<T>(base_ + address);
  }
  std::string_view Text(uint64_t address, uint64_t bytes) const {
    return {reinterpret_cast<const char*>(base_ + address), static_cast<size_t>(bytes)};
  }

  PtrWidth width = PtrWidth::k32;
  uint64_t copy_bytes_max = UINT64_MAX;
  uint64_t next = 1024;  // of the bump allocator
  int realloc_calls = 0;
  ReallocFunction realloc;
  HandleTable handles;
  HandleScope scope;
  std::span<const ResourceType* const> resources;

 private:
  std::unique_ptr<uint8_t[]> block_;
  uint8_t* base_;
  uint64_t size_;
  StringEncoding encoding_;
};

}  // namespace virga::cabi

#endif  // TESTS_CANONICAL_ABI_ABI_FAKE_GUEST_H_
