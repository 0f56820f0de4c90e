// What every handler is written with: its parameters, its operands and its ways out.
//
// A handler is a function template over its operand forms (compile/op.h). It ends with exactly one
// of VIRGA_NEXT, VIRGA_GOTO, VIRGA_TAIL, VIRGA_TRAP and VIRGA_EXIT. Hot handlers call nothing and
// keep nothing across a call, so that they need no stack frame (tests/lint/handlers_test.py); slow
// work is a cold handler of its own, reached by VIRGA_TAIL.

#ifndef ENGINE_INTERP_HANDLER_H_
#define ENGINE_INTERP_HANDLER_H_

#include <bit>
#include <cstdint>
#include <type_traits>

#include "engine/compile/op.h"
#include "engine/port/dispatch.h"
#include "engine/runtime/fiber.h"
#include "engine/runtime/interrupt.h"
#include "engine/runtime/slot.h"
#include "virga/error.h"

// The machine state: see Handler in compile/op.h.
#define VIRGA_STATE                                                                                \
  const Cell *pc, Slot *frame, uint8_t *memory, uint64_t memory_bytes, Fiber *fiber, uint64_t acc, \
      double acc_f64, float acc_f32
#define VIRGA_STATE_AT(next) (next), frame, memory, memory_bytes, fiber, acc, acc_f64, acc_f32

#define VIRGA_HANDLER VIRGA_HANDLER_CC HandlerResult
#define VIRGA_COLD_HANDLER VIRGA_COLD VIRGA_HANDLER_CC HandlerResult

// Goes on at `next`, which is evaluated once.
#if VIRGA_DISPATCH_TAIL
#define VIRGA_GOTO(next)                                         \
  do {                                                           \
    const Cell* const next_pc = (next);                          \
    VIRGA_TAIL_RETURN next_pc->handler(VIRGA_STATE_AT(next_pc)); \
  } while (false)
#define VIRGA_EXIT() return
#else
#define VIRGA_GOTO(next) \
  return HandlerResult { VIRGA_STATE_AT(next) }
#define VIRGA_EXIT() \
  return HandlerResult {}
#endif
// Goes on after this operation of `cells` cells.
#define VIRGA_NEXT(cells) VIRGA_GOTO(pc + (cells))
// Hands this cell over to another handler.
#define VIRGA_TAIL(other) VIRGA_TAIL_RETURN other(VIRGA_STATE_AT(pc))
#define VIRGA_TRAP(code)               \
  do {                                 \
    acc = static_cast<uint64_t>(code); \
    VIRGA_TAIL(RaiseTrap);             \
  } while (false)

#define VIRGA_UNLIKELY(condition) __builtin_expect(!!(condition), 0)

namespace virga::wasm {

// Ends the run with the trap whose code stands in acc.
VIRGA_COLD_HANDLER RaiseTrap(VIRGA_STATE);
// Traps with "interrupted".
VIRGA_COLD_HANDLER RaiseInterrupt(VIRGA_STATE);
// Ends the run with the error that is in the store.
VIRGA_COLD_HANDLER RaiseError(VIRGA_STATE);

// Leaves a failure in the store for RaiseError. (No object with a destructor may live where a
// handler ends, so results of functions that may fail go through here.)
bool Record(Fiber* fiber, Status status);

enum class Src : uint8_t { kSlot, kAcc, kImm };

VIRGA_INLINE bool IsInterrupted(const Fiber* fiber) { return fiber->interrupt->is_set(); }

// The accumulator of T's class.
template <typename T>
VIRGA_INLINE T ReadAcc(uint64_t acc, double acc_f64, float acc_f32) {
  if constexpr (std::is_same_v<T, float>) {
    return acc_f32;
  } else if constexpr (std::is_same_v<T, double>) {
    return acc_f64;
  } else {
    return static_cast<T>(acc);
  }
}

template <typename T>
VIRGA_INLINE T ReadSlot(const Slot* frame, int64_t slot) {
  if constexpr (std::is_same_v<T, float>) {
    return F32Of(frame[slot]);
  } else if constexpr (std::is_same_v<T, double>) {
    return F64Of(frame[slot]);
  } else {
    return static_cast<T>(frame[slot]);
  }
}

// An immediate in b, or of type f64 in the next cell.
template <typename T>
VIRGA_INLINE T ReadImm(const Cell* pc) {
  if constexpr (std::is_same_v<T, float>) {
    return std::bit_cast<float>(pc->b);
  } else if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<double>(pc[1].data);
  } else {
    return static_cast<T>(static_cast<int64_t>(pc->b));
  }
}

