// A component whose types were checked: what link/ instantiates. spec: Explainer.
//
// A CheckedComponent can only be made by CheckComponent: holding one is the proof that indices,
// names, types, options and core signatures agree, and that no later room needs to check them
// again. Beside each definition stands what the checker found out about it. Immutable and shareable
// by threads.

#ifndef CANONICAL_ABI_VALIDATE_CHECKED_H_
#define CANONICAL_ABI_VALIDATE_CHECKED_H_

#include <cstdint>
#include <memory>
#include <span>

#include "canonical-abi/types/component.h"
#include "canonical-abi/types/entity_type.h"
#include "virga/error.h"
#include "virga/limits.h"

namespace virga::cabi {

struct ComponentCode;

// Parallel to ComponentSyntax::definitions.
struct CheckedDef {
  // The type of what the definition adds to an index space: of imports, exports, aliases, instances
  // and functions.
  EntityType type;
  // canon lift and lower: the function's type; task.return and the like: not used.
  FuncTypeId func = {0};
  // A resource definition, or the resource of resource.new, drop and rep.
  ResourceId resource = 0;
  // Nested components.
  const ComponentCode* component = nullptr;
};

// One component definition of the tree.
struct ComponentCode {
  const ComponentSyntax* syntax = nullptr;
  std::span<const CheckedDef> defs;
  uint32_t number = 0;  // in the order of closing; the root is the last
  uint32_t type = 0;    // ComponentType
  // The resource ids of its scope lie in [first_resource, first_resource + resource_count); those
  // of nested definitions are among them.
  uint32_t first_resource = 0;
  uint32_t resource_count = 0;
  uint32_t counts[kSortCount] = {};  // of each index space
};

class CheckedComponent {
 public:
  const DecodedComponent& decoded() const { return *decoded_; }
  const ComponentCode& root() const { return *root_; }
  const EntityTable& table() const { return table_; }
  // How many component definitions there are, the root included.
  uint32_t component_count() const { return component_count_; }

 private:
  friend class Checker;
  CheckedComponent(std::unique_ptr<DecodedComponent> decoded, const Limits& limits,
                   Allocator* allocator)
      : decoded_(std::move(decoded)), table_(limits, allocator) {}

  std::unique_ptr<DecodedComponent> decoded_;
  EntityTable table_;
  const ComponentCode* root_ = nullptr;
  uint32_t component_count_ = 0;
};

// `modules` are the core modules of `decoded`, in its order, decoded and validated (function
// bodies excepted); they must outlive the result. Errors are kInvalid, kUnsupported, kLimit or
// kOutOfMemory, with the offset of the definition at fault.
Result<std::unique_ptr<CheckedComponent>> CheckComponent(
    std::unique_ptr<DecodedComponent> decoded, std::span<const wasm::Module* const> modules,
    const Limits& limits, Allocator* allocator);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_VALIDATE_CHECKED_H_
