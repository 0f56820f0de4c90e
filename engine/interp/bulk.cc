// Handlers of memory.size, grow, copy, fill and init. spec: exec/instructions (memory
// instructions).
//
// Bounds are checked and fuel is charged before anything is written, so these are all or nothing.

#include <cstring>

#include "engine/interp/frames.h"
#include "engine/interp/handler.h"
#include "engine/interp/memory_access.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/segment.h"
#include "engine/runtime/store.h"
#include "engine/support/checked.h"

namespace virga::wasm {

namespace {

constexpr uint64_t kBytesPerFuel = 64;

// Charges bulk work before it is done. Only modules with fuel pay.
bool TakeFuel(Fiber* fiber, uint64_t bytes) {
  if (!fiber->instance->code->options().fuel) return true;
  const uint64_t cost = bytes / kBytesPerFuel;
  if (fiber->store->fuel < cost) return false;
  fiber->store->fuel -= cost;
  return true;
}

uint64_t U32(Slot slot) { return static_cast<uint32_t>(slot); }

VIRGA_COLD_HANDLER MemorySize(VIRGA_STATE) {
  acc = static_cast<uint32_t>(fiber->instance->memories[pc->b]->pages());
  frame[pc->dst] = acc;
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER MemoryGrow(VIRGA_STATE) {
  acc = static_cast<uint32_t>(fiber->instance->memories[pc->b]->Grow(U32(frame[pc->a])));
  frame[pc->dst] = acc;
  LoadMemory(fiber, &memory, &memory_bytes);
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER CopyMany(VIRGA_STATE) {
  std::memmove(memory + U32(frame[pc->dst]), memory + U32(frame[pc->a]), U32(frame[pc->b]));
  VIRGA_NEXT(1);
}

// Copies n bytes, kUnit <= n <= 2 * kUnit, as two units that may overlap; all loads come before the
// stores.
template <typename Unit>
VIRGA_INLINE void CopyEnds(uint8_t* to, const uint8_t* from, uint64_t n) {
  Unit first, last;
  std::memcpy(&first, from, sizeof(Unit));
  std::memcpy(&last, from + n - sizeof(Unit), sizeof(Unit));
  std::memcpy(to, &first, sizeof(Unit));
  std::memcpy(to + n - sizeof(Unit), &last, sizeof(Unit));
}

struct Unit16 {
  uint64_t halves[2];
};

// Most copies of compiled programs are short.
VIRGA_HANDLER MemoryCopy(VIRGA_STATE) {
  const uint64_t to = U32(frame[pc->dst]);
  const uint64_t from = U32(frame[pc->a]);
  const uint64_t count = U32(frame[pc->b]);
  if (OutOfBounds(to, count, memory_bytes) || OutOfBounds(from, count, memory_bytes)) {
    VIRGA_TRAP(TrapCode::kOutOfBoundsMemoryAccess);
  }
  if (count > 32 || count < 4) VIRGA_TAIL(CopyMany);
  if (count >= 16) {
    CopyEnds<Unit16>(memory + to, memory + from, count);
  } else if (count >= 8) {
    CopyEnds<uint64_t>(memory + to, memory + from, count);
  } else {
    CopyEnds<uint32_t>(memory + to, memory + from, count);
  }
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER FillMany(VIRGA_STATE) {
  std::memset(memory + U32(frame[pc->dst]), static_cast<uint8_t>(frame[pc->a]), U32(frame[pc->b]));
  VIRGA_NEXT(1);
}

VIRGA_HANDLER MemoryFill(VIRGA_STATE) {
  const uint64_t to = U32(frame[pc->dst]);
  const uint64_t count = U32(frame[pc->b]);
  if (OutOfBounds(to, count, memory_bytes)) VIRGA_TRAP(TrapCode::kOutOfBoundsMemoryAccess);
  if (count > 32 || count < 8) VIRGA_TAIL(FillMany);
  const uint64_t pattern = static_cast<uint8_t>(frame[pc->a]) * 0x0101010101010101u;
  StoreTo<uint64_t>(memory + to, pattern);
  StoreTo<uint64_t>(memory + to + count - 8, pattern);
  if (count > 16) {
    StoreTo<uint64_t>(memory + to + 8, pattern);
    StoreTo<uint64_t>(memory + to + count - 16, pattern);
  }
  VIRGA_NEXT(1);
}

// The second cell of the general forms: destination memory, then source memory or segment.
VIRGA_INLINE uint32_t FirstIndex(const Cell* pc) { return static_cast<uint32_t>(pc[1].data); }
VIRGA_INLINE uint32_t SecondIndex(const Cell* pc) {
  return static_cast<uint32_t>(pc[1].data >> 32);
}

VIRGA_COLD_HANDLER MemoryCopyWide(VIRGA_STATE) {
  const Memory* to = fiber->instance->memories[FirstIndex(pc)];
  const Memory* from = fiber->instance->memories[SecondIndex(pc)];
  const uint64_t destination = U32(frame[pc->dst]);
  const uint64_t source = U32(frame[pc->a]);
  const uint64_t count = U32(frame[pc->b]);
  if (!InBounds(destination, count, to->bytes) || !InBounds(source, count, from->bytes)) {
    VIRGA_TRAP(TrapCode::kOutOfBoundsMemoryAccess);
  }
  if (!TakeFuel(fiber, count)) VIRGA_TRAP(TrapCode::kOutOfFuel);
  if (count != 0) std::memmove(to->base + destination, from->base + source, count);
  VIRGA_NEXT(2);
}

VIRGA_COLD_HANDLER MemoryFillWide(VIRGA_STATE) {
  const Memory* to = fiber->instance->memories[FirstIndex(pc)];
  const uint64_t destination = U32(frame[pc->dst]);
  const uint64_t count = U32(frame[pc->b]);
  if (!InBounds(destination, count, to->bytes)) VIRGA_TRAP(TrapCode::kOutOfBoundsMemoryAccess);
  if (!TakeFuel(fiber, count)) VIRGA_TRAP(TrapCode::kOutOfFuel);
  if (count != 0) std::memset(to->base + destination, static_cast<uint8_t>(frame[pc->a]), count);
  VIRGA_NEXT(2);
}

VIRGA_COLD_HANDLER MemoryInit(VIRGA_STATE) {
  Instance& instance = *fiber->instance;
  const uint64_t count = U32(frame[pc->b]);
  if (!TakeFuel(fiber, count)) VIRGA_TRAP(TrapCode::kOutOfFuel);
  if (!Record(fiber, InitMemory(instance, *instance.memories[FirstIndex(pc)], SecondIndex(pc),
                                U32(frame[pc->dst]), U32(frame[pc->a]), count))) {
    VIRGA_TAIL(RaiseError);
  }
  VIRGA_NEXT(2);
}

VIRGA_COLD_HANDLER DataDrop(VIRGA_STATE) {
  DropData(*fiber->instance, static_cast<uint32_t>(pc->b));
  VIRGA_NEXT(1);
}

}  // namespace

#define OP_BULK(name, ...)                  \
  extern const Handler kHandlersOf##name[]; \
  const Handler kHandlersOf##name[] = {name};
#include "engine/compile/op.def"

}  // namespace virga::wasm
