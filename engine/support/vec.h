// Vec<T>: a growable array over an Allocator whose growth can fail and says so.
//
// Used where input or a guest sizes the array. No exceptions: every growing call returns false when
// memory is refused, and leaves the contents as they were. Move-only. Elements may be of any
// movable type; trivially copyable ones are moved by realloc. Indexing is checked in debug builds.

#ifndef ENGINE_SUPPORT_VEC_H_
#define ENGINE_SUPPORT_VEC_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "engine/support/allocator.h"
#include "engine/support/check.h"

namespace virga {

template <typename T>
class Vec {
 public:
  Vec() : Vec(&Allocator::System()) {}
  explicit Vec(Allocator* allocator) : allocator_(allocator) {}
  Vec(Vec&& other) noexcept
      : allocator_(other.allocator_),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Vec& operator=(Vec&& other) noexcept {
    if (this != &other) {
      Release();
      allocator_ = other.allocator_;
      data_ = std::exchange(other.data_, nullptr);
      size_ = std::exchange(other.size_, 0);
      capacity_ = std::exchange(other.capacity_, 0);
    }
    return *this;
  }
  ~Vec() { Release(); }

  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& operator[](size_t i) { return VIRGA_DCHECK(i < size_), data_[i]; }
  const T& operator[](size_t i) const { return VIRGA_DCHECK(i < size_), data_[i]; }
  T& back() { return VIRGA_DCHECK(size_ > 0), data_[size_ - 1]; }
  const T& back() const { return VIRGA_DCHECK(size_ > 0), data_[size_ - 1]; }
  operator std::span<const T>() const { return {data_, size_}; }  // NOLINT: implicit by design
  std::span<const T> span() const { return {data_, size_}; }
  std::span<T> mutable_span() { return {data_, size_}; }

  // Makes room for exactly `capacity` elements in all, if it is less.
  [[nodiscard]] bool Reserve(size_t capacity) {
    return capacity <= capacity_ || SetCapacity(capacity);
  }

  [[nodiscard]] bool Push(T value) {
    if (size_ == capacity_ && !Grow(size_ + 1)) [[unlikely]]
      return false;
    new (data_ + size_) T(std::move(value));
    ++size_;
    return true;
  }

  // Appends copies of `values`. REQUIRES: `values` is not part of this Vec.
  [[nodiscard]] bool Append(std::span<const T> values) {
    if (values.size() > capacity_ - size_ && !Grow(size_ + values.size())) return false;
    for (const T& value : values) new (data_ + size_++) T(value);
    return true;
  }

  // Grows with value-initialised elements or shrinks.
  [[nodiscard]] bool Resize(size_t size) {
    if (size > capacity_ && !Grow(size)) return false;
    while (size_ > size) data_[--size_].~T();
    while (size_ < size) new (data_ + size_++) T();
    return true;
  }

  void Pop() {
    VIRGA_DCHECK(size_ > 0);
    data_[--size_].~T();
  }
  void Truncate(size_t size) {
    VIRGA_DCHECK(size <= size_);
    while (size_ > size) data_[--size_].~T();
  }
  void Clear() { Truncate(0); }

  Allocator* allocator() const { return allocator_; }

 private:
  bool Grow(size_t at_least) {
    size_t capacity = capacity_ < 8 ? 8 : capacity_ * 2;
    if (capacity < at_least) capacity = at_least;
    return SetCapacity(capacity);
  }

  bool SetCapacity(size_t capacity) {
    if (capacity > SIZE_MAX / sizeof(T)) return false;
    if constexpr (std::is_trivially_copyable_v<T>) {
      void* data = data_ == nullptr
                       ? allocator_->Allocate(capacity * sizeof(T))
                       : allocator_->Reallocate(data_, capacity_ * sizeof(T), capacity * sizeof(T));
      if (data == nullptr) return false;
      data_ = static_cast<T*>(data);
    } else {
      T* data = static_cast<T*>(allocator_->Allocate(capacity * sizeof(T)));
      if (data == nullptr) return false;
      for (size_t i = 0; i < size_; ++i) {
        new (data + i) T(std::move(data_[i]));
        data_[i].~T();
      }
      allocator_->Free(data_, capacity_ * sizeof(T));
      data_ = data;
    }
    capacity_ = capacity;
    return true;
  }

  void Release() {
    Clear();
    allocator_->Free(data_, capacity_ * sizeof(T));
    data_ = nullptr;
    capacity_ = 0;
  }

  Allocator* allocator_;
  T* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace virga

#endif  // ENGINE_SUPPORT_VEC_H_
