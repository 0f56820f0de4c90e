// Handlers of branches without a comparison, returns, traps and fuel.

#include <utility>

#include "engine/interp/frames.h"
#include "engine/interp/handler.h"
#include "engine/runtime/store.h"

namespace virga::wasm {

bool Record(Fiber* fiber, Status status) {
  if (status.ok()) return true;
  fiber->store->Fail(std::move(status).error());
  return false;
}

VIRGA_COLD_HANDLER RaiseTrap(VIRGA_STATE) {
  fiber->Trap(static_cast<TrapCode>(acc), pc);
  VIRGA_EXIT();
}

VIRGA_COLD_HANDLER RaiseInterrupt(VIRGA_STATE) {
  fiber->Trap(TrapCode::kInterrupted, pc);
  VIRGA_EXIT();
}

VIRGA_COLD_HANDLER RaiseError(VIRGA_STATE) {
  fiber->Fail(pc);
  VIRGA_EXIT();
}

namespace {

template <bool kCheck>
VIRGA_HANDLER Br(VIRGA_STATE) {
  if constexpr (kCheck) {
    if (VIRGA_UNLIKELY(IsInterrupted(fiber))) VIRGA_TAIL(RaiseInterrupt);
  }
  VIRGA_GOTO(pc + pc->b);
}

// The targets stand in the next cells, four 32-bit numbers each, relative to the cell they are in.
// The interrupt flag is always looked at: a table may lead backwards.
template <Src kA>
VIRGA_HANDLER BrTable(VIRGA_STATE) {
  uint32_t index =
      kA == Src::kAcc ? static_cast<uint32_t>(acc) : static_cast<uint32_t>(frame[pc->a]);
  const uint32_t last = static_cast<uint32_t>(pc->b) - 1;
  if (index > last) index = last;
  if (VIRGA_UNLIKELY(IsInterrupted(fiber))) VIRGA_TAIL(RaiseInterrupt);
  const Cell* targets = pc + 1 + (index >> 2);
  VIRGA_GOTO(targets + reinterpret_cast<const int32_t*>(targets)[index & 3]);
}

VIRGA_HANDLER Unreachable(VIRGA_STATE) { VIRGA_TRAP(TrapCode::kUnreachable); }

VIRGA_HANDLER Fuel(VIRGA_STATE) {
  uint64_t& fuel = fiber->store->fuel;
  const uint64_t cost = static_cast<uint32_t>(pc->b);
  if (VIRGA_UNLIKELY(fuel < cost)) VIRGA_TRAP(TrapCode::kOutOfFuel);
  fuel -= cost;
  VIRGA_NEXT(1);
}

VIRGA_HANDLER UseMemory(VIRGA_STATE) {
  const Memory* current = fiber->instance->memories[pc->b];
  memory = current->base;
  memory_bytes = current->bytes;
  VIRGA_NEXT(1);
}

VIRGA_HANDLER Return(VIRGA_STATE) { VIRGA_RETURN(); }

// An immediate stands in b (32 bits, sign-extended for i64) or, for f64, in the next cell.
template <typename T, Src kA>
VIRGA_HANDLER ReturnValue(VIRGA_STATE) {
  const T value = ReadOperand<T, kA>(pc, frame, pc->a, acc, acc_f64, acc_f32);
  WriteResult<true>(value, frame, 0, &acc, &acc_f64, &acc_f32);
  VIRGA_RETURN();
}

}  // namespace

#define VIRGA_HANDLERS(name, ...)           \
  extern const Handler kHandlersOf##name[]; \
  const Handler kHandlersOf##name[] = {__VA_ARGS__};

VIRGA_HANDLERS(Br, Br<false>, Br<true>)
VIRGA_HANDLERS(BrTable, BrTable<Src::kSlot>, BrTable<Src::kAcc>, nullptr)
VIRGA_HANDLERS(Unreachable, Unreachable)
VIRGA_HANDLERS(Fuel, Fuel)
VIRGA_HANDLERS(UseMemory, UseMemory)
VIRGA_HANDLERS(Return, Return)
VIRGA_HANDLERS(ReturnI64, ReturnValue<uint64_t, Src::kSlot>, ReturnValue<uint64_t, Src::kAcc>,
               ReturnValue<uint64_t, Src::kImm>)
VIRGA_HANDLERS(ReturnF32, ReturnValue<float, Src::kSlot>, ReturnValue<float, Src::kAcc>,
               ReturnValue<float, Src::kImm>)
VIRGA_HANDLERS(ReturnF64, ReturnValue<double, Src::kSlot>, ReturnValue<double, Src::kAcc>,
               ReturnValue<double, Src::kImm>)

}  // namespace virga::wasm
