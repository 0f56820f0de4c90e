// All memory that a guest or an input can size goes through an Allocator.
//
// DESCRIPTION: counts bytes (now and at most), holds a cap, and can be told to fail the n-th
// allocation, so that tests sweep every failure. A cap or an injected failure answers nullptr, as
// the system's own failure does. IMPLEMENTATION: malloc/free behind relaxed atomic counters. The
// size is passed back on Free, so no header is kept. Thread-safety: safe for concurrent use.

#ifndef ENGINE_SUPPORT_ALLOCATOR_H_
#define ENGINE_SUPPORT_ALLOCATOR_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace virga {

class Allocator {
 public:
  Allocator() = default;
  explicit Allocator(uint64_t cap_bytes) : cap_(cap_bytes) {}
  Allocator(const Allocator&) = delete;
  Allocator& operator=(const Allocator&) = delete;

  // The process-wide allocator without a cap.
  static Allocator& System();

  // Uninitialised memory aligned for any object, or nullptr. REQUIRES: bytes > 0.
  void* Allocate(size_t bytes);
  // Like realloc: keeps the first min(old, new) bytes; on nullptr the old block is untouched.
  void* Reallocate(void* block, size_t old_bytes, size_t new_bytes);
  void Free(void* block, size_t bytes);

  // Accounts for memory taken elsewhere (pages of linear memory). False when over the cap: nothing
  // is charged then.
  bool Charge(uint64_t bytes);
  void Refund(uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  uint64_t used() const { return used_.load(std::memory_order_relaxed); }
  uint64_t peak() const { return peak_.load(std::memory_order_relaxed); }
  uint64_t cap() const { return cap_; }
  void ResetPeak() { peak_.store(used(), std::memory_order_relaxed); }

  // Fails the n-th call of Allocate, Reallocate or Charge from now (1 is the next one) and, if
  // `onwards`, all later ones. 0 switches injection off.
  void FailAfter(uint64_t n, bool onwards = false);
  // Calls that could have failed since FailAfter or construction.
  uint64_t attempts() const { return attempts_.load(std::memory_order_relaxed); }

 private:
  bool Admit(uint64_t bytes);

  std::atomic<uint64_t> used_{0};
  std::atomic<uint64_t> peak_{0};
  std::atomic<uint64_t> attempts_{0};
  uint64_t cap_ = UINT64_MAX;
  uint64_t fail_at_ = 0;
  bool fail_onwards_ = false;
};

}  // namespace virga

#endif  // ENGINE_SUPPORT_ALLOCATOR_H_
