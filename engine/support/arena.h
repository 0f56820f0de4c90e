// Arena: bump allocation in chunks over an Allocator; everything is freed at once.
//
// For the many small, equally long-lived arrays of a decoded module. Objects placed here are never
// destroyed, so they must be trivially destructible.

#ifndef ENGINE_SUPPORT_ARENA_H_
#define ENGINE_SUPPORT_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "engine/support/allocator.h"

namespace virga {

class Arena {
 public:
  explicit Arena(Allocator* allocator = &Allocator::System()) : allocator_(allocator) {}
  Arena(Arena&& other) noexcept
      : allocator_(other.allocator_),
        chunk_(std::exchange(other.chunk_, nullptr)),
        next_(std::exchange(other.next_, nullptr)),
        end_(std::exchange(other.end_, nullptr)) {}
  Arena& operator=(Arena&& other) noexcept {
    std::swap(allocator_, other.allocator_);
    std::swap(chunk_, other.chunk_);
    std::swap(next_, other.next_);
    std::swap(end_, other.end_);
    return *this;
  }
  ~Arena();

  // Uninitialised memory aligned to 16, or nullptr.
  void* Allocate(size_t bytes);

  // `count` value-initialised objects; an empty span with non-null data for count 0, null data on
  // failure.
  template <typename T>
  std::span<T> NewArray(size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);
    if (count > SIZE_MAX / sizeof(T)) return {};
    T* array = static_cast<T*>(Allocate(count == 0 ? 1 : count * sizeof(T)));
    if (array == nullptr) return {};
    for (size_t i = 0; i < count; ++i) new (array + i) T();
    return {array, count};
  }

  template <typename T>
  std::span<T> CopyArray(std::span<const T> source) {
    std::span<T> copy = NewArray<T>(source.size());
    if (copy.data() != nullptr && !source.empty())
      std::memcpy(copy.data(), source.data(), source.size_bytes());
    return copy;
  }

  Allocator* allocator() const { return allocator_; }

 private:
  struct Chunk;
  Allocator* allocator_;
  Chunk* chunk_ = nullptr;
  uint8_t* next_ = nullptr;
  uint8_t* end_ = nullptr;
};

}  // namespace virga

#endif  // ENGINE_SUPPORT_ARENA_H_
