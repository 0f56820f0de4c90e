// Resource types at run time: an object's address is the type's identity.
//
// A guest's resource type is made anew by each instantiation of the component that defines it
// (link/ derives its own struct with the destructor); a host's is the static HostResource object
// that the generated bindings define, the same in every store, since handle tables never mix
// stores. spec: CanonicalABI (resource state).

#ifndef CANONICAL_ABI_ABI_RESOURCE_TYPE_H_
#define CANONICAL_ABI_ABI_RESOURCE_TYPE_H_

#include <cstdint>
#include <string_view>

#include "virga/error.h"

namespace virga::cabi {

struct ResourceType {
  // The component instance that implements it, compared only; null: the host. A borrow that is
  // lowered into the implementing instance is the bare representation.
  const void* implementer = nullptr;
};

struct HostResource : ResourceType {
  constexpr HostResource(std::string_view interface_name, std::string_view resource_name,
                         Status (*on_drop)(void* self, uint32_t rep) = nullptr)
      : interface(interface_name), name(resource_name), drop(on_drop) {}

  std::string_view interface;  // where it is defined: "wasi:io/streams@0.2.12"
  std::string_view name;       // "input-stream"
  // Runs when a guest drops an own handle. `self` is what the interface was bound to
  // (HostInterface). An error traps the guest. Null: nothing to do.
  Status (*drop)(void* self, uint32_t rep);
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_RESOURCE_TYPE_H_
