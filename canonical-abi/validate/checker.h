// Checker: the state of CheckComponent; see checked.h. Its methods are spread over
// check_component.cc (scopes and definitions), check_types.cc (type definitions), check_externs.cc
// (imports, exports, visibility), check_instances.cc (instances and aliases), check_core.cc (core
// modules and core instances), check_canon.cc and check_names.cc.
//
// Nested components and types recurse natively; the decoder has bounded their nesting by
// Limits.component_depth, itself at most kNestingMax.

#ifndef CANONICAL_ABI_VALIDATE_CHECKER_H_
#define CANONICAL_ABI_VALIDATE_CHECKER_H_

#include <memory>

#include "canonical-abi/types/extern_name.h"
#include "canonical-abi/types/signature.h"
#include "canonical-abi/validate/checked.h"
#include "canonical-abi/validate/matcher.h"
#include "canonical-abi/validate/scope.h"
#include "canonical-abi/validate/substitution.h"

namespace virga::cabi {

class Checker {
 public:
  static Result<std::unique_ptr<CheckedComponent>> Check(
      std::unique_ptr<DecodedComponent> decoded, std::span<const wasm::Module* const> modules,
      const Limits& limits, Allocator* allocator);

 private:
  Checker(std::unique_ptr<CheckedComponent> result, std::span<const wasm::Module* const> modules,
          const Limits& limits, Allocator* allocator);
  Result<std::unique_ptr<CheckedComponent>> Run();

  using Code = ComponentCode;

  // check_component.cc
  Result<const Code*> CheckScope(const ComponentSyntax& syntax, Scope* outer);
  Status CheckDefinition(Scope& scope, const DefSyntax& definition, CheckedDef* out);
  Status CheckDefinitionKind(Scope& scope, const DefSyntax& definition, CheckedDef* out);
  Result<uint32_t> CloseComponent(Scope& scope);
  Status CollectExported(Scope& scope, const EntityType& type, U32Map* seen, Vec<ResourceId>* out);
  Result<ResourceId> Fresh(Scope& scope, ResourceInfo::Origin origin);
  Status AddEntity(Scope& scope, const EntityType& type);
  template <typename T>
  Status Add(Vec<T>* space, T entry);
  template <typename T>
  Result<T> Get(const Vec<T>& space, uint32_t index, const char* what);

  // check_types.cc
  Result<AnyType> CheckType(Scope& scope, const TypeSyntax& syntax);
  Result<ValueType> CheckValueType(Scope& scope, const TypeSyntax& syntax);
  Result<ValueType> ResolveValue(Scope& scope, const ValueSyntax& syntax);
  Status CheckFields(Scope& scope, const TypeSyntax& syntax, bool types_needed,
                     Vec<FieldSpec>* out);
  Status CheckLabels(std::span<const LabelSyntax> labels, const char* what);
  Result<FuncTypeId> CheckFunc(Scope& scope, const TypeSyntax& syntax);
  Result<ResourceId> CheckResource(Scope& scope, const TypeSyntax& syntax);
  Result<ResourceId> ResolveResource(Scope& scope, uint32_t index);
  Result<AnyType> CheckDecls(Scope& scope, const TypeSyntax& syntax);
  Status CheckDecl(Scope& scope, const DeclSyntax& decl);
  Result<ValueType> CheckMap(Scope& scope, const TypeSyntax& syntax);

  // check_externs.cc
  Result<EntityType> ResolveExtern(Scope& scope, const ExternSyntax& syntax,
                                   ResourceInfo::Origin origin, Vec<ResourceId>* introduced);
  Result<EntityType> Open(Scope& scope, const EntityType& type, ResourceInfo::Origin origin,
                          Vec<ResourceId>* introduced);
  Status CheckImport(Scope& scope, const ImportSyntax& syntax, EntityType* out);
  Status CheckExportDecl(Scope& scope, const ExportSyntax& syntax);
  Status CheckExport(Scope& scope, const ExportSyntax& syntax, EntityType* out);
  Result<EntityType> Ascribe(Scope& scope, const EntityType& actual, const ExternSyntax& syntax);
  Result<EntityType> EntityAt(Scope& scope, const SortIndex& item);
  Status MakeVisible(const EntityType& type, bool imports_too, Scope& scope);
  Status CheckVisible(const U32Map& visible, const AnyType& type);
  Status CheckVisibleValue(const U32Map& visible, ValueType type, U32Map* seen);
  Status CheckVisibleList(const U32Map& visible, const EntityList& list);
  // Whether a resource that lives in a component scope occurs in the type.
  Result<bool> UsesOwnedResource(const AnyType& type, U32Map* seen);
  Result<bool> UsesOwnedResource(const EntityList& list, U32Map* seen);

