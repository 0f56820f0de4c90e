#include "engine/runtime/fiber.h"

#include <cstring>
#include <new>
#include <utility>

#include "engine/runtime/interrupt.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"
#include "engine/support/check.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

constexpr uint64_t kInitialStackSlots = 1024;
constexpr uint64_t kInitialEntries = 64;

uint64_t AreaSlots(const FuncCode& code) {
  return code.param_slots > code.result_slots ? code.param_slots : code.result_slots;
}

}  // namespace

Fiber::Fiber(Store* owner) : allocator_(&owner->allocator()) {
  store = owner;
  interrupt = owner->interrupt();
  stack_slots_max_ = owner->limits().stack_bytes / sizeof(Slot);
  entry_count_max_ = owner->limits().call_depth;
}

std::unique_ptr<Fiber> Fiber::New(Store* store) {
  return std::unique_ptr<Fiber>(new (std::nothrow) Fiber(store));
}

Fiber::~Fiber() {
  if (state_ != State::kIdle) Abandon();
  if (stack != nullptr) allocator_->Free(stack, (stack_slots_ + kStackSlack) * sizeof(Slot));
  if (entries_ != nullptr) allocator_->Free(entries_, (entry_count_ + 1) * sizeof(ReturnEntry));
}

Status Fiber::Enter(Func* function, std::span<const Slot> args) {
  VIRGA_CHECK(state_ == State::kIdle);
  VIRGA_DCHECK(args.size() == function->code->param_slots);
  VIRGA_TRY(Prepare(AreaSlots(*function->code)));
  if (!args.empty()) std::memcpy(stack, args.data(), args.size_bytes());
  result_slots_ = function->code->result_slots;
  pending_ = function;
  pending_base_ = 0;
  state_ = State::kEntered;
  return {};
}

Status Fiber::EnterNative(std::unique_ptr<NativeFrame> frame, std::span<const Slot> args,
                          uint32_t area_slots) {
  VIRGA_CHECK(state_ == State::kIdle && args.size() <= area_slots);
  VIRGA_TRY(Prepare(area_slots));
  if (!args.empty()) std::memcpy(stack, args.data(), args.size_bytes());
  result_slots_ = area_slots;
  if (top == top_end && !GrowReturnStack()) return Error::OutOfMemory();
  ReturnEntry entry = {NativeEntry(), 0, area_slots, {}};
  entry.native = frame.release();
  entry.native->instance_ = nullptr;
  *top++ = entry;
  pending_ = nullptr;
  state_ = State::kEntered;
  return {};
}

Status Fiber::Prepare(uint64_t slots) {
  // One slot at least, even where the first, generous try is refused: frames are offsets from it.
  if (stack == nullptr && !GrowStack(stack, kInitialStackSlots) && !GrowStack(stack, slots + 1)) {
    return Error::OutOfMemory();
  }
  if (slots > stack_slots_ && !GrowStack(stack, slots)) return Error::OutOfMemory();
  if (entries_ == nullptr && !GrowReturnStack()) return Error::OutOfMemory();
  top = entries_;
  *top++ = {StopEntry(), 0, 0, {nullptr}};
  instance = nullptr;
  return {};
}

bool Fiber::GrowStack(const Slot* from, uint64_t slots) {
  const uint64_t needed = static_cast<uint64_t>(from - stack) + slots;
  if (needed <= stack_slots_) return true;
  if (needed > stack_slots_max_) return false;
  uint64_t grown = stack_slots_ * 2;
  if (grown < needed) grown = needed;
  if (grown > stack_slots_max_) grown = stack_slots_max_;
  const size_t old_bytes = stack == nullptr ? 0 : (stack_slots_ + kStackSlack) * sizeof(Slot);
  const size_t new_bytes = (grown + kStackSlack) * sizeof(Slot);
  void* block = stack == nullptr ? allocator_->Allocate(new_bytes)
                                 : allocator_->Reallocate(stack, old_bytes, new_bytes);
  if (block == nullptr) return false;
  stack = static_cast<Slot*>(block);
  stack_slots_ = grown;
  stack_end = stack + grown;
  return true;
}

