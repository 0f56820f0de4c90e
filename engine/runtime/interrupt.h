// The flag by which another thread stops a running guest. design: interpreter.md 10.
//
// Sticky: once set, every guest call of the store traps with "interrupted" at its next loop
// iteration or call, until the flag is cleared. Reference-counted, because a timer or a signal
// handler may hold it longer than the store lives. Set is safe in a signal handler.

#ifndef ENGINE_RUNTIME_INTERRUPT_H_
#define ENGINE_RUNTIME_INTERRUPT_H_

#include <atomic>
#include <cstdint>

namespace virga::wasm {

class InterruptFlag {
 public:
  // nullptr when there is no memory.
  static InterruptFlag* New();

  void Set() { set_.store(1, std::memory_order_relaxed); }
  void Clear() { set_.store(0, std::memory_order_relaxed); }
  bool is_set() const { return set_.load(std::memory_order_relaxed) != 0; }

  void AddRef() { refs_.fetch_add(1, std::memory_order_relaxed); }
  void Release();

 private:
  InterruptFlag() = default;
  ~InterruptFlag() = default;

  std::atomic<uint32_t> set_{0};
  std::atomic<uint32_t> refs_{1};
};

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_INTERRUPT_H_
