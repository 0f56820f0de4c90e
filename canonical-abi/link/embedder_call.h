// Calls of exported functions by the embedder, with Vals.

#ifndef CANONICAL_ABI_LINK_EMBEDDER_CALL_H_
#define CANONICAL_ABI_LINK_EMBEDDER_CALL_H_

#include <memory>
#include <optional>
#include <span>

#include "canonical-abi/link/call_frame.h"
#include "canonical-abi/link/runtime.h"
#include "canonical-abi/values/val.h"

namespace virga::cabi {

// How the values of one exported function travel to and from Vals. Made once per function.
struct ExportPlan {
  ExportPlan(const TypeTable* types, Allocator* allocator) : code(types, types, allocator) {}

  StepCode code;
  std::optional<ValuePlan> params;
  std::optional<ValuePlan> results;
  CoreSignature signature;
};

// One call: its arguments until it starts, its result once it has returned.
struct CallState {
  StoreState* state = nullptr;
  FuncValue* func = nullptr;
  Val args;    // a tuple
  Val result;  // a tuple of one, when the function has a result
};

// The frame of the call `call->func`, to be entered on an idle fiber. `call` outlives the frame.
// Errors: kUsage for a function that the host defined, kUnsupported (types), kOutOfMemory.
Result<std::unique_ptr<wasm::NativeFrame>> MakeCallFrame(CallState* call);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_EMBEDDER_CALL_H_
