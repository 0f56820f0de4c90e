// Type definitions. spec: Binary (type definitions).

#include <cstring>

#include "canonical-abi/validate/checker.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

constexpr TypeKind kPrimitiveKinds[] = {
#define X(code, name, text, bytes, core) TypeKind::k##name,
#include "canonical-abi/types/value_type.def"
#undef X
};
constexpr uint8_t kPrimitiveCodes[] = {
#define X(code, name, text, bytes, core) code,
#include "canonical-abi/types/value_type.def"
#undef X
};

// REQUIRES: `code` is one that the decoder lets through.
ValueType PrimitiveOf(uint32_t code) {
  size_t i = 0;
  while (kPrimitiveCodes[i] != code) ++i;
  return Primitive(kPrimitiveKinds[i]);
}

bool IsMapKey(TypeKind kind) {
  return IsPrimitive(kind) && kind != TypeKind::kF32 && kind != TypeKind::kF64 &&
         kind != TypeKind::kErrorContext;
}

}  // namespace

Result<AnyType> Checker::CheckType(Scope& scope, const TypeSyntax& syntax) {
  offset_ = syntax.offset;
  switch (syntax.form) {
    case TypeForm::kFunc: {
      VIRGA_ASSIGN(const FuncTypeId func, CheckFunc(scope, syntax));
      return AnyType::Of(func);
    }
    case TypeForm::kComponent:
    case TypeForm::kInstance:
      return CheckDecls(scope, syntax);
    case TypeForm::kResource: {
      VIRGA_ASSIGN(const ResourceId id, CheckResource(scope, syntax));
      return AnyType::Resource(id);
    }
    default: {
      VIRGA_ASSIGN(const ValueType value, CheckValueType(scope, syntax));
      return AnyType::Of(value);
    }
  }
}

Result<ValueType> Checker::ResolveValue(Scope& scope, const ValueSyntax& syntax) {
  if (syntax.kind == ValueSyntax::Kind::kNone) return kNoType;
  if (syntax.kind == ValueSyntax::Kind::kPrimitive) return PrimitiveOf(syntax.value);
  VIRGA_ASSIGN(const AnyType type, Get(scope.types, syntax.value, "type"));
  if (type.kind != AnyType::Kind::kValue)
    return Invalid("type index %u: expected a value type, found a %s", syntax.value,
                   AnyTypeText(type.kind));
  return type.value();
}

Result<ResourceId> Checker::ResolveResource(Scope& scope, uint32_t index) {
  VIRGA_ASSIGN(const AnyType type, Get(scope.types, index, "type"));
  if (type.kind != AnyType::Kind::kResource)
    return Invalid("type index %u: expected a resource type, found a %s", index,
                   AnyTypeText(type.kind));
  return type.index;
}

Status Checker::CheckLabels(std::span<const LabelSyntax> labels, const char* what) {
  Vec<NamedEntity> names(allocator_);
  Vec<uint64_t> offsets(allocator_);
  for (const LabelSyntax& label : labels) {
    if (!IsLabel(label.name)) {
      offset_ = label.offset;
      return Invalid("%s: expected a name in kebab case, found \"%.*s\"", what,
                     static_cast<int>(label.name.size()), label.name.data());
    }
    const EntityType type = {Sort::kFunc, {}};
    if (!names.Push({label.name, type}) || !offsets.Push(label.offset)) return Error::OutOfMemory();
  }
  return CheckNames(names.span(), offsets.span());
}

Status Checker::CheckFields(Scope& scope, const TypeSyntax& syntax, bool types_needed,
                            Vec<FieldSpec>* out) {
  VIRGA_TRY(budget_.Take(syntax.labels.size()));
  for (const LabelSyntax& label : syntax.labels) {
    VIRGA_ASSIGN(const ValueType type, ResolveValue(scope, label.type));
    if (types_needed && type == kNoType) return Invalid("a field without a type");
    if (!out->Push({label.name, type})) return Error::OutOfMemory();
  }
  return {};
}

Result<ValueType> Checker::CheckMap(Scope& scope, const TypeSyntax& syntax) {
  VIRGA_ASSIGN(const ValueType key, ResolveValue(scope, syntax.first));
  VIRGA_ASSIGN(const ValueType value, ResolveValue(scope, syntax.second));
  if (!IsMapKey(table_.values.node(key).kind))
    return Invalid("map: expected a key of type bool, char, string or integer");
  return table_.values.Map(key, value);
}

