// Linking: a component and the host's definitions become an instance in a store.

#ifndef CANONICAL_ABI_LINK_LINK_H_
#define CANONICAL_ABI_LINK_LINK_H_

#include <memory>

#include "canonical-abi/link/import_match.h"
#include "canonical-abi/link/runtime.h"
#include "engine/runtime/fiber.h"

namespace virga::cabi {

// Success, or kUnlinkable naming the first definition that this version cannot run yet, such as an
// async built-in.
Status CheckSupported(const ComponentCode& code);

// The root's imports as values of the store, sorted by name.
Result<std::span<const ExportValue>> MakeImports(StoreState& state, const TypeTable& types,
                                                 const Vec<ResolvedImport>& imports);

// Links and instantiates. Start functions that suspend are an error (kSuspendedInNestedCall).
Result<ComponentInstance*> Instantiate(wasm::Store& store,
                                       std::shared_ptr<const LoadedComponent> component,
                                       const HostDefinitions& definitions);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_LINK_H_
