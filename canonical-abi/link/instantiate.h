// Instantiation of a component: its definitions run in order. spec: Explainer (component
// definitions, instance definitions).
//
// A native frame, so that start functions of core instances are ordinary calls and nested
// components need no native recursion: the components that are being made stand on a stack of the
// frame's own. An instance cannot be entered by others until all its definitions have run; after a
// failure, never.

#ifndef CANONICAL_ABI_LINK_INSTANTIATE_H_
#define CANONICAL_ABI_LINK_INSTANTIATE_H_

#include <span>

#include "canonical-abi/link/runtime.h"
#include "engine/runtime/fiber.h"

namespace virga::cabi {

class InstantiateFrame final : public wasm::NativeFrame {
 public:
  // `imports` are the root's, sorted by name; `out` gets the instance.
  InstantiateFrame(StoreState* state, const ComponentValue& root,
                   std::span<const ExportValue> imports, ComponentInstance** out)
      : state_(state),
        stack_(&state->store().allocator()),
        out_(out),
        imports_(imports),
        root_(root) {}

  wasm::HostOutcome Step(wasm::Fiber& fiber, std::span<wasm::Slot> results) override;

 private:
  // A component whose definitions are running.
  struct Progress {
    ComponentInstance* instance;
    std::span<const ExportValue> imports;
    size_t next;
  };

  Status Push(const ComponentValue& component, ComponentInstance* parent,
              std::span<const ExportValue> imports);
  // Runs definitions until all are done (false) or a start function was pushed (true).
  Result<bool> Advance(wasm::Fiber& fiber);
  Status Close();
  // One definition. Sets `*start` to a function that must run next.
  Status Run(Progress& progress, const DefSyntax& definition, const CheckedDef& checked,
             wasm::Func** start);

  Status RunImport(Progress& progress, const ImportSyntax& syntax, const CheckedDef& checked);
  Status RunExport(ComponentInstance& in, const ExportSyntax& syntax, const CheckedDef& checked);
  Status RunType(ComponentInstance& in, const TypeSyntax& syntax, const CheckedDef& checked);
  Status RunInstance(ComponentInstance& in, const InstanceSyntax& syntax,
                     const CheckedDef& checked);
  Status RunCoreInstance(ComponentInstance& in, const InstanceSyntax& syntax, wasm::Func** start);
  Status RunCoreBundle(ComponentInstance& in, const InstanceSyntax& syntax);
  Status RunAlias(ComponentInstance& in, const AliasSyntax& syntax, const CheckedDef& checked);
  Status RunCoreAlias(ComponentInstance& in, const AliasSyntax& syntax);
  Status RunOuterAlias(ComponentInstance& in, const AliasSyntax& syntax, const CheckedDef& checked);
  Status RunCanon(ComponentInstance& in, const CanonSyntax& syntax, const CheckedDef& checked);
  Status RunLift(ComponentInstance& in, const CanonSyntax& syntax, const CheckedDef& checked);
  Result<GuestOptions*> MakeOptions(ComponentInstance& in, const CanonOptions& syntax);

  // The value of an item of an index space.
  Value ValueAt(ComponentInstance& in, const SortIndex& item) const;
  wasm::Extern CoreItemAt(ComponentInstance& in, const SortIndex& item) const;
  Result<std::span<const ExportValue>> ValuesOf(ComponentInstance& in,
                                                std::span<const ArgSyntax> args);
  // Adds a value to its index space and binds the resources that its type introduces.
  void Add(ComponentInstance& in, const EntityType& type, const Value& value);

  StoreState* state_;
  Vec<Progress> stack_;
  ComponentInstance** out_;
  std::span<const ExportValue> imports_;
  ComponentValue root_;
  bool started_ = false;
};

// Binds the resource ids of `type` that have no resource yet to those of `value`.
void BindResources(ComponentInstance& in, const EntityType& type, const Value& value);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_INSTANTIATE_H_
