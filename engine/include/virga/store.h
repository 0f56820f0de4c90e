// A Store: what instances live in. spec: exec/runtime (stores).
//
// DESCRIPTION: owns every instance, memory, table, global and function made in it; they live until
// the store is destroyed, which runs no guest code. Bounded by the Limits it was made with. Create
// a store for each task that is to be thrown away as a whole. Thread-safety: one thread at a time,
// also for the handles of its things; only InterruptHandle may be used from any thread.

#ifndef VIRGA_STORE_H_
#define VIRGA_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "virga/engine.h"
#include "virga/error.h"
#include "virga/export.h"
#include "virga/limits.h"

namespace virga {

class Val;

namespace wasm {
class InterruptFlag;
class Store;
}  // namespace wasm

// Stops the guest that runs in a store, from any thread or a signal handler: its call traps with
// "interrupted" at the next loop iteration or call. Sticky: later calls trap too, until Clear. May
// outlive the store. Copies share the flag.
class VIRGA_API InterruptHandle {
 public:
  InterruptHandle() = default;  // of no store: does nothing
  InterruptHandle(const InterruptHandle& other);
  InterruptHandle(InterruptHandle&& other) noexcept : flag_(other.flag_) { other.flag_ = nullptr; }
  InterruptHandle& operator=(InterruptHandle other) noexcept {
    std::swap(flag_, other.flag_);
    return *this;
  }
  ~InterruptHandle();

  void Interrupt() const;
  void Clear() const;
  bool is_interrupted() const;

 private:
  friend class Store;
  explicit InterruptHandle(wasm::InterruptFlag* flag) : flag_(flag) {}
  wasm::InterruptFlag* flag_ = nullptr;
};

class VIRGA_API Store {
 public:
  // With the limits of the engine's configuration, or with limits of its own. Errors: kOutOfMemory.
  static Result<std::unique_ptr<Store>> Create(const Engine& engine);
  static Result<std::unique_ptr<Store>> Create(const Engine& engine, const Limits& limits);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const Engine& engine() const { return engine_; }

  // Fuel left, in executed instructions; only modules loaded with Config.fuel use any. A new store
  // has none to spare: UINT64_MAX stands for "enough for ever".
  uint64_t fuel() const;
  void SetFuel(uint64_t fuel);

  InterruptHandle interrupt_handle() const;

  // Bytes that the store's guests have made it allocate, now and at most.
  uint64_t memory_used() const;
  uint64_t memory_peak() const;

  // The embedder's own pointer, for host functions; never looked at.
  void* data() const { return data_; }
  void SetData(void* data) { data_ = data; }

 private:
  friend struct internal::Access;
  Store(const Engine& engine, std::unique_ptr<wasm::Store> raw);

  Engine engine_;
  std::unique_ptr<wasm::Store> raw_;
  void* data_ = nullptr;
  bool is_suspended_ = false;  // a Call waits to be resumed
  const Val* resume_values_ = nullptr;
  size_t resume_count_ = 0;
};

}  // namespace virga

#endif  // VIRGA_STORE_H_
