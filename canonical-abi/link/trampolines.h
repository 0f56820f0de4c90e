// The core functions that canonical definitions define: what guests import. spec: CanonicalABI
// (canonical definitions).

#ifndef CANONICAL_ABI_LINK_TRAMPOLINES_H_
#define CANONICAL_ABI_LINK_TRAMPOLINES_H_

#include "canonical-abi/link/runtime.h"
#include "canonical-abi/types/canon.h"
#include "canonical-abi/types/signature.h"
#include "engine/runtime/fiber.h"

namespace virga::cabi {

// canon lower: calls `callee`, whose type is `type` in the tables of `options->instance`.
// `options` lives as long as the store.
Result<wasm::Func*> LowerFunc(GuestOptions* options, const FuncValue* callee, FuncTypeId type);

// The same for a dynamic host function (dynamic_host.cc).
Result<wasm::Func*> LowerDynamic(GuestOptions* options, const DynamicFunction& callee,
                                 FuncTypeId type);

// A core function of a store with this signature; `function` null: out of memory.
Result<wasm::Func*> MakeFunc(wasm::Store& store, const CoreSignature& signature,
                             std::unique_ptr<wasm::HostFunction> function);

// resource.new, resource.drop and resource.rep of the resource type, in `instance`.
Result<wasm::Func*> ResourceBuiltin(ComponentInstance* instance, CanonKind kind,
                                    const ResourceType* type);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_TRAMPOLINES_H_
