// Handlers of references and tables. spec: exec/instructions (table instructions).
//
// All of them are slow paths: table.get and table.set are rare next to call_indirect, which reads
// tables itself.

#include "engine/runtime/table.h"

#include <algorithm>

#include "engine/interp/handler.h"
#include "engine/runtime/instance.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/segment.h"
#include "engine/runtime/store.h"
#include "engine/support/checked.h"

namespace virga::wasm {

namespace {

constexpr uint64_t kElementsPerFuel = 8;

// Charges bulk work before it is done. Only modules with fuel pay.
bool TakeFuel(Fiber* fiber, uint64_t elements) {
  if (!fiber->instance->code->options().fuel) return true;
  const uint64_t cost = elements / kElementsPerFuel;
  if (fiber->store->fuel < cost) return false;
  fiber->store->fuel -= cost;
  return true;
}

uint64_t U32(Slot slot) { return static_cast<uint32_t>(slot); }

VIRGA_COLD_HANDLER RefFunc(VIRGA_STATE) {
  Func* func = GetFunc(*fiber->instance, static_cast<uint32_t>(pc->b));
  if (func == nullptr) VIRGA_TRAP(TrapCode::kOutOfMemory);
  frame[pc->dst] = reinterpret_cast<Slot>(func);
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER TableGet(VIRGA_STATE) {
  const TableInstance* table = fiber->instance->tables[pc->b];
  const uint64_t index = U32(frame[pc->a]);
  if (index >= table->size) VIRGA_TRAP(TrapCode::kOutOfBoundsTableAccess);
  frame[pc->dst] = table->elements[index];
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER TableSet(VIRGA_STATE) {
  TableInstance* table = fiber->instance->tables[pc->b];
  const uint64_t index = U32(frame[pc->a]);
  if (index >= table->size) VIRGA_TRAP(TrapCode::kOutOfBoundsTableAccess);
  table->elements[index] = frame[pc->dst];
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER TableSize(VIRGA_STATE) {
  frame[pc->dst] = fiber->instance->tables[pc->b]->size;
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER TableGrow(VIRGA_STATE) {
  TableInstance* table = fiber->instance->tables[pc->b];
  const uint64_t delta = U32(frame[pc->a + 1]);
  if (!TakeFuel(fiber, delta)) VIRGA_TRAP(TrapCode::kOutOfFuel);
  frame[pc->dst] = static_cast<uint32_t>(table->Grow(delta, frame[pc->a]));
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER TableFill(VIRGA_STATE) {
  TableInstance* table = fiber->instance->tables[pc->b];
  const uint64_t begin = U32(frame[pc->a]);
  const uint64_t count = U32(frame[pc->a + 2]);
  if (!InBounds(begin, count, table->size)) VIRGA_TRAP(TrapCode::kOutOfBoundsTableAccess);
  if (!TakeFuel(fiber, count)) VIRGA_TRAP(TrapCode::kOutOfFuel);
  std::fill_n(table->elements + begin, count, frame[pc->a + 1]);
  VIRGA_NEXT(1);
}

VIRGA_COLD_HANDLER TableCopy(VIRGA_STATE) {
  TableInstance* to = fiber->instance->tables[pc->b];
  const TableInstance* from = fiber->instance->tables[pc[1].data];
  const uint64_t destination = U32(frame[pc->a]);
  const uint64_t source = U32(frame[pc->a + 1]);
  const uint64_t count = U32(frame[pc->a + 2]);
  if (!InBounds(destination, count, to->size) || !InBounds(source, count, from->size)) {
    VIRGA_TRAP(TrapCode::kOutOfBoundsTableAccess);
  }
  if (!TakeFuel(fiber, count)) VIRGA_TRAP(TrapCode::kOutOfFuel);
  if (count != 0) {
    std::memmove(to->elements + destination, from->elements + source, count * sizeof(Slot));
  }
  VIRGA_NEXT(2);
}

VIRGA_COLD_HANDLER TableInit(VIRGA_STATE) {
  Instance& instance = *fiber->instance;
  const uint64_t count = U32(frame[pc->a + 2]);
  if (!TakeFuel(fiber, count)) VIRGA_TRAP(TrapCode::kOutOfFuel);
  if (!Record(fiber, InitTable(instance, *instance.tables[pc->b], static_cast<uint32_t>(pc[1].data),
                               U32(frame[pc->a]), U32(frame[pc->a + 1]), count))) {
    VIRGA_TAIL(RaiseError);
  }
  VIRGA_NEXT(2);
}

VIRGA_COLD_HANDLER ElemDrop(VIRGA_STATE) {
  DropElement(*fiber->instance, static_cast<uint32_t>(pc->b));
  VIRGA_NEXT(1);
}

}  // namespace

#define OP_TABLE(name, ...)                 \
  extern const Handler kHandlersOf##name[]; \
  const Handler kHandlersOf##name[] = {name};
#include "engine/compile/op.def"

}  // namespace virga::wasm
