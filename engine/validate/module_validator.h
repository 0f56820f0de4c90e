// Checks everything of a module but its bodies, and makes the ValidatedModule. spec: valid/modules.
//
// Internal to validate/. One file per part of the module: module_types.cc, module_entities.cc,
// module_segments.cc.

#ifndef ENGINE_VALIDATE_MODULE_VALIDATOR_H_
#define ENGINE_VALIDATE_MODULE_VALIDATOR_H_

#include <memory>

#include "engine/validate/body_validator.h"
#include "engine/validate/validated.h"

namespace virga::wasm {

class ModuleValidator {
 public:
  ModuleValidator(std::unique_ptr<Module> module, TypeRegistry* registry, const Features& features,
                  const Limits& limits);

  Result<std::unique_ptr<ValidatedModule>> Run(ValidateMode mode);

 private:
  // module_types.cc
  Status CheckTypes();
  Status CheckIndices(uint32_t index, uint32_t known) const;
  Status CheckDepth(uint32_t index);
  Status CheckSupertype(uint32_t index) const;
  bool MatchesComposite(const SubType& sub, const SubType& super) const;
  Status CheckValType(ValType type, int section, const char* what, uint64_t number) const;
  Status CheckFuncIndex(uint32_t type, int section, const char* what, uint64_t number) const;

  // module_entities.cc
  Status CheckFunctions() const;
  Status CheckTables();
  Status CheckMemories() const;
  Status CheckGlobals();
  Status CheckTags() const;
  Status CheckImports() const;
  Status CheckExports();
  Status CheckStart() const;

  // module_segments.cc
  Status CheckElements();
  Status CheckElementItems(const ElementSegment& element);
  Status CheckDatas();

  Status CheckBodies();

  Error InvalidIn(int section, const char* format, ...) const
      __attribute__((format(printf, 3, 4), cold, noinline));
  const Module& module() const { return *validated_->module_; }
  std::span<uint8_t> declared() { return validated_->declared_.mutable_span(); }
  TypeContext types() const { return {*validated_->registry_, validated_->type_ids_.span()}; }

  std::unique_ptr<ValidatedModule> validated_;
  Vec<uint8_t> depths_;                // of each type's supertype chain
  std::optional<BodyValidator> code_;  // of constant expressions and bodies, once types are known
};

// Ids of sections, for the place of errors in what has no place of its own.
enum SectionId : int {
  kTypeSection = 1,
  kImportSection = 2,
  kFunctionSection = 3,
  kTableSection = 4,
  kMemorySection = 5,
  kGlobalSection = 6,
  kElementSection = 9,
  kDataSection = 11,
  kTagSection = 13,
  kStartSection = 8,
};

}  // namespace virga::wasm

#endif  // ENGINE_VALIDATE_MODULE_VALIDATOR_H_
