// Import matching: what each import of a component gets from the host. design: cloud-core.md A8.
//
// An instance import is satisfied by a definition that has every function its type names, with
// structurally equal types, and every resource it introduces. Where several definitions come into
// question the first that satisfies it is taken. The error for one that none satisfies names the
// import, the nearest that is offered, and the function that differs with both types.

#ifndef CANONICAL_ABI_LINK_IMPORT_MATCH_H_
#define CANONICAL_ABI_LINK_IMPORT_MATCH_H_

#include <absl/functional/function_ref.h>

#include <string_view>

#include "canonical-abi/link/definitions.h"
#include "canonical-abi/link/loaded.h"
#include "engine/support/vec.h"

namespace virga::cabi {

// One export of an imported instance (or the whole import, when it is a function or resource).
struct ResolvedItem {
  std::string_view name;
  Sort sort = Sort::kFunc;
  FuncTypeId type = {0};                   // of the component's table
  const HostFunction* function = nullptr;  // or:
  DynamicFunction dynamic;
  const HostResource* resource = nullptr;
};

struct ResolvedImport {
  std::string_view name;
  Sort sort = Sort::kInstance;
  const HostDefinition* definition = nullptr;
  Vec<ResolvedItem> items;  // sorted by name
};

// In the order of the names of the imports. Errors: kUnlinkable, kOutOfMemory.
Result<Vec<ResolvedImport>> ResolveImports(const CheckedComponent& component,
                                           const HostDefinitions& definitions,
                                           Allocator* allocator);

// What each import gets, or why it gets nothing, in the order of the component.
using AnswerFunction =
    absl::FunctionRef<void(std::string_view import, Result<ResolvedImport> resolved)>;
Status AnswerImports(const CheckedComponent& component, const HostDefinitions& definitions,
                     Allocator* allocator, AnswerFunction answer);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_IMPORT_MATCH_H_
