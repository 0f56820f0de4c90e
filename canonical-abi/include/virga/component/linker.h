// A Linker: what the host offers to components, by interface name. design: cloud-core.md A8.
//
// An import is satisfied by the definition of exactly its name; failing that, when its version is
// no prerelease, by the newest release on the compatible track (0.2.x for any 0.2.y). Several
// definitions may share a name: the one whose functions have the types that the component expects
// is taken. Fill a linker in one thread, then use it from any.

#ifndef VIRGA_COMPONENT_LINKER_H_
#define VIRGA_COMPONENT_LINKER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "virga/component/component.h"
#include "virga/component/instance.h"
#include "virga/component/val.h"
#include "virga/engine.h"
#include "virga/error.h"
#include "virga/export.h"
#include "virga/store.h"

namespace virga::cabi {
class HostDefinitions;
struct HostInterface;
}  // namespace virga::cabi

namespace virga::component {

// A function of the embedder's: takes the arguments and sets the result, if the function that the
// component imports has one. An Error ends the component's call (Error::Trap, Error::Exit).
using HostCallback = Status (*)(void* data, std::span<const Val> args, Val* result);

// What one import of a component gets.
struct ImportAnswer {
  std::string_view import;  // valid while the component lives
  std::string_view answer;  // the name of the definition; empty: none fits
  std::string problem;      // why not
};

class VIRGA_API Linker {
 public:
  // An interface under definition. Valid until the linker is used or destroyed.
  class VIRGA_API Definition {
   public:
    // The name as in WIT: "get", "[method]bucket.get". The function takes the type that the
    // component imports it with. `data` lives as long as the linker's stores.
    Status DefineFunc(std::string_view name, HostCallback callback, void* data);

   private:
    friend class Linker;
    Definition(Linker* linker, size_t index) : linker_(linker), index_(index) {}
    Linker* linker_;
    size_t index_;
  };

  static Result<Linker> Create(const Engine& engine);
  Linker(Linker&&) noexcept;
  Linker& operator=(Linker&&) noexcept;
  ~Linker();

  // Begins an interface of the embedder's own, such as "my:pkg/log@1.0.0"; "" for the functions
  // that a world imports by themselves.
  Result<Definition> DefineInstance(std::string_view name);
  // Offers an interface made by the generator of host bindings. Both arguments are borrowed.
  Status Define(const cabi::HostInterface& interface, void* self);

  // Links and instantiates; runs the start functions of core modules. Errors: kUnlinkable (naming
  // the import, the nearest that is offered and what differs), traps, kLimit, kOutOfMemory, kUsage
  // when component, store and linker are of different engines.
  Result<Instance> Instantiate(Store& store, const Component& component) const;

  // What each import of the component would get, in their order.
  Result<std::vector<ImportAnswer>> Answers(const Component& component) const;

 private:
  friend struct internal::Access;
  Linker(const Engine& engine, std::unique_ptr<cabi::HostDefinitions> definitions);
  Engine engine_;
  std::unique_ptr<cabi::HostDefinitions> definitions_;
};

}  // namespace virga::component

#endif  // VIRGA_COMPONENT_LINKER_H_
