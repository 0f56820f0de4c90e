// The run loop: Fiber::Run and Resume, which cross from C++ into the handlers.

#include "engine/interp/frames.h"
#include "engine/interp/handler.h"
#include "engine/runtime/store.h"

namespace virga::wasm {

namespace {

void RunHandlers(Fiber* fiber, const Fiber::Next& next) {
  uint8_t* memory;
  uint64_t memory_bytes;
  LoadMemory(fiber, &memory, &memory_bytes);
  const Slot result = next.results != nullptr ? *next.results : 0;
#if VIRGA_DISPATCH_TAIL
  next.pc->handler(next.pc, next.frame, memory, memory_bytes, fiber, result, F64Of(result),
                   F32Of(result));
#else
  Registers r = {next.pc, next.frame, memory,        memory_bytes,
                 fiber,   result,     F64Of(result), F32Of(result)};
  while (r.pc != nullptr) {
    r = r.pc->handler(r.pc, r.frame, r.memory, r.memory_bytes, r.fiber, r.acc, r.acc_f64,
                      r.acc_f32);
  }
#endif
}

}  // namespace

RunState Fiber::Run() { return Execute(&Fiber::Begin); }

RunState Fiber::Resume() { return Execute(&Fiber::Continue); }

RunState Fiber::Execute(Next (Fiber::*start)()) {
  if (store->host_depth > store->limits().host_depth) {
    store->Fail(TrapCode::kHostRecursion);
    Abandon();
    return RunState::kTrapped;
  }
  ++store->host_depth;
  const Next next = (this->*start)();
  if (next.pc != nullptr) RunHandlers(this, next);
  --store->host_depth;
  return outcome_;
}

}  // namespace virga::wasm
