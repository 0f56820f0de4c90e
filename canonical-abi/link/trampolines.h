// The core functions that canonical definitions define: what guests import. spec: CanonicalABI
// (canonical definitions).

#ifndef CANONICAL_ABI_LINK_TRAMPOLINES_H_
#define CANONICAL_ABI_LINK_TRAMPOLINES_H_

#include "canonical-abi/link/runtime.h"
#include "canonical-abi/types/canon.h"

namespace virga::cabi {

// canon lower: calls `callee`, whose type is `type` in the tables of `options->instance`.
// `options` lives as long as the store.
Result<wasm::Func*> LowerFunc(GuestOptions* options, const FuncValue* callee, FuncTypeId type);

// resource.new, resource.drop and resource.rep of the resource type, in `instance`.
Result<wasm::Func*> ResourceBuiltin(ComponentInstance* instance, CanonKind kind,
                                    const ResourceType* type);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_TRAMPOLINES_H_
