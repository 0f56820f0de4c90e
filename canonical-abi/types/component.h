// A decoded component as plain data. spec: Explainer (grammar), Binary.
//
// Made by binary/ (later also text/), checked by validate/, which turns its indices into types and
// entities. Definitions stand in their order, since each may only use what precedes it. Everything
// but the core modules lives in the arena of the root component; names and custom sections borrow
// from the input, which the owner of the root keeps alive. Nothing here is checked beyond the
// binary format.

#ifndef CANONICAL_ABI_TYPES_COMPONENT_H_
#define CANONICAL_ABI_TYPES_COMPONENT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "canonical-abi/types/canon.h"
#include "canonical-abi/types/sort.h"
#include "engine/module/module.h"
#include "engine/support/arena.h"
#include "engine/support/vec.h"
#include "engine/types/composite_type.h"

namespace virga::cabi {

struct TypeSyntax;
struct CoreTypeSyntax;
struct ComponentSyntax;

// A value type as written: absent, a primitive (its code in the binary format) or a type index.
struct ValueSyntax {
  enum class Kind : uint8_t { kNone, kPrimitive, kIndex };
  Kind kind = Kind::kNone;
  uint32_t value = 0;
};

// A field, case, parameter (name and type) or a flag or enum label (name only).
struct LabelSyntax {
  std::string_view name;
  ValueSyntax type;
  uint64_t offset = 0;
};

// The type of an import or export.
struct ExternSyntax {
  enum class Bound : uint8_t { kIndex, kEqual, kSubResource, kValueType };
  Sort sort = Sort::kFunc;
  Bound bound = Bound::kIndex;  // kEqual and kSubResource: types; kEqual and kValueType: values
  uint32_t index = 0;
  ValueSyntax value;
};

struct AttributeSyntax {
  enum class Kind : uint8_t { kImplements, kVersionSuffix, kExternalId };
  Kind kind = Kind::kImplements;
  std::string_view text;
};

struct NameSyntax {
  std::string_view name;
  std::span<const AttributeSyntax> attributes;
  uint64_t offset = 0;
};

struct ImportSyntax {
  NameSyntax name;
  ExternSyntax type;
};

struct ExportSyntax {
  NameSyntax name;
  SortIndex item;  // unused in a type, where exports are declared by type alone
  bool has_type = false;
  ExternSyntax type;
};

struct AliasSyntax {
  enum class Target : uint8_t { kExport, kCoreExport, kOuter };
  Sort sort = Sort::kFunc;
  Target target = Target::kExport;
  uint32_t outer_count = 0;  // kOuter
  uint32_t index = 0;        // the instance, or the definition in the outer scope
  std::string_view name;     // kExport, kCoreExport
};

struct ArgSyntax {
  std::string_view name;
  std::span<const AttributeSyntax> attributes;  // exports of a component-level bundle
  SortIndex item;
  uint64_t offset = 0;
};

// A core or component instance: an instantiation with arguments, or a bundle of exports.
struct InstanceSyntax {
  bool is_instantiation = false;
  uint32_t index = 0;  // of the module or component
  std::span<const ArgSyntax> args;
};

struct CanonSyntax {
  CanonKind kind = CanonKind::kLift;
  uint32_t function = 0;    // lift: a core function, lower: a function
  uint32_t type = 0;        // a type, or a core type
  uint32_t index = 0;       // memory, table or number
  wasm::ValType core_type;  // context.get and context.set
  ValueSyntax result;       // task.return
  bool flag = false;        // async, cancellable or shared
  CanonOptions options;
};

enum class DeclKind : uint8_t { kCoreType, kType, kAlias, kImport, kExport };

// One declarator of a component or instance type.
struct DeclSyntax {
  DeclKind kind = DeclKind::kType;
  uint64_t offset = 0;
  union {
    const CoreTypeSyntax* core_type = nullptr;
    const TypeSyntax* type;
    const AliasSyntax* alias;
    const ImportSyntax* import;
    const ExportSyntax* export_decl;
  };
};

enum class TypeForm : uint8_t {
  kPrimitive,
  kRecord,
  kVariant,
  kList,
  kFixedList,
  kTuple,
  kFlags,
  kEnum,
  kOption,
  kResult,
  kOwn,
  kBorrow,
  kStream,
  kFuture,
  kMap,
  kFunc,
  kComponent,
  kInstance,
  kResource,
};

// A type definition; only the members of its kind are meaningful.
struct TypeSyntax {
  TypeForm form = TypeForm::kPrimitive;
  bool is_async = false;                // kFunc
  uint32_t index = 0;                   // own and borrow: the resource; resource: the destructor
  uint32_t length = 0;                  // fixed list
  wasm::ValType representation;         // resource
  bool has_destructor = false;          // resource
  ValueSyntax first;                    // primitive, element, key, ok, function result
  ValueSyntax second;                   // error, map value
  std::span<const LabelSyntax> labels;  // fields, cases, elements, parameters
  std::span<const DeclSyntax> decls;    // component and instance types
  uint64_t offset = 0;
};

// The type of an import or export of a core module type.
struct CoreExternSyntax {
  wasm::ExternKind kind = wasm::ExternKind::kFunc;
  uint32_t type_index = 0;  // functions and tags: in the module type's own space
  wasm::TableType table;
  wasm::MemoryType memory;
  wasm::GlobalType global;
};

struct CoreDeclSyntax {
  enum class Kind : uint8_t { kImport, kType, kAlias, kExport };
  Kind kind = Kind::kImport;
  std::string_view module;  // imports
  std::string_view name;
  CoreExternSyntax type;
  wasm::FuncType func;       // kType
  uint32_t outer_count = 0;  // kAlias
  uint32_t index = 0;
  uint64_t offset = 0;
};

// A core type definition: a function type or a module type.
struct CoreTypeSyntax {
  bool is_module = false;
  wasm::FuncType func;
  std::span<const CoreDeclSyntax> decls;
  uint64_t offset = 0;
};

enum class DefKind : uint8_t {
  kCoreModule,
  kCoreInstance,
  kCoreType,
  kComponent,
  kInstance,
  kAlias,
  kType,
  kCanon,
  kImport,
  kExport,
};

struct DefSyntax {
  DefKind kind = DefKind::kType;
  uint64_t offset = 0;
  union {
    uint32_t module = 0;             // kCoreModule: index into DecodedComponent::modules
    const InstanceSyntax* instance;  // kCoreInstance, kInstance
    const CoreTypeSyntax* core_type;
    const ComponentSyntax* component;
    const AliasSyntax* alias;
    const TypeSyntax* type;
    const CanonSyntax* canon;
    const ImportSyntax* import;
    const ExportSyntax* export_def;
  };
};

// A component and its definitions.
struct ComponentSyntax {
  std::span<const DefSyntax> definitions;
  std::span<const wasm::CustomSection> customs;
  uint64_t offset = 0;
};

// However high Limits.component_depth is set: the type checker recurses over nested definitions.
constexpr uint64_t kNestingMax = 1000;

// A core module as it stands in the input, not decoded: engine/ does that.
struct EmbeddedModule {
  std::span<const uint8_t> bytes;
  uint64_t offset = 0;  // of bytes[0], from the start of the component file
};

// The whole of an input: the root component and what owns it.
struct DecodedComponent {
  explicit DecodedComponent(Allocator* allocator) : arena(allocator), modules(allocator) {}

  Arena arena;
  std::span<const uint8_t> bytes;  // the whole input, borrowed
  const ComponentSyntax* root = nullptr;
  // All core modules, of nested components too, in the order of their sections.
  Vec<EmbeddedModule> modules;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_COMPONENT_H_