Result<ValueType> Checker::CheckValueType(Scope& scope, const TypeSyntax& syntax) {
  TypeTable& table = table_.values;
  Vec<FieldSpec> fields(allocator_);
  VIRGA_ASSIGN(const ValueType first, ResolveValue(scope, syntax.first));
  switch (syntax.form) {
    case TypeForm::kPrimitive:
      return first;
    case TypeForm::kRecord:
    case TypeForm::kVariant:
      VIRGA_TRY(CheckLabels(syntax.labels, "label"));
      VIRGA_TRY(CheckFields(scope, syntax, syntax.form == TypeForm::kRecord, &fields));
      return syntax.form == TypeForm::kRecord ? table.Record(fields.span())
                                              : table.Variant(fields.span());
    case TypeForm::kTuple: {
      VIRGA_TRY(CheckFields(scope, syntax, true, &fields));
      Vec<ValueType> types(allocator_);
      for (const FieldSpec& field : fields) {
        if (!types.Push(field.type)) return Error::OutOfMemory();
      }
      return table.Tuple(types.span());
    }
    case TypeForm::kFlags:
    case TypeForm::kEnum: {
      VIRGA_TRY(CheckLabels(syntax.labels, "label"));
      Vec<std::string_view> labels(allocator_);
      for (const LabelSyntax& label : syntax.labels) {
        if (!labels.Push(label.name)) return Error::OutOfMemory();
      }
      return syntax.form == TypeForm::kFlags ? table.Flags(labels.span())
                                             : table.Enum(labels.span());
    }
    case TypeForm::kList:
      return table.List(first);
    case TypeForm::kFixedList:
      return table.FixedList(first, syntax.length);
    case TypeForm::kOption:
      return table.Option(first);
    case TypeForm::kResult: {
      VIRGA_ASSIGN(const ValueType second, ResolveValue(scope, syntax.second));
      return table.ResultOf(first, second);
    }
    case TypeForm::kMap:
      return CheckMap(scope, syntax);
    case TypeForm::kOwn:
    case TypeForm::kBorrow: {
      VIRGA_ASSIGN(const ResourceId id, ResolveResource(scope, syntax.index));
      return syntax.form == TypeForm::kOwn ? table.Own(id) : table.Borrow(id);
    }
    case TypeForm::kStream:
      if (first == Primitive(TypeKind::kChar)) return Invalid("stream<char> is not valid");
      return table.Stream(first);
    default:
      return table.Future(first);
  }
}

Result<FuncTypeId> Checker::CheckFunc(Scope& scope, const TypeSyntax& syntax) {
  VIRGA_TRY(CheckLabels(syntax.labels, "parameter"));
  Vec<FieldSpec> params(allocator_);
  VIRGA_TRY(CheckFields(scope, syntax, true, &params));
  VIRGA_ASSIGN(const ValueType result, ResolveValue(scope, syntax.first));
  return table_.values.Func(params.span(), result, syntax.is_async);
}

Result<ResourceId> Checker::CheckResource(Scope& scope, const TypeSyntax& syntax) {
  if (scope.kind != ScopeKind::kComponent)
    return Invalid("resource types can only be defined in a component");
  if (syntax.representation == wasm::ValType::I64())
    return Error::At(ErrorKind::kUnsupported, offset_,
                     "resources represented by i64 are not supported");
  if (syntax.representation != wasm::ValType::I32())
    return Invalid("resource: expected i32 as its representation");
  if (syntax.has_destructor)
    VIRGA_TRY(CheckFuncOption(scope, syntax.index, "resource destructor", "i:"));
  return Fresh(scope, ResourceInfo::Origin::kDefined);
}

Result<AnyType> Checker::CheckDecls(Scope& outer, const TypeSyntax& syntax) {
  const bool is_instance = syntax.form == TypeForm::kInstance;
  Scope scope(is_instance ? ScopeKind::kInstanceType : ScopeKind::kComponentType, &outer,
              allocator_);
  for (const DeclSyntax& decl : syntax.decls) {
    offset_ = decl.offset;
    VIRGA_TRY(CheckDecl(scope, decl));
  }
  offset_ = syntax.offset;
  VIRGA_TRY(CheckNames(scope.imports.span(), scope.import_offsets.span()));
  VIRGA_TRY(CheckNames(scope.exports.span(), scope.export_offsets.span()));
  AnyType type;
  if (is_instance) {
    type.kind = AnyType::Kind::kInstance;
    VIRGA_ASSIGN(type.index, table_.AddInstance(scope.exports.span(), scope.exported.span()));
  } else {
    type.kind = AnyType::Kind::kComponent;
    VIRGA_ASSIGN(type.index, table_.AddComponent(scope.imports.span(), scope.exports.span(),
                                                 scope.imported.span(), scope.exported.span()));
  }
  return type;
}

Status Checker::CheckDecl(Scope& scope, const DeclSyntax& decl) {
  switch (decl.kind) {
    case DeclKind::kCoreType:
      return CheckCoreType(scope, *decl.core_type);
    case DeclKind::kType: {
      VIRGA_ASSIGN(const AnyType type, CheckType(scope, *decl.type));
      return Add(&scope.types, type);
    }
    case DeclKind::kAlias: {
      EntityType unused;
      return CheckAlias(scope, *decl.alias, &unused);
    }
    case DeclKind::kImport: {
      EntityType unused;
      return CheckImport(scope, *decl.import, &unused);
    }
    case DeclKind::kExport:
      return CheckExportDecl(scope, *decl.export_decl);
  }
  return {};
}

}  // namespace virga::cabi
