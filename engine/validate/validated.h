// What the validator hands to everything behind it. spec: valid/modules.
//
// A ValidatedModule can only be made by ValidateModule, a ValidatedBody only by BodyOf: holding one
// is the proof that no later room needs to check types again (docs/rationale.md; threat T06). With
// ValidateMode::kLazy everything but the function bodies is checked at once, and each body when it
// is first asked for. Thread-safety: immutable after it was made, but for BodyOf, which the caller
// serialises (the module's lock).

#ifndef ENGINE_VALIDATE_VALIDATED_H_
#define ENGINE_VALIDATE_VALIDATED_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/module/module.h"
#include "engine/support/vec.h"
#include "engine/types/registry.h"
#include "virga/error.h"
#include "virga/features.h"
#include "virga/limits.h"

namespace virga::wasm {

enum class ValidateMode : uint8_t { kEager, kLazy };

// What validation learns of a body and translation needs, in 8-byte slots.
struct BodyFacts {
  uint32_t local_slots = 0;    // parameters and declared locals
  uint32_t operand_slots = 0;  // the greatest height of the operand stack
  bool validated = false;
};

class ValidatedModule {
 public:
  const Module& module() const { return *module_; }
  const TypeRegistry& registry() const { return *registry_; }
  const Features& features() const { return features_; }
  const Limits& limits() const { return limits_; }
  // The canonical identity of a type of the module and of a function's type.
  TypeId type_id(uint32_t type_index) const { return type_ids_[type_index]; }
  TypeId function_type_id(uint32_t function) const {
    return type_ids_[module_->functions[function]];
  }
  std::span<const TypeId> type_ids() const { return type_ids_; }
  // A type of the module with TypeIds in place of its module's type indices.
  ValType Canonical(ValType type) const;
  // Whether `ref.func` may name the function. spec: valid/modules (refs).
  bool is_declared(uint32_t function) const { return declared_[function] != 0; }

 private:
  friend class ModuleValidator;
  friend class ValidatedBody;
  explicit ValidatedModule(std::unique_ptr<Module> module, TypeRegistry* registry);

  std::unique_ptr<Module> module_;
  TypeRegistry* registry_;
  Features features_;
  Limits limits_;
  Vec<TypeId> type_ids_;
  Vec<uint8_t> declared_;
  Vec<BodyFacts> bodies_;
};

// A function body that passed validation.
class ValidatedBody {
 public:
  // Validates the body now if that has not happened yet. `body` counts from the first function that
  // is not imported.
  static Result<ValidatedBody> Of(ValidatedModule& module, uint32_t body);

  const ValidatedModule& module() const { return *module_; }
  const Body& body() const { return module_->module().bodies[index_]; }
  uint32_t function() const { return module_->module().imported_functions + index_; }
  const BodyFacts& facts() const { return module_->bodies_[index_]; }

 private:
  ValidatedBody(const ValidatedModule* module, uint32_t index) : module_(module), index_(index) {}
  const ValidatedModule* module_;
  uint32_t index_;
};

// Checks a decoded module. Errors are kInvalid, kMalformed (faults inside bodies and constant
// expressions), kUnsupported (a feature that is off; the message names its flag), kLimit or
// kOutOfMemory, with the offset in the module.
Result<std::unique_ptr<ValidatedModule>> ValidateModule(std::unique_ptr<Module> module,
                                                        TypeRegistry* registry,
                                                        const Features& features,
                                                        const Limits& limits, ValidateMode mode);

}  // namespace virga::wasm

#endif  // ENGINE_VALIDATE_VALIDATED_H_
