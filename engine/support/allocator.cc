#include "engine/support/allocator.h"

#include <cstdlib>

namespace virga {

Allocator& Allocator::System() {
  static Allocator allocator;
  return allocator;
}

void Allocator::FailAfter(uint64_t n, bool onwards) {
  attempts_.store(0, std::memory_order_relaxed);
  fail_at_ = n;
  fail_onwards_ = onwards;
}

bool Allocator::Admit(uint64_t bytes) {
  const uint64_t attempt = attempts_.fetch_add(1, std::memory_order_relaxed) + 1;
  if (fail_at_ != 0 && (attempt == fail_at_ || (fail_onwards_ && attempt > fail_at_))) return false;
  const uint64_t before = used_.fetch_add(bytes, std::memory_order_relaxed);
  if (bytes > cap_ || before > cap_ - bytes) {
    used_.fetch_sub(bytes, std::memory_order_relaxed);
    return false;
  }
  const uint64_t now = before + bytes;
  uint64_t peak = peak_.load(std::memory_order_relaxed);
  while (now > peak && !peak_.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
  return true;
}

bool Allocator::Charge(uint64_t bytes) { return Admit(bytes); }

void* Allocator::Allocate(size_t bytes) {
  if (!Admit(bytes)) return nullptr;
  void* block = std::malloc(bytes);
  if (block == nullptr) Refund(bytes);
  return block;
}

void* Allocator::Reallocate(void* block, size_t old_bytes, size_t new_bytes) {
  const size_t more = new_bytes > old_bytes ? new_bytes - old_bytes : 0;
  if (!Admit(more)) return nullptr;
  void* grown = std::realloc(block, new_bytes);
  if (grown == nullptr) {
    Refund(more);
    return nullptr;
  }
  if (new_bytes < old_bytes) Refund(old_bytes - new_bytes);
  return grown;
}

void Allocator::Free(void* block, size_t bytes) {
  if (block == nullptr) return;
  std::free(block);
  Refund(bytes);
}

}  // namespace virga
