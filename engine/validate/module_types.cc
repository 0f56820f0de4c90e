// Type definitions. spec: valid/types.

#include "engine/support/try.h"
#include "engine/types/type_text.h"
#include "engine/validate/module_validator.h"

namespace virga::wasm {

Status ModuleValidator::CheckValType(ValType type, int section, const char* what,
                                     uint64_t number) const {
  if (!type.is_ref() || !type.heap().is_concrete()) return {};
  if (type.heap().index() < module().types.size()) return {};
  return InvalidIn(section, "unknown type %u: %s %llu, the module has %llu types",
                   type.heap().index(), what, static_cast<unsigned long long>(number),
                   static_cast<unsigned long long>(module().types.size()));
}

Status ModuleValidator::CheckFuncIndex(uint32_t type, int section, const char* what,
                                       uint64_t number) const {
  if (type >= module().types.size()) {
    return InvalidIn(section, "unknown type %u: %s %llu, the module has %llu types", type, what,
                     static_cast<unsigned long long>(number),
                     static_cast<unsigned long long>(module().types.size()));
  }
  if (module().types[type].kind == CompositeKind::kFunc) return {};
  return InvalidIn(section, "non-function type %u: %s %llu", type, what,
                   static_cast<unsigned long long>(number));
}

// That type `index` refers to types below `known` only: those before its group and in it.
Status ModuleValidator::CheckIndices(uint32_t index, uint32_t known) const {
  const SubType& type = module().types[index];
  const auto unknown = [&](uint32_t other) {
    return InvalidIn(kTypeSection, "unknown type %u: referred to by type %u", other, index);
  };
  const auto is_known = [&](ValType value) {
    return !value.is_ref() || !value.heap().is_concrete() || value.heap().index() < known;
  };
  if (type.supertype != kNoType && type.supertype >= known) return unknown(type.supertype);
  if (type.supertype != kNoType && type.supertype >= index) {
    return InvalidIn(kTypeSection, "forward use of type %u in sub type definition %u",
                     type.supertype, index);
  }
  for (const std::span<const ValType> list : {type.func.params, type.func.results}) {
    for (const ValType value : list) {
      if (!is_known(value)) return unknown(value.heap().index());
    }
  }
  for (const FieldType& field : type.fields) {
    if (!is_known(field.type)) return unknown(field.type.heap().index());
  }
  if (type.kind != CompositeKind::kCont) return {};
  if (type.cont_func >= known) return unknown(type.cont_func);
  if (module().types[type.cont_func].kind == CompositeKind::kFunc) return {};
  return InvalidIn(kTypeSection, "non-function type %u: continuation type %u", type.cont_func,
                   index);
}

Status ModuleValidator::CheckDepth(uint32_t index) {
  const uint32_t supertype = module().types[index].supertype;
  if (supertype == kNoType) return {};
  const uint32_t depth = depths_[supertype] + 1u;
  if (depth > validated_->limits_.subtype_depth || depth > kSubtypeDepthMax) {
    return Error::At(ErrorKind::kLimit, module().section_offsets[kTypeSection],
                     "sub type %u lies %u supertypes deep, the limit is %llu", index, depth,
                     static_cast<unsigned long long>(validated_->limits_.subtype_depth));
  }
  depths_[index] = static_cast<uint8_t>(depth);
  return {};
}

bool ModuleValidator::MatchesComposite(const SubType& sub, const SubType& super) const {
  const TypeContext context = types();
  if (sub.kind != super.kind) return false;
  switch (sub.kind) {
    case CompositeKind::kFunc:
      return context.Matches(super.func.params, sub.func.params) &&
             context.Matches(sub.func.results, super.func.results);
    case CompositeKind::kCont:
      return context.Matches(HeapType::Concrete(sub.cont_func),
                             HeapType::Concrete(super.cont_func));
    case CompositeKind::kStruct:
    case CompositeKind::kArray:
      break;
  }
  if (sub.fields.size() < super.fields.size()) return false;
  for (size_t i = 0; i < super.fields.size(); ++i) {
    const FieldType& below = sub.fields[i];
    const FieldType& above = super.fields[i];
    if (below.is_mutable != above.is_mutable || below.packed != above.packed) return false;
    if (!context.Matches(below.type, above.type)) return false;
    if (below.is_mutable && !context.Matches(above.type, below.type)) return false;
  }
  return true;
}

Status ModuleValidator::CheckSupertype(uint32_t index) const {
  const SubType& type = module().types[index];
  if (type.supertype == kNoType) return {};
  const SubType& super = module().types[type.supertype];
  if (super.is_final) {
    return InvalidIn(kTypeSection, "sub type %u has final super type %u", index, type.supertype);
  }
  if (MatchesComposite(type, super)) return {};
  return InvalidIn(kTypeSection, "sub type %u does not match super type %u", index, type.supertype);
}

Status ModuleValidator::CheckTypes() {
  if (!depths_.Resize(module().types.size())) return Error::OutOfMemory();
  Vec<TypeId>& ids = validated_->type_ids_;
  for (const RecGroup& group : module().rec_groups) {
    const uint32_t end = group.first + group.count;
    for (uint32_t index = group.first; index < end; ++index) {
      VIRGA_TRY(CheckIndices(index, end));
      VIRGA_TRY(CheckDepth(index));
    }
    VIRGA_TRY(validated_->registry_->Intern(module().types, group, ids.span().first(group.first),
                                            ids.mutable_span().subspan(group.first, group.count)));
    for (uint32_t index = group.first; index < end; ++index) VIRGA_TRY(CheckSupertype(index));
  }
  return {};
}

}  // namespace virga::wasm