  // check_instances.cc
  Status CheckInstance(Scope& scope, const InstanceSyntax& syntax, EntityType* out);
  Result<uint32_t> CheckInstantiation(Scope& scope, const InstanceSyntax& syntax);
  Result<uint32_t> CheckBundle(Scope& scope, const InstanceSyntax& syntax);
  Status CheckArgNames(std::span<const ArgSyntax> args);
  Status CheckAlias(Scope& scope, const AliasSyntax& syntax, EntityType* out);
  Status CheckExportAlias(Scope& scope, const AliasSyntax& syntax, EntityType* out);
  Status CheckOuterAlias(Scope& scope, const AliasSyntax& syntax, EntityType* out);
  Status CheckTypeAlias(Scope& scope, const Scope& target, const AliasSyntax& syntax, bool crosses,
                        EntityType* out);

  // check_core.cc
  Status CheckImportsDiffer(Vec<CoreNamed>* imports);
  Result<uint32_t> ModuleTypeOf(const wasm::Module& module);
  Status CheckCoreInstance(Scope& scope, const InstanceSyntax& syntax);
  Status CheckCoreInstantiation(Scope& scope, const InstanceSyntax& syntax, uint32_t* exports);
  Status CheckCoreBundle(Scope& scope, const InstanceSyntax& syntax, uint32_t* exports);
  Result<CoreEntity> CoreEntityAt(Scope& scope, const SortIndex& item);
  Status CheckCoreExportAlias(Scope& scope, const AliasSyntax& syntax);
  Status CheckCoreType(Scope& scope, const CoreTypeSyntax& syntax);
  Result<uint32_t> CheckModuleType(Scope& scope, const CoreTypeSyntax& syntax);
  Status CheckModuleDecl(Scope& scope, const CoreDeclSyntax& decl, Vec<wasm::FuncType>* types,
                         Vec<CoreNamed>* imports, Vec<CoreNamed>* exports);
  Result<CoreEntity> ResolveCoreExtern(const CoreExternSyntax& syntax,
                                       const Vec<wasm::FuncType>& types);

  // check_canon.cc
  Status CheckCanon(Scope& scope, const CanonSyntax& syntax, CheckedDef* out);
  Status CheckLift(Scope& scope, const CanonSyntax& syntax, CheckedDef* out);
  Status CheckLower(Scope& scope, const CanonSyntax& syntax, CheckedDef* out);
  Status CheckResourceBuiltin(Scope& scope, const CanonSyntax& syntax, CheckedDef* out);
  Status CheckAsyncBuiltin(Scope& scope, const CanonSyntax& syntax);
  Result<wasm::FuncType> BuiltinType(Scope& scope, const CanonSyntax& syntax);
  Status CheckOptions(Scope& scope, const CanonOptions& options, const AbiNeeds& needs,
                      bool is_lift);
  Status CheckPostReturn(Scope& scope, const CanonOptions& options, const CoreSignature& signature);
  Status CheckFuncOption(Scope& scope, uint32_t index, const char* option, const char* signature);
  Result<wasm::FuncType> CoreFuncOf(const CoreSignature& signature);
  Result<wasm::FuncType> ParseSignature(const char* signature);

  // check_names.cc
  Status CheckNames(std::span<const NamedEntity> items, std::span<const uint64_t> offsets);
  Status CheckAnnotation(const ExternName& name, const NamedEntity& item, ResourceId resource);
  Status CheckAttributes(const NameSyntax& name, const EntityType& type);

  Error Invalid(const char* format, ...) const __attribute__((format(printf, 2, 3)));

  std::unique_ptr<CheckedComponent> result_;
  EntityTable& table_;
  std::span<const wasm::Module* const> modules_;
  Limits limits_;
  Allocator* allocator_;
  WorkBudget budget_;
  uint32_t next_number_ = 0;
  uint64_t offset_ = 0;  // of the definition that is being checked
};

template <typename T>
Status Checker::Add(Vec<T>* space, T entry) {
  if (space->size() >= limits_.component_items)
    return Error::At(ErrorKind::kLimit, offset_,
                     "items of an index space are over the limit max-component-items");
  if (!space->Push(std::move(entry))) return Error::OutOfMemory();
  return {};
}

template <typename T>
Result<T> Checker::Get(const Vec<T>& space, uint32_t index, const char* what) {
  if (index >= space.size())
    return Invalid("%s index: expected less than %zu, found %u", what, space.size(), index);
  return T(space[index]);
}

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_VALIDATE_CHECKER_H_
