// A fiber: the stacks of one thread of guest execution, on the heap. design: architecture.md 3.
//
// Guest-to-guest calls never recurse on the native stack: a guest frame is a range of the value
// stack and an entry on the return stack. The return stack also holds native frames (NativeFrame),
// for host work that calls back into a guest.
//
//   value stack (Slots, grows up; may move):  | params | locals | temps ... (callee's params |
//   locals | temps ... return stack:                             {pc, frame offset, instance} |
//   {native frame} | ...
//
// Run() executes until the fiber returns from the function it was entered with, traps, or suspends.
// A stopped fiber has all its state in here. A fiber belongs to its store and to one thread at a
// time.

#ifndef ENGINE_RUNTIME_FIBER_H_
#define ENGINE_RUNTIME_FIBER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "engine/runtime/func.h"
#include "engine/runtime/instance.h"
#include "engine/runtime/slot.h"
#include "virga/error.h"

namespace virga::wasm {

class Fiber;
class Store;

enum class RunState : uint8_t { kReturned, kTrapped, kSuspended };

// What a host function or a native frame wants to happen next.
enum class HostOutcome : uint8_t {
  kReturn,   // results are in place
  kTrap,     // HostCall::Fail was called
  kSuspend,  // parked: Fiber::Resume continues it
  kCall,  // a guest function was pushed (HostCall::Call); when it returns the native frame's Step
          // goes on
};

// A host function's view of one call. Parameters stand in args[0..param_slots); results are written
// from args[0]. `args` is invalid after anything that may run guest code or grow the stack; ask
// again with args().
class HostCall {
 public:
  HostCall(Fiber* fiber, Func* callee, Instance* caller)
      : fiber_(fiber), callee_(callee), caller_(caller) {}
  std::span<Slot> args() const;
  Fiber& fiber() const { return *fiber_; }
  Store& store() const;
  const Func& callee() const { return *callee_; }
  Instance* caller() const {
    return caller_;
  }  // null when the embedder calls the host function directly
  // Records the error that the call ends with and returns kTrap.
  HostOutcome Fail(Error error);

 private:
  Fiber* fiber_;
  Func* callee_;
  Instance* caller_;
};

// A function that the host defines. Owned by the store or linker that it was defined in.
class HostFunction {
 public:
  virtual ~HostFunction() = default;
  virtual HostOutcome Call(HostCall& call) = 0;
  // Called by Fiber::Resume after kSuspend, on the same call; writes the results like Call. The
  // default traps.
  virtual HostOutcome Continue(HostCall& call);
};

// Host work that stands on the return stack between guest frames.
class NativeFrame {
 public:
  virtual ~NativeFrame() = default;
  // First after it was pushed, then after each guest function that it called has returned (results
  // at `results`).
  virtual HostOutcome Step(Fiber& fiber, std::span<Slot> results) = 0;
  // The frame is dropped because of a trap above or below it; no guest code may run.
  virtual void Unwind(Fiber& fiber) {}
};

// See interp/run.h for the loop behind Run.

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_FIBER_H_
