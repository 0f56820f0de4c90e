#include "engine/runtime/interrupt.h"

#include <new>

namespace virga::wasm {

InterruptFlag* InterruptFlag::New() { return new (std::nothrow) InterruptFlag(); }

void InterruptFlag::Release() {
  if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

}  // namespace virga::wasm
