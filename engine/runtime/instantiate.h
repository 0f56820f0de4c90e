// Instantiation: a module's code and its imports become an instance. spec: exec/modules
// (instantiation), valid/matching (imports).
//
// The start function is not run here: a start function is a guest call, which an embedder runs with
// RunStart and the component runtime from a native frame, so neither recurses on the native stack.
// A failed instantiation leaves the store consistent: when the error is a trap or a lack of memory
// while segments are applied, what was written to imported tables and memories stays, as the
// specification says, and the half-made instance stays in the store because a table may hold its
// functions.

#ifndef ENGINE_RUNTIME_INSTANTIATE_H_
#define ENGINE_RUNTIME_INSTANTIATE_H_

#include <span>
#include <string_view>

#include "engine/runtime/extern.h"
#include "engine/runtime/instance.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"
#include "virga/error.h"

namespace virga::wasm {

// `imports` has one entry for each import of the module, in order; all of them belong to `store`.
// Takes a reference to `code`. Errors: kUnlinkable ("incompatible import type", naming the import,
// what it expects and what it got), kTrap (active segments), kLimit, kOutOfMemory. Segments are
// applied, the start function is not run.
Result<Instance*> Instantiate(Store& store, ModuleCode* code, std::span<const Extern> imports);

// The start function of the module, or nullptr when it has none.
Result<Func*> StartFunction(Instance& instance);

// Runs the start function, if there is one, on a fiber of its own. A start function that suspends
// is an error (kUsage): use StartFunction and the embedding API's resumable calls for those.
Status RunStart(Instance& instance);

// What an export stands for. Fails only for want of memory (a Func is made when first referred to).
Result<Extern> ResolveExport(Instance& instance, const Export& item);

// The export of that name in the module, or nullptr.
const Export* FindExport(const Module& module, std::string_view name);

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_INSTANTIATE_H_
