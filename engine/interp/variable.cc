// Handlers of constants, moves, globals and select.

#include <cstring>

#include "engine/interp/handler.h"
#include "engine/runtime/instance.h"

namespace virga::wasm {

namespace {

// One per class of accumulator, which decides how 64 bits travel.
template <typename T>
struct ClassOf {
  using Arg = T;
  using Result = T;
  static VIRGA_INLINE T Do(T a) { return a; }
};

using CopyI64 = ClassOf<uint64_t>;
using CopyF32 = ClassOf<float>;
using CopyF64 = ClassOf<double>;

template <bool kKeep>
VIRGA_HANDLER ConstI32(VIRGA_STATE) {
  acc = static_cast<uint32_t>(pc->b);
  if constexpr (kKeep) frame[pc->dst] = acc;
  VIRGA_NEXT(1);
}

template <bool kKeep>
VIRGA_HANDLER ConstI64(VIRGA_STATE) {
  acc = static_cast<uint64_t>(int64_t{pc->b});
  if constexpr (kKeep) frame[pc->dst] = acc;
  VIRGA_NEXT(1);
}

template <bool kKeep>
VIRGA_HANDLER ConstWide(VIRGA_STATE) {
  acc = pc[1].data;
  if constexpr (kKeep) frame[pc->dst] = acc;
  VIRGA_NEXT(2);
}

template <bool kKeep>
VIRGA_HANDLER ConstF32(VIRGA_STATE) {
  WriteResult<kKeep>(ReadImm<float>(pc), frame, pc->dst, &acc, &acc_f64, &acc_f32);
  VIRGA_NEXT(1);
}

template <bool kKeep>
VIRGA_HANDLER ConstF64(VIRGA_STATE) {
  WriteResult<kKeep>(ReadImm<double>(pc), frame, pc->dst, &acc, &acc_f64, &acc_f32);
  VIRGA_NEXT(2);
}

VIRGA_HANDLER Put32(VIRGA_STATE) {
  frame[pc->dst] = static_cast<uint32_t>(pc->b);
  VIRGA_NEXT(1);
}

VIRGA_HANDLER Put64(VIRGA_STATE) {
  frame[pc->dst] = static_cast<uint64_t>(int64_t{pc->b});
  VIRGA_NEXT(1);
}

VIRGA_HANDLER PutWide(VIRGA_STATE) {
  frame[pc->dst] = pc[1].data;
  VIRGA_NEXT(2);
}

VIRGA_HANDLER Move(VIRGA_STATE) {
  frame[pc->dst] = frame[pc->a];
  VIRGA_NEXT(1);
}

// The second move of a cell: destination in the low half of b, source in the high half.
VIRGA_INLINE void MoveHalves(const Cell* pc, Slot* frame) {
  const uint32_t both = static_cast<uint32_t>(pc->b);
  frame[both & 0xffff] = frame[both >> 16];
}

// Moves of one group happen one after the other, as they were in the code.
VIRGA_HANDLER Move2(VIRGA_STATE) {
  frame[pc->dst] = frame[pc->a];
  MoveHalves(pc, frame);
  VIRGA_NEXT(1);
}

VIRGA_HANDLER Move3(VIRGA_STATE) {
  frame[pc->dst] = frame[pc->a];
  MoveHalves(pc, frame);
  frame[pc[1].dst] = frame[pc[1].a];
  VIRGA_NEXT(2);
}

VIRGA_HANDLER Move4(VIRGA_STATE) {
  frame[pc->dst] = frame[pc->a];
  MoveHalves(pc, frame);
  frame[pc[1].dst] = frame[pc[1].a];
  MoveHalves(pc + 1, frame);
  VIRGA_NEXT(2);
}

VIRGA_COLD_HANDLER MoveSlots(VIRGA_STATE) {
  std::memmove(frame + pc->dst, frame + pc->a, static_cast<size_t>(pc->b) * sizeof(Slot));
  VIRGA_NEXT(1);
}

template <typename T, bool kKeep>
VIRGA_HANDLER GlobalGet(VIRGA_STATE) {
  const Slot* value = fiber->instance->globals[pc->b]->value;
  WriteResult<kKeep>(ReadSlot<T>(value, 0), frame, pc->dst, &acc, &acc_f64, &acc_f32);
  VIRGA_NEXT(1);
}

// An immediate stands in the next cell, whatever its type.
template <typename T, Src kA>
VIRGA_HANDLER GlobalSet(VIRGA_STATE) {
  Slot* value = fiber->instance->globals[pc->b]->value;
  if constexpr (kA == Src::kImm) {
    *value = pc[1].data;
  } else {
    *value = SlotOf(ReadOperand<T, kA>(pc, frame, pc->a, acc, acc_f64, acc_f32));
  }
  VIRGA_NEXT(kA == Src::kImm ? 2 : 1);
}

template <typename T, Src kC, bool kKeep>
VIRGA_HANDLER Select(VIRGA_STATE) {
  const uint32_t both = static_cast<uint32_t>(pc->b);
  const uint32_t condition =
      kC == Src::kAcc ? static_cast<uint32_t>(acc) : static_cast<uint32_t>(frame[both >> 16]);
  const Slot first = frame[pc->a];
  const Slot second = frame[both & 0xffff];
  const Slot chosen = condition != 0 ? first : second;
  WriteResult<kKeep>(ReadSlot<T>(&chosen, 0), frame, pc->dst, &acc, &acc_f64, &acc_f32);
  VIRGA_NEXT(1);
}

}  // namespace

#define VIRGA_NULLARY(name)                 \
  extern const Handler kHandlersOf##name[]; \
  const Handler kHandlersOf##name[] = {name<true>, name<false>};
#define VIRGA_PLAIN(name)                   \
  extern const Handler kHandlersOf##name[]; \
  const Handler kHandlersOf##name[] = {name};
#define VIRGA_PER_CLASS(name, T)                                                                   \
  extern const Handler kHandlersOfGlobalGet##name[];                                               \
  extern const Handler kHandlersOfGlobalSet##name[];                                               \
  extern const Handler kHandlersOfSelect##name[];                                                  \
  extern const Handler kHandlersOfCopy##name[];                                                    \
  const Handler kHandlersOfGlobalGet##name[] = {GlobalGet<T, true>, GlobalGet<T, false>};          \
  const Handler kHandlersOfGlobalSet##name[] = {GlobalSet<T, Src::kSlot>, GlobalSet<T, Src::kAcc>, \
                                                GlobalSet<T, Src::kImm>};                          \
  const Handler kHandlersOfSelect##name[] = {                                                      \
      Select<T, Src::kSlot, true>, Select<T, Src::kSlot, false>, Select<T, Src::kAcc, true>,       \
      Select<T, Src::kAcc, false>};                                                                \
  const Handler kHandlersOfCopy##name[] = VIRGA_FORMS_Unary(Copy##name);

VIRGA_NULLARY(ConstI32)
VIRGA_NULLARY(ConstI64)
VIRGA_NULLARY(ConstWide)
VIRGA_NULLARY(ConstF32)
VIRGA_NULLARY(ConstF64)
VIRGA_PLAIN(Put32)
VIRGA_PLAIN(Put64)
VIRGA_PLAIN(PutWide)
VIRGA_PLAIN(Move)
VIRGA_PLAIN(Move2)
VIRGA_PLAIN(Move3)
VIRGA_PLAIN(Move4)
VIRGA_PLAIN(MoveSlots)
VIRGA_PER_CLASS(I64, uint64_t)
VIRGA_PER_CLASS(F32, float)
VIRGA_PER_CLASS(F64, double)

}  // namespace virga::wasm