// Cells of an operation with or without an immediate of type T.
template <typename T, bool kHasImm>
constexpr int kCellsOf = kHasImm && std::is_same_v<T, double> ? 2 : 1;

// One operand of an operation: S from frame[slot].
template <typename T, Src kSrc>
VIRGA_INLINE T ReadOperand(const Cell* pc, const Slot* frame, int64_t slot, uint64_t acc,
                           double acc_f64, float acc_f32) {
  if constexpr (kSrc == Src::kSlot) {
    return ReadSlot<T>(frame, slot);
  } else if constexpr (kSrc == Src::kAcc) {
    return ReadAcc<T>(acc, acc_f64, acc_f32);
  } else {
    return ReadImm<T>(pc);
  }
}

// Puts a result into the accumulator of its class and, if kKeep, into a slot.
template <bool kKeep, typename R>
VIRGA_INLINE void WriteResult(R result, Slot* frame, uint16_t dst, uint64_t* acc, double* acc_f64,
                              float* acc_f32) {
  if constexpr (std::is_same_v<R, float>) {
    *acc_f32 = result;
  } else if constexpr (std::is_same_v<R, double>) {
    *acc_f64 = result;
  } else {
    *acc = static_cast<uint64_t>(result);
  }
  if constexpr (kKeep) frame[dst] = SlotOf(result);
}

// The handlers of the generic shapes. F is a functor of the family's *_ops.h:
//   using Arg, Result; static Result Do(Arg a, Arg b);
// and, where it can trap, static bool Traps(Arg a, Arg b, TrapCode* code).
template <typename F>
concept Trapping = F::kTraps;

template <typename F, Src kA, Src kB, bool kKeep>
VIRGA_HANDLER Binary(VIRGA_STATE) {
  using T = typename F::Arg;
  constexpr bool kHasImm = kA == Src::kImm || kB == Src::kImm;
  const T a = ReadOperand<T, kA>(pc, frame, pc->a, acc, acc_f64, acc_f32);
  const T b = ReadOperand<T, kB>(pc, frame, kA == Src::kImm ? pc->a : pc->b, acc, acc_f64, acc_f32);
  if constexpr (Trapping<F>) {
    TrapCode code;
    if (VIRGA_UNLIKELY(F::Traps(a, b, &code))) VIRGA_TRAP(code);
  }
  WriteResult<kKeep>(F::Do(a, b), frame, pc->dst, &acc, &acc_f64, &acc_f32);
  VIRGA_NEXT((kCellsOf<T, kHasImm>));
}

template <typename F, Src kA, bool kKeep>
VIRGA_HANDLER Unary(VIRGA_STATE) {
  using T = typename F::Arg;
  const T a = ReadOperand<T, kA>(pc, frame, pc->a, acc, acc_f64, acc_f32);
  if constexpr (Trapping<F>) {
    TrapCode code;
    if (VIRGA_UNLIKELY(F::Traps(a, &code))) VIRGA_TRAP(code);
  }
  WriteResult<kKeep>(F::Do(a), frame, pc->dst, &acc, &acc_f64, &acc_f32);
  VIRGA_NEXT(1);
}

