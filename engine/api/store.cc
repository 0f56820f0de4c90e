#include "virga/store.h"

#include <utility>

#include "engine/api/access.h"
#include "engine/support/try.h"

namespace virga {

InterruptHandle::InterruptHandle(const InterruptHandle& other) : flag_(other.flag_) {
  if (flag_ != nullptr) flag_->AddRef();
}

InterruptHandle::~InterruptHandle() {
  if (flag_ != nullptr) flag_->Release();
}

void InterruptHandle::Interrupt() const {
  if (flag_ != nullptr) flag_->Set();
}

void InterruptHandle::Clear() const {
  if (flag_ != nullptr) flag_->Clear();
}

bool InterruptHandle::is_interrupted() const { return flag_ != nullptr && flag_->is_set(); }

Store::Store(const Engine& engine, std::unique_ptr<wasm::Store> raw)
    : engine_(engine), raw_(std::move(raw)) {
  raw_->user_data = this;
}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::Create(const Engine& engine) {
  return Create(engine, engine.config().limits);
}

Result<std::unique_ptr<Store>> Store::Create(const Engine& engine, const Limits& limits) {
  internal::EngineState& state = internal::Access::State(engine);
  VIRGA_ASSIGN(std::unique_ptr<wasm::Store> raw, wasm::Store::Create(&state.registry, limits));
  std::unique_ptr<Store> store = internal::Access::MakeStore(engine, std::move(raw));
  if (store == nullptr) return Error::OutOfMemory();
  return store;
}

uint64_t Store::fuel() const { return raw_->fuel; }
void Store::SetFuel(uint64_t fuel) { raw_->fuel = fuel; }

InterruptHandle Store::interrupt_handle() const {
  raw_->interrupt()->AddRef();
  return InterruptHandle(raw_->interrupt());
}

uint64_t Store::memory_used() const { return raw_->allocator().used(); }
uint64_t Store::memory_peak() const { return raw_->allocator().peak(); }

}  // namespace virga
