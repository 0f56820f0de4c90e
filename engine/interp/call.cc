// Handlers of calls, and the stubs of the return stack.

#include "engine/interp/frames.h"
#include "engine/interp/handler.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"
#include "engine/runtime/table.h"

namespace virga::wasm {

namespace {

// All call cells are as long, so that slow paths know where to return to.
constexpr int kCallCells = 2;

// Enters the function whose FuncCode stands in acc, at `frame`; the return entry has been pushed.
// The general form of what Call does inline.
VIRGA_COLD_HANDLER EnterFunction(VIRGA_STATE) {
  const FuncCode* code = reinterpret_cast<const FuncCode*>(acc);
  const Cell* entry = code->entry.load(std::memory_order_acquire);
  const CodeHeader& header = HeaderOf(entry);
  if (!FitsStack(frame, header, fiber)) {
    const ptrdiff_t offset = frame - fiber->stack;
    if (!fiber->GrowStack(frame, header.frame_slots)) {
      acc = static_cast<uint64_t>(TrapCode::kCallStackExhausted);
      pc = nullptr;  // the caller's cell is on the return stack
      VIRGA_TAIL(RaiseTrap);
    }
    frame = fiber->stack + offset;
  }
  ZeroLocals(frame, header);
  VIRGA_GOTO(entry);
}

// The stub "translate me": acc and frame as in EnterFunction.
VIRGA_COLD_HANDLER TranslateFunction(VIRGA_STATE) {
  FuncCode* code = reinterpret_cast<FuncCode*>(acc);
  if (!Record(fiber, code->module->EnsureTranslated(code))) {
    pc = nullptr;
    VIRGA_TAIL(RaiseError);
  }
  VIRGA_TAIL(EnterFunction);
}

// A call cell within the instance that could not go on at once: interrupted, or a stack is full.
// acc holds the FuncCode.
VIRGA_COLD_HANDLER CallSlowly(VIRGA_STATE) {
  if (IsInterrupted(fiber)) VIRGA_TAIL(RaiseInterrupt);
  if (fiber->top == fiber->top_end && !fiber->GrowReturnStack()) {
    VIRGA_TRAP(TrapCode::kCallStackExhausted);
  }
  PushReturn(fiber, pc + kCallCells, frame);
  frame += pc->a;
  VIRGA_TAIL(EnterFunction);
}

// Calls the Func in fiber->callee, which is of the host or of another instance. `frame` is the
// callee's; the return entry has been pushed.
VIRGA_COLD_HANDLER EnterForeign(VIRGA_STATE) {
  Func* func = fiber->callee;
  if (func->code->host != nullptr) {
    const Fiber::Next next = fiber->CallHost(func, frame);
    VIRGA_GO_ON(next);
  }
  // Tail calls between instances do not pile up entries: the first knows where to go back to.
  if (fiber->top[-1].pc != LeaveEntry()) {
    if (fiber->top == fiber->top_end && !fiber->GrowReturnStack()) {
      pc = nullptr;
      acc = static_cast<uint64_t>(TrapCode::kCallStackExhausted);
      VIRGA_TAIL(RaiseTrap);
    }
    PushReturn(fiber, LeaveEntry(), frame);
    fiber->top[-1].instance = fiber->instance;
  }
  fiber->instance = func->instance;
  LoadMemory(fiber, &memory, &memory_bytes);
  acc = reinterpret_cast<uint64_t>(func->code);
  VIRGA_TAIL(EnterFunction);
}

// The same from a call cell: looks at the flag, pushes the return entry.
template <bool kCheck>
VIRGA_COLD_HANDLER CallForeign(VIRGA_STATE) {
  if (kCheck && IsInterrupted(fiber)) VIRGA_TAIL(RaiseInterrupt);
  if (fiber->top == fiber->top_end && !fiber->GrowReturnStack()) {
    VIRGA_TRAP(TrapCode::kCallStackExhausted);
  }
  PushReturn(fiber, pc + kCallCells, frame);
  frame += pc->a;
  VIRGA_TAIL(EnterForeign);
}

// A call within the instance: enters the FuncCode `code`. A macro because the ways out are tail
// calls.
#define VIRGA_CALL_LOCAL(code, check)                                                             \
  do {                                                                                            \
    const Cell* const entry = (code)->entry.load(std::memory_order_acquire);                      \
    const CodeHeader& header = HeaderOf(entry);                                                   \
    Slot* const callee_frame = frame + pc->a;                                                     \
    acc = reinterpret_cast<uint64_t>(code);                                                       \
    if (VIRGA_UNLIKELY(!FitsStack(callee_frame, header, fiber) || fiber->top == fiber->top_end || \
                       ((check) && IsInterrupted(fiber)))) {                                      \
      VIRGA_TAIL(CallSlowly);                                                                     \
    }                                                                                             \
    PushReturn(fiber, pc + kCallCells, frame);                                                    \
    ZeroLocals(callee_frame, header);                                                             \
    frame = callee_frame;                                                                         \
    VIRGA_GOTO(entry);                                                                            \
  } while (false)

template <bool kCheck>
VIRGA_HANDLER Call(VIRGA_STATE) {
  const FuncCode* code = static_cast<const FuncCode*>(pc[1].pointer);
  VIRGA_CALL_LOCAL(code, kCheck);
}

template <bool kCheck>
VIRGA_HANDLER CallFunc(VIRGA_STATE) {
  fiber->callee = fiber->instance->imported_functions[pc[1].data];
  VIRGA_TAIL(CallForeign<kCheck>);
}

// What an indirect call finds in a table. spec: exec/instructions (call_indirect).
struct Callee {
  Func* func;
  TrapCode code;  // when there is none
};

VIRGA_INLINE Callee FindCallee(const Fiber* fiber, uint32_t table, uint32_t index) {
  const TableInstance* elements = fiber->instance->tables[table];
  if (VIRGA_UNLIKELY(index >= elements->size)) return {nullptr, TrapCode::kUndefinedElement};
  return {reinterpret_cast<Func*>(elements->elements[index]), TrapCode::kUninitializedElement};
}

// Types that differ may still match by subtyping.
bool TypeMatches(const Fiber* fiber, const Func* func, TypeId type) {
  return func->type == type || fiber->store->registry().IsSubtype(func->type, type);
}

VIRGA_INLINE uint32_t TableOf(const Cell* pc) { return static_cast<uint32_t>(pc[1].data); }

// A call_indirect whose type is not equal; acc holds the index.
template <bool kCheck>
VIRGA_COLD_HANDLER CallSubtype(VIRGA_STATE) {
  Func* func = FindCallee(fiber, TableOf(pc), static_cast<uint32_t>(acc)).func;
  if (!TypeMatches(fiber, func, static_cast<TypeId>(pc->b))) {
    VIRGA_TRAP(TrapCode::kIndirectCallTypeMismatch);
  }
  if (func->instance != fiber->instance) {
    fiber->callee = func;
    VIRGA_TAIL(CallForeign<kCheck>);
  }
  acc = reinterpret_cast<uint64_t>(func->code);
  VIRGA_TAIL(CallSlowly);
}

template <Src kA, bool kCheck>
VIRGA_HANDLER CallIndirect(VIRGA_STATE) {
  acc = static_cast<uint32_t>(kA == Src::kAcc ? acc : frame[pc->dst]);
  const Callee callee = FindCallee(fiber, TableOf(pc), static_cast<uint32_t>(acc));
  Func* func = callee.func;
  if (VIRGA_UNLIKELY(func == nullptr)) VIRGA_TRAP(callee.code);
  if (VIRGA_UNLIKELY(func->type != static_cast<TypeId>(pc->b))) VIRGA_TAIL(CallSubtype<kCheck>);
  if (VIRGA_UNLIKELY(func->instance != fiber->instance)) {
    fiber->callee = func;
    VIRGA_TAIL(CallForeign<kCheck>);
  }
  VIRGA_CALL_LOCAL(func->code, kCheck);
}

// Moves the arguments of a tail call down to the start of the frame.
VIRGA_INLINE void MoveArguments(Slot* frame, uint32_t from, uint32_t slots) {
  for (uint32_t i = 0; i < slots; ++i) {
    frame[i] = frame[from + i];
    __asm__ volatile("" : "+r"(i));  // no call of memmove
  }
}

template <bool kCheck>
VIRGA_HANDLER ReturnCall(VIRGA_STATE) {
  const FuncCode* code = static_cast<const FuncCode*>(pc[1].pointer);
  if (VIRGA_UNLIKELY(kCheck && IsInterrupted(fiber))) VIRGA_TAIL(RaiseInterrupt);
  MoveArguments(frame, pc->a, code->param_slots);
  acc = reinterpret_cast<uint64_t>(code);
  const Cell* const entry = code->entry.load(std::memory_order_acquire);
  if (VIRGA_UNLIKELY(!FitsStack(frame, HeaderOf(entry), fiber))) VIRGA_TAIL(EnterFunction);
  ZeroLocals(frame, HeaderOf(entry));
  VIRGA_GOTO(entry);
}

// A tail call of fiber->callee, foreign or not.
VIRGA_COLD_HANDLER TailCallFunc(VIRGA_STATE) {
  Func* func = fiber->callee;
  MoveArguments(frame, pc->a, func->code->param_slots);
  if (func->instance != fiber->instance) VIRGA_TAIL(EnterForeign);
  acc = reinterpret_cast<uint64_t>(func->code);
  VIRGA_TAIL(EnterFunction);
}

template <bool kCheck>
VIRGA_HANDLER ReturnCallFunc(VIRGA_STATE) {
  if (VIRGA_UNLIKELY(kCheck && IsInterrupted(fiber))) VIRGA_TAIL(RaiseInterrupt);
  fiber->callee = fiber->instance->imported_functions[pc[1].data];
  VIRGA_TAIL(TailCallFunc);
}

template <Src kA, bool kCheck>
VIRGA_COLD_HANDLER ReturnCallIndirect(VIRGA_STATE) {
  acc = static_cast<uint32_t>(kA == Src::kAcc ? acc : frame[pc->dst]);
  if (VIRGA_UNLIKELY(kCheck && IsInterrupted(fiber))) VIRGA_TAIL(RaiseInterrupt);
  const Callee callee = FindCallee(fiber, TableOf(pc), static_cast<uint32_t>(acc));
  if (callee.func == nullptr) VIRGA_TRAP(callee.code);
  if (!TypeMatches(fiber, callee.func, static_cast<TypeId>(pc->b))) {
    VIRGA_TRAP(TrapCode::kIndirectCallTypeMismatch);
  }
  fiber->callee = callee.func;
  VIRGA_TAIL(TailCallFunc);
}

}  // namespace

#define VIRGA_HANDLERS(name, ...)           \
  extern const Handler kHandlersOf##name[]; \
  const Handler kHandlersOf##name[] = {__VA_ARGS__};

VIRGA_HANDLERS(Call, Call<false>, Call<true>)
VIRGA_HANDLERS(CallFunc, CallFunc<false>, CallFunc<true>)
VIRGA_HANDLERS(CallIndirect, CallIndirect<Src::kSlot, false>, CallIndirect<Src::kSlot, true>,
               CallIndirect<Src::kAcc, false>, CallIndirect<Src::kAcc, true>)
VIRGA_HANDLERS(ReturnCall, ReturnCall<false>, ReturnCall<true>)
VIRGA_HANDLERS(ReturnCallFunc, ReturnCallFunc<false>, ReturnCallFunc<true>)
VIRGA_HANDLERS(ReturnCallIndirect, ReturnCallIndirect<Src::kSlot, false>,
               ReturnCallIndirect<Src::kSlot, true>, ReturnCallIndirect<Src::kAcc, false>,
               ReturnCallIndirect<Src::kAcc, true>)

// The stubs.
namespace {

// The base of a run.
VIRGA_HANDLER Stop(VIRGA_STATE) {
  fiber->Finish();
  VIRGA_EXIT();
}

// A call from another instance returns: the entry popped just now says which.
VIRGA_HANDLER LeaveInstance(VIRGA_STATE) {
  fiber->instance = fiber->top->instance;
  LoadMemory(fiber, &memory, &memory_bytes);
  VIRGA_RETURN();
}

VIRGA_COLD_HANDLER StepNative(VIRGA_STATE) {
  const Fiber::Next next = fiber->StepNative();
  VIRGA_GO_ON(next);
}

// Host code calls fiber->callee, a function of a module.
VIRGA_COLD_HANDLER EnterFromHost(VIRGA_STATE) {
  acc = reinterpret_cast<uint64_t>(fiber->callee->code);
  VIRGA_TAIL(EnterFunction);
}

constexpr Cell StubOf(Handler handler) { return {{.handler = handler}, 0, 0, 0}; }
// Entries of functions have a header before them; an empty one asks for no stack.
constexpr Cell kNoHeader = {{.data = 0}, 0, 0, 0};

constexpr Cell kStop = StubOf(Stop);
constexpr Cell kLeave = StubOf(LeaveInstance);
constexpr Cell kNative = StubOf(StepNative);
constexpr Cell kEnter = StubOf(EnterFromHost);
constexpr Cell kTranslate[] = {kNoHeader, StubOf(TranslateFunction)};
constexpr Cell kHost[] = {kNoHeader, StubOf(EnterForeign)};

}  // namespace

const Cell* StopEntry() { return &kStop; }
const Cell* LeaveEntry() { return &kLeave; }
const Cell* NativeEntry() { return &kNative; }
const Cell* EnterEntry() { return &kEnter; }
const Cell* TranslateEntry() { return &kTranslate[1]; }
const Cell* HostEntry() { return &kHost[1]; }

}  // namespace virga::wasm
