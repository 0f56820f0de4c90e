// LoadedComponent: a checked component with the code of its core modules; what api/ loads once and
// any number of stores instantiate. Immutable, shareable by threads.

#ifndef CANONICAL_ABI_LINK_LOADED_H_
#define CANONICAL_ABI_LINK_LOADED_H_

#include <memory>
#include <span>

#include "canonical-abi/validate/checked.h"
#include "engine/runtime/module_code.h"
#include "engine/support/vec.h"

namespace virga::cabi {

class LoadedComponent {
 public:
  // Takes over one reference to each of `modules`, which are in the order of the decoded component;
  // `bytes` is empty or what the component borrows from.
  LoadedComponent(Vec<uint8_t> bytes, std::unique_ptr<CheckedComponent> checked,
                  Vec<wasm::ModuleCode*> modules)
      : bytes_(std::move(bytes)), modules_(std::move(modules)), checked_(std::move(checked)) {}
  ~LoadedComponent() {
    checked_.reset();
    for (wasm::ModuleCode* module : modules_) module->Release();
  }
  LoadedComponent(const LoadedComponent&) = delete;
  LoadedComponent& operator=(const LoadedComponent&) = delete;

  const CheckedComponent& checked() const { return *checked_; }
  wasm::ModuleCode* module(uint32_t index) const { return modules_[index]; }

 private:
  Vec<uint8_t> bytes_;
  Vec<wasm::ModuleCode*> modules_;
  std::unique_ptr<CheckedComponent> checked_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_LINK_LOADED_H_
