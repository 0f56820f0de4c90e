#include "canonical-abi/validate/substitution.h"

#include "engine/support/try.h"

namespace virga::cabi {
namespace {

// Making an instance or component type anew costs about as much as this many of its items.
constexpr uint64_t kTypeWork = 16;

Status Remember(U32Map* map, uint32_t from, uint32_t to) {
  if (!map->Put(from, to)) return Error::OutOfMemory();
  return {};
}

}  // namespace

Status Substitution::Bind(ResourceId from, ResourceId to) {
  // What was made before may mention `from`.
  values_.Clear();
  funcs_.Clear();
  instances_.Clear();
  components_.Clear();
  return Remember(&resources_, from, to);
}

Result<EntityType> Substitution::Apply(EntityType type) {
  VIRGA_ASSIGN(type.type, Apply(type.type));
  return type;
}

Result<AnyType> Substitution::Apply(AnyType type) {
  VIRGA_TRY(budget_->Take(1));
  if (resources_.size() == 0 || !table_->HasResources(type)) return type;
  switch (type.kind) {
    case AnyType::Kind::kValue: {
      VIRGA_ASSIGN(const ValueType value, Value(type.value()));
      return AnyType::Of(value);
    }
    case AnyType::Kind::kFunc: {
      VIRGA_ASSIGN(const FuncTypeId func, Func(type.func()));
      return AnyType::Of(func);
    }
    case AnyType::Kind::kResource:
      return AnyType::Resource(Map(type.index));
    case AnyType::Kind::kComponent: {
      VIRGA_ASSIGN(type.index, Component(type.index));
      return type;
    }
    case AnyType::Kind::kInstance: {
      VIRGA_ASSIGN(type.index, Instance(type.index));
      return type;
    }
    case AnyType::Kind::kModule:
      break;
  }
  return type;
}

Result<ValueType> Substitution::Value(ValueType type) {
  if (type == kNoType || !table_->values.node(type).has_handle) return type;
  if (const uint32_t* known = values_.Find(type.index)) return ValueType{*known};
  VIRGA_TRY(budget_->Take(1));
  VIRGA_ASSIGN(const ValueType made, MakeValue(type));
  VIRGA_TRY(Remember(&values_, type.index, made.index));
  return made;
}

Result<ValueType> Substitution::MakeValue(ValueType type) {
  // A copy: the table grows below.
  const TypeNode node = table_->values.node(type);
  switch (node.kind) {
    case TypeKind::kOwn:
      return table_->values.Own(Map(node.resource));
    case TypeKind::kBorrow:
      return table_->values.Borrow(Map(node.resource));
    case TypeKind::kList: {
      VIRGA_ASSIGN(const ValueType element, Value(node.element));
      return table_->values.List(element);
    }
    case TypeKind::kFixedList: {
      VIRGA_ASSIGN(const ValueType element, Value(node.element));
      return table_->values.FixedList(element, node.length);
    }
    case TypeKind::kOption: {
      VIRGA_ASSIGN(const ValueType element, Value(node.element));
      return table_->values.Option(element);
    }
    case TypeKind::kStream: {
      VIRGA_ASSIGN(const ValueType element, Value(node.element));
      return table_->values.Stream(element);
    }
    case TypeKind::kFuture: {
      VIRGA_ASSIGN(const ValueType element, Value(node.element));
      return table_->values.Future(element);
    }
    default:
      return MakeCompound(node);
  }
}

Result<ValueType> Substitution::MakeCompound(const TypeNode& node) {
  // `node.element` of a map is the tuple of key and value.
  const TypeNode source = node.kind == TypeKind::kMap ? table_->values.node(node.element) : node;
  Vec<FieldSpec> fields(table_->allocator());
  Vec<ValueType> types(table_->allocator());
  for (uint32_t i = 0; i < source.field_count; ++i) {
    const Field field = table_->values.fields(source)[i];
    VIRGA_ASSIGN(const ValueType type, Value(field.type));
    if (!fields.Push({field.label, type}) || !types.Push(type)) return Error::OutOfMemory();
  }
  VIRGA_TRY(budget_->Take(source.field_count));
  switch (node.kind) {
    case TypeKind::kRecord:
      return table_->values.Record(fields.span());
    case TypeKind::kTuple:
      return table_->values.Tuple(types.span());
    case TypeKind::kVariant:
      return table_->values.Variant(fields.span());
    case TypeKind::kResult:
      return table_->values.ResultOf(types[0], types[1]);
    case TypeKind::kMap:
      return table_->values.Map(types[0], types[1]);
    default:
      return Error::Make(ErrorKind::kInvalid, "a handle in a type that holds none");
  }
}

Result<FuncTypeId> Substitution::Func(FuncTypeId type) {
  if (const uint32_t* known = funcs_.Find(type.index)) return FuncTypeId{*known};
  const FuncType func = table_->values.func(type);
  VIRGA_TRY(budget_->Take(1 + func.param_count));
  Vec<FieldSpec> params(table_->allocator());
  for (uint32_t i = 0; i < func.param_count; ++i) {
    const Field param = table_->values.params(func)[i];
    VIRGA_ASSIGN(const ValueType value, Value(param.type));
    if (!params.Push({param.label, value})) return Error::OutOfMemory();
  }
  VIRGA_ASSIGN(const ValueType result, Value(func.result));
  VIRGA_ASSIGN(const FuncTypeId made, table_->values.Func(params.span(), result, func.is_async));
  VIRGA_TRY(Remember(&funcs_, type.index, made.index));
  return made;
}

Status Substitution::List(const EntityList& list, Vec<NamedEntity>* out) {
  VIRGA_TRY(budget_->Take(list.items.size()));
  for (const NamedEntity& item : list.items) {
    NamedEntity made = item;
    VIRGA_ASSIGN(made.type, Apply(item.type));
    if (!out->Push(made)) return Error::OutOfMemory();
  }
  return {};
}

Status Substitution::Unbound(std::span<const ResourceId> ids, Vec<ResourceId>* out) {
  for (const ResourceId id : ids) {
    if (!IsBound(id) && !out->Push(id)) return Error::OutOfMemory();
  }
  return {};
}

Result<uint32_t> Substitution::Instance(uint32_t index) {
  if (const uint32_t* known = instances_.Find(index)) return *known;
  VIRGA_TRY(budget_->Take(kTypeWork));
  const InstanceType type = table_->instance(index);
  Vec<NamedEntity> exports(table_->allocator());
  Vec<ResourceId> bound(table_->allocator());
  VIRGA_TRY(List(type.exports, &exports));
  VIRGA_TRY(Unbound(type.bound, &bound));
  VIRGA_ASSIGN(const uint32_t made, table_->AddInstance(exports.span(), bound.span()));
  VIRGA_TRY(Remember(&instances_, index, made));
  return made;
}

Result<uint32_t> Substitution::Component(uint32_t index) {
  if (const uint32_t* known = components_.Find(index)) return *known;
  VIRGA_TRY(budget_->Take(kTypeWork));
  const ComponentType type = table_->component(index);
  Vec<NamedEntity> imports(table_->allocator());
  Vec<NamedEntity> exports(table_->allocator());
  Vec<ResourceId> imported(table_->allocator());
  Vec<ResourceId> exported(table_->allocator());
  VIRGA_TRY(List(type.imports, &imports));
  VIRGA_TRY(List(type.exports, &exports));
  VIRGA_TRY(Unbound(type.imported, &imported));
  VIRGA_TRY(Unbound(type.exported, &exported));
  VIRGA_ASSIGN(const uint32_t made, table_->AddComponent(imports.span(), exports.span(),
                                                         imported.span(), exported.span()));
  VIRGA_TRY(Remember(&components_, index, made));
  return made;
}

}  // namespace virga::cabi
