// Entering and leaving frames, for the handlers of calls and returns.

#ifndef ENGINE_INTERP_FRAMES_H_
#define ENGINE_INTERP_FRAMES_H_

#include "engine/interp/handler.h"
#include "engine/runtime/instance.h"
#include "engine/runtime/memory.h"

namespace virga::wasm {

// Zeroes the declared locals of a new frame, four at a time: what lies behind them in the frame (or
// behind the stack: Fiber::kStackSlack) may be overwritten. The barrier keeps compilers from
// calling memset.
VIRGA_INLINE void ZeroLocals(Slot* frame, const CodeHeader& header) {
  Slot* p = frame + header.zero_begin;
  Slot* const end = frame + header.zero_end;
  while (p < end) {
    p[0] = 0;
    p[1] = 0;
    p[2] = 0;
    p[3] = 0;
    p += 4;
    __asm__ volatile("" : "+r"(p));
  }
}

VIRGA_INLINE bool FitsStack(const Slot* frame, const CodeHeader& header, const Fiber* fiber) {
  return frame + header.frame_slots <= fiber->stack_end;
}

VIRGA_INLINE void PushReturn(Fiber* fiber, const Cell* pc, const Slot* frame) {
  ReturnEntry* entry = fiber->top;
  entry->pc = pc;
  entry->frame = static_cast<uint32_t>(frame - fiber->stack);
  fiber->top = entry + 1;
}

// The current memory of the fiber's instance.
VIRGA_INLINE void LoadMemory(const Fiber* fiber, uint8_t** memory, uint64_t* memory_bytes) {
  const Instance* instance = fiber->instance;
  const bool has_memory = instance != nullptr && instance->memory_count != 0;
  *memory = has_memory ? instance->memories[0]->base : nullptr;
  *memory_bytes = has_memory ? instance->memories[0]->bytes : 0;
}

}  // namespace virga::wasm

// Pops an entry of the return stack and goes on there.
#define VIRGA_RETURN()                         \
  do {                                         \
    ReturnEntry* const entry = fiber->top - 1; \
    fiber->top = entry;                        \
    frame = fiber->stack + entry->frame;       \
    VIRGA_GOTO(entry->pc);                     \
  } while (false)

// Goes on where host work says (Fiber::Next), with all registers reloaded.
#define VIRGA_GO_ON(next)                      \
  do {                                         \
    if ((next).pc == nullptr) VIRGA_EXIT();    \
    frame = (next).frame;                      \
    LoadMemory(fiber, &memory, &memory_bytes); \
    if ((next).results != nullptr) {           \
      acc = *(next).results;                   \
      acc_f64 = F64Of(acc);                    \
      acc_f32 = F32Of(acc);                    \
    }                                          \
    VIRGA_GOTO((next).pc);                     \
  } while (false)

#endif  // ENGINE_INTERP_FRAMES_H_