// A fused comparison and branch: F is the comparison.
template <typename F, Src kA, Src kB, bool kCheck>
VIRGA_HANDLER Branch(VIRGA_STATE) {
  using T = typename F::Arg;
  constexpr bool kWide = kB == Src::kImm && std::is_same_v<T, double>;
  const T a = ReadOperand<T, kA>(pc, frame, pc->a, acc, acc_f64, acc_f32);
  T b;
  if constexpr (kB != Src::kImm) {
    b = ReadSlot<T>(frame, pc->dst);
  } else if constexpr (std::is_same_v<T, double>) {
    b = ReadImm<T>(pc);
  } else if constexpr (std::is_same_v<T, float>) {
    b = std::bit_cast<float>(static_cast<uint32_t>(pc->dst) << 16);
  } else {
    b = static_cast<T>(static_cast<int64_t>(static_cast<int16_t>(pc->dst)));
  }
  if (F::Do(a, b) != 0) {
    if constexpr (kCheck) {
      if (VIRGA_UNLIKELY(IsInterrupted(fiber))) VIRGA_TAIL(RaiseInterrupt);
    }
    VIRGA_GOTO(pc + pc->b);
  }
  VIRGA_NEXT(kWide ? 2 : 1);
}

}  // namespace virga::wasm

// The handlers of one operation in the order of its forms.
#define VIRGA_FORMS_Commutative(F)                                                    \
  {Binary<F, Src::kSlot, Src::kSlot, true>, Binary<F, Src::kSlot, Src::kSlot, false>, \
   Binary<F, Src::kAcc, Src::kSlot, true>,  Binary<F, Src::kAcc, Src::kSlot, false>,  \
   Binary<F, Src::kSlot, Src::kImm, true>,  Binary<F, Src::kSlot, Src::kImm, false>,  \
   Binary<F, Src::kAcc, Src::kImm, true>,   Binary<F, Src::kAcc, Src::kImm, false>}
#define VIRGA_FORMS_Binary(F)                                                         \
  {Binary<F, Src::kSlot, Src::kSlot, true>, Binary<F, Src::kSlot, Src::kSlot, false>, \
   Binary<F, Src::kAcc, Src::kSlot, true>,  Binary<F, Src::kAcc, Src::kSlot, false>,  \
   Binary<F, Src::kSlot, Src::kImm, true>,  Binary<F, Src::kSlot, Src::kImm, false>,  \
   Binary<F, Src::kAcc, Src::kImm, true>,   Binary<F, Src::kAcc, Src::kImm, false>,   \
   Binary<F, Src::kSlot, Src::kAcc, true>,  Binary<F, Src::kSlot, Src::kAcc, false>,  \
   Binary<F, Src::kImm, Src::kSlot, true>,  Binary<F, Src::kImm, Src::kSlot, false>,  \
   Binary<F, Src::kImm, Src::kAcc, true>,   Binary<F, Src::kImm, Src::kAcc, false>}
#define VIRGA_FORMS_Unary(F)                                                           \
  {Unary<F, Src::kSlot, true>, Unary<F, Src::kSlot, false>, Unary<F, Src::kAcc, true>, \
   Unary<F, Src::kAcc, false>}
#define VIRGA_FORMS_Branch(F)                                                         \
  {Branch<F, Src::kSlot, Src::kSlot, false>, Branch<F, Src::kSlot, Src::kSlot, true>, \
   Branch<F, Src::kAcc, Src::kSlot, false>,  Branch<F, Src::kAcc, Src::kSlot, true>,  \
   Branch<F, Src::kSlot, Src::kImm, false>,  Branch<F, Src::kSlot, Src::kImm, true>,  \
   Branch<F, Src::kAcc, Src::kImm, false>,   Branch<F, Src::kAcc, Src::kImm, true>}

#define VIRGA_DEFINE_FORMS(name, shape, ...) \
  extern const Handler kHandlersOf##name[];  \
  const Handler kHandlersOf##name[] = VIRGA_FORMS_##shape(name);

#endif  // ENGINE_INTERP_HANDLER_H_
