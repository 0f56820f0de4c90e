// A fiber: the stacks of one thread of guest execution, on the heap. design: architecture.md 3.
//
// Guest-to-guest calls never recurse on the native stack: a guest frame is a range of the value
// stack and an entry on the return stack. The return stack also holds native frames (NativeFrame),
// for host work that calls back into a guest.
//
//   value stack (Slots, grows up; may move when it grows):
//     | params | locals | temps ... params | locals | temps ...
//       caller's frame              callee's frame (its params are the caller's argument temps)
//   return stack (ReturnEntry, grows up):
//     | stop | caller's pc and frame | leave instance | native frame | pc and frame | ...
//
// Run() executes until the fiber returns from the function it was entered with, traps, or suspends.
// A stopped fiber has all its state in here. A fiber belongs to its store and to one thread at a
// time; it may be entered again and again, but not while it runs or is suspended. Host code that
// calls a guest while a fiber of the store runs either pushes a native frame on that fiber or runs
// a fiber of its own, nested on the native stack (Limits.host_depth).

#ifndef ENGINE_RUNTIME_FIBER_H_
#define ENGINE_RUNTIME_FIBER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "engine/runtime/func.h"
#include "engine/runtime/instance.h"
#include "engine/runtime/slot.h"
#include "engine/support/allocator.h"
#include "virga/error.h"

namespace virga::wasm {

class Fiber;
class InterruptFlag;
class Store;

// kTrapped stands for every way to fail: the error is in the store (Store::TakeError).
enum class RunState : uint8_t { kReturned, kTrapped, kSuspended };

// What a host function or a native frame wants to happen next.
enum class HostOutcome : uint8_t {
  kReturn,   // results are in place
  kTrap,     // the error has been recorded (HostCall::Fail, Store::Fail)
  kSuspend,  // parked: Fiber::Resume continues it
  kCall,     // a host function has pushed a native frame, or a native frame a function
};

// A host function's view of one call. Parameters stand in args()[0..param_slots); results are
// written from args()[0]. The span is invalid after anything that may run guest code or grow the
// stack; ask again.
class HostCall {
 public:
  HostCall(Fiber* fiber, Func* callee, Instance* caller)
      : fiber_(fiber), callee_(callee), caller_(caller) {}
  std::span<Slot> args() const;
  Fiber& fiber() const { return *fiber_; }
  Store& store() const;
  const Func& callee() const { return *callee_; }
  // Null when the embedder or a native frame calls the host function directly.
  Instance* caller() const { return caller_; }
  // Records the error that the call ends with and returns kTrap.
  HostOutcome Fail(Error error);
  // Fails because the function cannot be resumed.
  HostOutcome FailToResume();

 private:
  Fiber* fiber_;
  Func* callee_;
  Instance* caller_;
};

// A function that the host defines. Owned by the store or linker that it was defined in.
class HostFunction {
 public:
  virtual ~HostFunction() = default;
  // May answer kCall only after Fiber::PushNative: the pushed frame then stands for this call.
  virtual HostOutcome Call(HostCall& call) = 0;
  // Called by Fiber::Resume after kSuspend, on the same call; writes the results like Call. The
  // default traps. (Defined here so that classes compiled with type information can derive.)
  virtual HostOutcome Continue(HostCall& call) { return call.FailToResume(); }
};

// Host work that stands on the return stack between guest frames. It has an area of slots on the
// value stack (Fiber::native_area): its arguments when it starts, its results when it is done.
class NativeFrame {
 public:
  virtual ~NativeFrame() = default;
  // First after it was pushed (`results` is empty), then after each function that it called
  // (Fiber::PushCall, then kCall) has returned (`results` are that function's). After kReturn and
  // kTrap the fiber destroys the frame.
  virtual HostOutcome Step(Fiber& fiber, std::span<Slot> results) = 0;
  // Called by Fiber::Resume after Step or Continue answered kSuspend. The default traps.
  virtual HostOutcome Continue(Fiber& fiber) { return FailToResume(fiber); }
  // The frame is about to be destroyed because of a trap in it or above it; no guest code may run.
  virtual void Unwind(Fiber& fiber) {}

