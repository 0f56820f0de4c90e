// Calls of lifted functions: native frames that pass the parameters in, run the core function, take
// the results out, run post-return and keep the instance flags. spec: CanonicalABI (canon lift,
// canon lower, Store.lift).
//
// LiftedCallFrame is the callee's half. Who calls, another component or the embedder, derives from
// it and moves the values. A frame that traps is simply dropped: the instances that it entered stay
// entered, so they can never be entered again.

#ifndef CANONICAL_ABI_LINK_CALL_FRAME_H_
#define CANONICAL_ABI_LINK_CALL_FRAME_H_

#include <optional>

#include "canonical-abi/abi/steps.h"
#include "canonical-abi/abi/transfer.h"
#include "canonical-abi/link/runtime.h"
#include "canonical-abi/resources/handle_scope.h"
#include "canonical-abi/types/signature.h"
#include "engine/runtime/fiber.h"

namespace virga::cabi {

class LiftedCallFrame : public wasm::NativeFrame {
 public:
  // `caller` is null when the embedder calls.
  LiftedCallFrame(LiftedFunc* callee, const CoreSignature& signature, ComponentInstance* caller);

  wasm::HostOutcome Step(wasm::Fiber& fiber, std::span<wasm::Slot> results) final;

 protected:
  // Writes the core arguments of the callee.
  virtual Status PassParams(wasm::Fiber& fiber, CallContext& callee, wasm::Slot* args) = 0;
  // Takes the callee's core results; nothing of the callee runs before but its realloc.
  virtual Status TakeResults(wasm::Fiber& fiber, CallContext& callee,
                             std::span<wasm::Slot> results) = 0;
  // The call is over.
  virtual Status Finish() { return {}; }

  ComponentInstance* caller() const { return caller_; }

 private:
  enum class Stage : uint8_t { kStart, kCalled, kPostReturn };

  Status Start(wasm::Fiber& fiber);
  // Whether post-return was called.
  Result<bool> Returned(wasm::Fiber& fiber, std::span<wasm::Slot> results);
  Status End();

  LiftedFunc* callee_;
  ComponentInstance* caller_;
  const CoreSignature signature_;
  Stage stage_ = Stage::kStart;
  HandleScope scope_;
};

// How the values of one function travel between two component functions of equal types.
struct CopyPlan {
  CopyPlan(const TypeTable* caller, const TypeTable* callee, Allocator* allocator)
      : params_code(caller, callee, allocator), results_code(callee, caller, allocator) {}

  // `caller_type` is of the caller's table.
  Status Compile(const FuncType& caller_type, const FuncType& callee_type,
                 const CoreSignature& lower, const CoreSignature& lift);

  StepCode params_code;
  StepCode results_code;
  std::optional<ValuePlan> params;
  std::optional<ValuePlan> results;
  CoreSignature lower;
  CoreSignature lift;
};

// A guest calls another guest. Its area holds the core arguments of the lowered function.
class GuestCallFrame final : public LiftedCallFrame {
 public:
  GuestCallFrame(const CopyPlan* plan, LiftedFunc* callee, GuestOptions* caller);

 protected:
  Status PassParams(wasm::Fiber& fiber, CallContext& callee, wasm::Slot* args) override;
  Status TakeResults(wasm::Fiber& fiber, CallContext& callee,
                     std::span<wasm::Slot> results) override;
  Status Finish() override { return caller_scope_.Finish(); }

 private:
  const CopyPlan* plan_;
  GuestOptions* options_;
  HandleScope caller_scope_;
};

// Runs the destructor of a guest's resource.
class DestructorFrame final : public wasm::NativeFrame {
 public:
  DestructorFrame(const GuestResource* type, uint32_t rep, ComponentInstance* caller)
      : type_(type), rep_(rep), caller_(caller) {}
  wasm::HostOutcome Step(wasm::Fiber& fiber, std::span<wasm::Slot> results) override;

 private:
  const GuestResource* type_;
  uint32_t rep_;
  ComponentInstance* caller_;
  bool called_ = false;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_CALL_FRAME_H_
