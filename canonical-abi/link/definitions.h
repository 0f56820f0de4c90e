// HostDefinitions: the host interfaces that a linker offers, and which of them an import's name
// means. design: cloud-core.md A8.
//
// An import is first looked up by its exact name. Otherwise, when its version is no prerelease, all
// releases on the compatible track are candidates (0.2.x for 0.2.y, 1.x for 1.y), the newest first,
// and of equal ones the one defined last. Several definitions may have one name; the types decide
// between them (import_match.h). Filled by one thread, then shareable.

#ifndef CANONICAL_ABI_LINK_DEFINITIONS_H_
#define CANONICAL_ABI_LINK_DEFINITIONS_H_

#include <memory>
#include <optional>
#include <string_view>

#include "canonical-abi/abi/host_func.h"
#include "canonical-abi/abi/host_types.h"
#include "canonical-abi/values/val.h"
#include "engine/support/vec.h"
#include "virga/error.h"
#include "wit/version.h"

namespace virga::cabi {

// A host function without a type of its own: it takes the type that a component imports it with.
// Copied freely.
struct DynamicFunction {
  using Function = Status (*)(const DynamicFunction& self, std::span<const Val> args, Val* result);
  Function call = nullptr;
  void (*callback)() = nullptr;  // the embedder's, cast
  void* data = nullptr;
};

struct NamedDynamicFunction {
  Vec<char> name;
  DynamicFunction function;
};

// Whether both are releases of which one can stand for the other: 0.2.x for 0.2.y, 1.x for 1.y.
bool SameTrack(const wit::Version& a, const wit::Version& b);

struct HostDefinition {
  const HostInterface* interface = nullptr;
  void* self = nullptr;
  std::string_view path;  // "wasi:io/streams"; the whole name when it has no version
  std::optional<wit::Version> version;
  Vec<FuncTypeId> types;  // parallel to interface->functions
  Vec<NamedDynamicFunction> dynamic;

  // The position of a function or UINT32_MAX.
  uint32_t FindFunction(std::string_view name) const;
  const HostResource* FindResource(std::string_view name) const;
  const DynamicFunction* FindDynamic(std::string_view name) const;
  bool Has(std::string_view function) const {
    return FindFunction(function) != UINT32_MAX || FindDynamic(function) != nullptr;
  }
};

class HostDefinitions {
 public:
  HostDefinitions() = default;

  // Both live as long as the definitions and the stores that use them.
  Status Add(const HostInterface* interface, void* self);
  // Begins an interface of dynamic functions; answers its position in all().
  Result<size_t> AddDynamic(std::string_view name);
  Status AddFunction(size_t position, std::string_view name, const DynamicFunction& function);

  // Definitions that an import of that name may mean, the best first.
  Status FindCandidates(std::string_view name, Vec<const HostDefinition*>* out) const;
  // The definition whose name is closest, or nullptr when nothing is offered.
  const HostDefinition* Nearest(std::string_view name) const;

  const HostTypes& types() const { return types_; }
  std::span<const HostDefinition> all() const { return definitions_; }

 private:
  struct OwnedInterface {
    Vec<char> name;
    HostInterface interface;
  };

  HostTypes types_;
  Vec<std::unique_ptr<OwnedInterface>> owned_;
  Vec<HostDefinition> definitions_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_DEFINITIONS_H_