bool Fiber::GrowReturnStack() {
  if (entry_count_ >= entry_count_max_) return false;
  uint64_t grown = entry_count_ == 0 ? kInitialEntries : entry_count_ * 2;
  if (grown > entry_count_max_) grown = entry_count_max_;
  const size_t new_bytes = (grown + 1) * sizeof(ReturnEntry);
  void* block =
      entries_ == nullptr
          ? allocator_->Allocate(new_bytes)
          : allocator_->Reallocate(entries_, (entry_count_ + 1) * sizeof(ReturnEntry), new_bytes);
  if (block == nullptr) return false;
  const ptrdiff_t used = entries_ == nullptr ? 0 : top - entries_;
  entries_ = static_cast<ReturnEntry*>(block);
  entry_count_ = grown;
  top = entries_ + used;
  top_end = entries_ + grown;
  return true;
}

Status Fiber::PushNative(std::unique_ptr<NativeFrame> frame) {
  VIRGA_CHECK(state_ == State::kRunning && host_ != nullptr);
  if (top == top_end && !GrowReturnStack()) return Error::Trap(TrapCode::kCallStackExhausted);
  ReturnEntry entry = {
      NativeEntry(), host_base_, static_cast<uint32_t>(AreaSlots(*host_->code)), {}};
  entry.native = frame.release();
  entry.native->instance_ = instance;
  *top++ = entry;
  host_ = nullptr;
  return {};
}

Status Fiber::PushCall(Func* function, std::span<const Slot> args) {
  VIRGA_CHECK(state_ == State::kRunning && top > entries_ && top[-1].pc == NativeEntry());
  VIRGA_DCHECK(args.size() == function->code->param_slots);
  ReturnEntry& entry = top[-1];
  const uint32_t base = entry.frame + entry.area_slots;
  const uint64_t slots = AreaSlots(*function->code);
  if (stack + base + slots > stack_end) {
    // `args` may lie in the stack that is about to move.
    const bool inside = args.data() >= stack && args.data() < stack_end;
    const ptrdiff_t offset = inside ? args.data() - stack : 0;
    if (!GrowStack(stack + base, slots)) return Error::Trap(TrapCode::kCallStackExhausted);
    if (inside) args = {stack + offset, args.size()};
  }
  if (!args.empty()) std::memmove(stack + base, args.data(), args.size_bytes());
  entry.native->callee_results_ = function->code->result_slots;
  pending_ = function;
  pending_base_ = base;
  return {};
}

std::span<Slot> Fiber::native_area() {
  for (ReturnEntry* entry = top; entry-- != entries_;) {
    if (entry->pc == NativeEntry()) return {stack + entry->frame, entry->area_slots};
  }
  return {};
}

Fiber::Next Fiber::Begin() {
  VIRGA_CHECK(state_ == State::kEntered);
  state_ = State::kRunning;
  return Advance(HostOutcome::kCall, Actor::kHost);
}

Fiber::Next Fiber::Continue() {
  VIRGA_CHECK(state_ == State::kSuspended);
  state_ = State::kRunning;
  if (actor_ == Actor::kNative) return Advance(top[-1].native->Continue(*this), Actor::kNative);
  HostCall call(this, host_, host_caller_);
  const HostOutcome outcome = host_->code->host->Continue(call);
  return Advance(outcome, Actor::kHost);
}

Fiber::Next Fiber::CallHost(Func* function, Slot* args) {
  host_ = function;
  host_caller_ = instance;
  host_base_ = static_cast<uint32_t>(args - stack);
  HostCall call(this, function, instance);
  const HostOutcome outcome = function->code->host->Call(call);
  return Advance(outcome, Actor::kHost);
}

Fiber::Next Fiber::StepNative() {
  ++top;  // it stays on the stack while it steps
  const ReturnEntry& entry = top[-1];
  Slot* results = stack + entry.frame + entry.area_slots;
  return Advance(StepTop({results, entry.native->callee_results_}), Actor::kNative);
}

HostOutcome Fiber::StepTop(std::span<Slot> results) {
  NativeFrame* frame = top[-1].native;
  instance = frame->instance_;
  return frame->Step(*this, results);
}