 private:
  friend class Fiber;
  static HostOutcome FailToResume(Fiber& fiber);
  Instance* instance_ = nullptr;  // current when it was pushed
  uint32_t callee_results_ = 0;   // slots that the function it called last returns
};

// One entry of the return stack: where to go on when the frame above it returns. Its pc tells what
// it is: one of these stubs (defined by interp/), or a guest's cell after a call.
const Cell* StopEntry();    // the base of a run
const Cell* LeaveEntry();   // a call from another instance: switch back, then pop once more
const Cell* NativeEntry();  // a native frame
const Cell* EnterEntry();   // not on the stack: enters the function `callee` at the frame

struct ReturnEntry {
  const Cell* pc;
  uint32_t frame;       // slots from the start of the value stack
  uint32_t area_slots;  // native frames
  union {
    Instance* instance;   // "leave instance": what to switch back to
    NativeFrame* native;  // owned
  };
};

// What handlers read and write without a call: the registers of the interpreter that live in
// memory. `current` and `top` are only up to date in here, the rest of the machine state only while
// the fiber is stopped.
struct FiberRegisters {
  Slot* stack = nullptr;           // value stack
  Slot* stack_end = nullptr;       // frames end at or before it; kStackSlack slots more are there
  ReturnEntry* top = nullptr;      // next free entry of the return stack
  ReturnEntry* top_end = nullptr;  // one entry more is there, for "leave instance"
  Instance* instance = nullptr;    // whose code runs
  Func* callee = nullptr;          // of the latest call through a Func
  const InterruptFlag* interrupt = nullptr;
  Store* store = nullptr;
};

class Fiber : public FiberRegisters {
 public:
  // Slots beyond stack_end that may be touched: locals are zeroed in groups.
  static constexpr uint32_t kStackSlack = 8;

  // Takes no memory for the stacks until it is first entered. nullptr when there is none.
  static std::unique_ptr<Fiber> New(Store* store);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Prepares a call. REQUIRES: the fiber is idle; `args` has the function's param_slots.
  Status Enter(Func* function, std::span<const Slot> args);
  // Prepares a run of `frame` with an area of `area_slots` slots that begins with `args`.
  Status EnterNative(std::unique_ptr<NativeFrame> frame, std::span<const Slot> args,
                     uint32_t area_slots);
  // Runs from Enter to a stop. After kReturned the results are in results(); after kTrapped the
  // error is in the store and the fiber is idle again.
  RunState Run();
  // Goes on after kSuspended.
  RunState Resume();
  // Results of the run that has returned, in slots; valid until the fiber is entered again.
  std::span<const Slot> results() const { return {stack, result_slots_}; }
  // Makes a suspended fiber idle: native frames are unwound, no guest code runs.
  void Abandon();

  // For a HostFunction::Call about to answer kCall: `frame` takes the place of the call and its
  // args() as area.
  Status PushNative(std::unique_ptr<NativeFrame> frame);
  // For a NativeFrame::Step or Continue about to answer kCall. Checks no types.
  Status PushCall(Func* function, std::span<const Slot> args);
  // The area of the newest native frame. Invalid after anything that may grow the stack.
  std::span<Slot> native_area();
  bool is_suspended() const { return state_ == State::kSuspended; }

  // -- For interp/ --

  // Makes room for `slots` more slots from `from`; false at Limits.stack_bytes or out of memory.
  // The stack moves: pointers into it are stale.
  bool GrowStack(const Slot* from, uint64_t slots);
  // Makes room for one more entry; false at Limits.call_depth or out of memory.
  bool GrowReturnStack();

  // Where the interpreter goes on, and the results of what has just returned; stops when pc is
  // null.
  struct Next {
    const Cell* pc;
    Slot* frame;
    const Slot* results;
  };
  // Calls a host function whose arguments stand at `args`; the return entry has been pushed.
  Next CallHost(Func* function, Slot* args);
  // A function called by the newest native frame, whose entry has just been popped, has returned.
  Next StepNative();
  // The base entry was reached.
  void Finish() {
    state_ = State::kIdle;
    outcome_ = RunState::kReturned;
  }
  // Ends the run with a trap at `pc`: records error and backtrace, unwinds.
  void Trap(TrapCode code, const Cell* pc);
  // The same for an error that is in the store already.
  void Fail(const Cell* pc);

 private:
  friend class HostCall;
  enum class State : uint8_t { kIdle, kEntered, kRunning, kSuspended };
  enum class Actor : uint8_t { kHost, kNative };

  explicit Fiber(Store* store);
  Status Prepare(uint64_t slots);
  Next Begin();                                        // after Enter
  Next Continue();                                     // after a suspension
  Next Advance(HostOutcome outcome, Actor actor);      // until guest code goes on
  HostOutcome StartPending(Actor* actor, Next* next);  // next->pc set: guest code goes on
  HostOutcome StepTop(std::span<Slot> results);
  RunState Execute(Next (Fiber::*start)());  // interp/run.cc
  void DropNative();
  void Unwind();
  void AddBacktrace(const Cell* pc);

  Allocator* allocator_;
  uint64_t stack_slots_ = 0;  // allocated
  uint64_t stack_slots_max_;
  ReturnEntry* entries_ = nullptr;
  uint64_t entry_count_ = 0;  // allocated
  uint64_t entry_count_max_;
  uint32_t result_slots_ = 0;
  State state_ = State::kIdle;
  RunState outcome_ = RunState::kReturned;  // of the latest run

  // The host call that runs or is suspended, and the function that is about to be called.
  Func* host_ = nullptr;
  Instance* host_caller_ = nullptr;
  uint32_t host_base_ = 0;
  Actor actor_ = Actor::kHost;
  Func* pending_ = nullptr;
  uint32_t pending_base_ = 0;
};

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_FIBER_H_