// The loop of host work: calls, steps and returns until guest code goes on or the run stops,
// without recursion on the native stack.
Fiber::Next Fiber::Advance(HostOutcome outcome, Actor actor) {
  for (;;) {
    switch (outcome) {
      case HostOutcome::kTrap:
        Fail(nullptr);
        return {};
      case HostOutcome::kSuspend:
        if (store->host_depth > 1) {
          Trap(TrapCode::kSuspendedInNestedCall, nullptr);
          return {};
        }
        actor_ = actor;
        state_ = State::kSuspended;
        outcome_ = RunState::kSuspended;
        return {};
      case HostOutcome::kReturn: {
        const uint32_t base = actor == Actor::kHost ? host_base_ : top[-1].frame;
        if (actor == Actor::kNative) DropNative();
        --top;
        if (top->pc != NativeEntry()) return {top->pc, stack + top->frame, stack + base};
        ++top;
        outcome = StepTop({stack + base, top[-1].native->callee_results_});
        actor = Actor::kNative;
        break;
      }
      case HostOutcome::kCall: {
        Next next = {};
        outcome = StartPending(&actor, &next);
        if (next.pc != nullptr) return next;
        break;
      }
    }
  }
}

HostOutcome Fiber::StartPending(Actor* actor, Next* next) {
  Func* function = std::exchange(pending_, nullptr);
  if (function == nullptr) {
    VIRGA_CHECK(top[-1].pc == NativeEntry());
    *actor = Actor::kNative;
    return StepTop({});
  }
  if (function->code->host != nullptr) {
    *actor = Actor::kHost;
    host_ = function;
    host_caller_ = nullptr;
    host_base_ = pending_base_;
    HostCall call(this, function, nullptr);
    return function->code->host->Call(call);
  }
  callee = function;
  instance = function->instance;
  *next = {EnterEntry(), stack + pending_base_, nullptr};
  return HostOutcome::kCall;
}

void Fiber::DropNative() {
  --top;
  VIRGA_CHECK(top->pc == NativeEntry());
  instance = top->native->instance_;
  delete top->native;
}

void Fiber::Abandon() {
  if (state_ == State::kIdle) return;
  VIRGA_CHECK(state_ != State::kRunning);
  Unwind();
}

void Fiber::Unwind() {
  while (top != entries_) {
    --top;
    if (top->pc != NativeEntry()) continue;
    top->native->Unwind(*this);
    delete top->native;
  }
  host_ = nullptr;
  pending_ = nullptr;
  instance = nullptr;
  state_ = State::kIdle;
  outcome_ = RunState::kTrapped;
}

void Fiber::Trap(TrapCode code, const Cell* pc) {
  store->Fail(Error::Trap(code));
  Fail(pc);
}

void Fiber::Fail(const Cell* pc) {
  if (!store->has_error()) store->Fail(Error::Trap(TrapCode::kHostError));
  if (store->pending_error().is_trap()) AddBacktrace(pc);
  Unwind();
}

void Fiber::AddBacktrace(const Cell* pc) {
  constexpr int kFramesMax = 64;
  const Instance* current = instance;
  int frames = 0;
  bool is_return = false;
  for (const ReturnEntry* entry = top; frames < kFramesMax;) {
    if (pc != nullptr && current != nullptr) {
      TrapFrame frame;
      if (current->code->Describe(pc, is_return, &frame)) {
        store->pending_error().AddFrame(frame);
        ++frames;
      }
    }
    if (entry == entries_) return;
    --entry;
    pc = nullptr;
    is_return = true;
    if (entry->pc == LeaveEntry()) {
      current = entry->instance;
    } else if (entry->pc == NativeEntry()) {
      current = entry->native->instance_;
    } else if (entry->pc != StopEntry()) {
      pc = entry->pc;
    }
  }
}

std::span<Slot> HostCall::args() const {
  return {fiber_->stack + fiber_->host_base_, static_cast<size_t>(AreaSlots(*callee_->code))};
}

Store& HostCall::store() const { return *fiber_->store; }

HostOutcome HostCall::Fail(Error error) {
  store().Fail(std::move(error));
  return HostOutcome::kTrap;
}

HostOutcome HostCall::FailToResume() {
  return Fail(Error::Trap(TrapCode::kHostError, "a call that cannot be resumed was resumed"));
}

HostOutcome NativeFrame::FailToResume(Fiber& fiber) {
  fiber.store->Fail(
      Error::Trap(TrapCode::kHostError, "a native frame that cannot be resumed was resumed"));
  return HostOutcome::kTrap;
}

}  // namespace virga::wasm
