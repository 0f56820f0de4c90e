// Structs and arrays. spec: valid/instructions (aggregate).

#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

namespace {

ValType RefTo(uint32_t type, bool nullable) {
  return ValType::Ref(HeapType::Concrete(type), nullable);
}

const SubType* ReadKind(BodyValidator& v, CompositeKind kind, uint32_t* index) {
  if (!v.ReadU32(index, "type")) return nullptr;
  if (*index >= v.module().types.size()) {
    v.Invalid("unknown type %u: the module has %llu", *index,
              static_cast<unsigned long long>(v.module().types.size()));
    return nullptr;
  }
  const SubType& type = v.module().types[*index];
  if (type.kind == kind) return &type;
  v.Invalid(kind == CompositeKind::kStruct ? "non-structure type %u" : "non-array type %u", *index);
  return nullptr;
}

const SubType* ReadStruct(BodyValidator& v, uint32_t* index) {
  return ReadKind(v, CompositeKind::kStruct, index);
}

// The element of an array type.
const FieldType* ReadArray(BodyValidator& v, uint32_t* index) {
  const SubType* const type = ReadKind(v, CompositeKind::kArray, index);
  return type == nullptr ? nullptr : &type->fields[0];
}

const FieldType* ReadField(BodyValidator& v, uint32_t* index) {
  const SubType* const type = ReadStruct(v, index);
  uint32_t field = 0;
  if (type == nullptr || !v.ReadU32(&field, "field")) return nullptr;
  if (field < type->fields.size()) return &type->fields[field];
  v.Invalid("unknown field %u: type %u has %llu", field, *index,
            static_cast<unsigned long long>(type->fields.size()));
  return nullptr;
}

// A plain get is for whole values, the signed and unsigned ones are for packed ones.
bool CheckPacking(BodyValidator& v, const FieldType& field, bool is_plain, const char* what) {
  const bool is_packed = field.packed != PackedKind::kNone;
  if (is_packed != is_plain) return true;
  return v.Invalid("%s is %s: %s", what, is_packed ? "packed" : "unpacked", v.name());
}

bool CheckMutable(BodyValidator& v, const FieldType& element) {
  return element.is_mutable || v.Invalid("immutable array: %s", v.name());
}

// Elements that data can fill.
bool CheckNumeric(BodyValidator& v, const FieldType& element) {
  return !element.type.is_ref() || v.Invalid("array type is not numeric or vector: elements of %s",
                                             TextOf(element.type).c_str());
}

// `count` operands of one type. Stops where unreachable code has run out of them, so that a count
// costs no more than what is there.
bool PopMany(BodyValidator& v, ValType type, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (v.at_base() && v.top().unreachable) return true;
    if (!v.Pop(type)) return false;
  }
  return true;
}

bool PopI32s(BodyValidator& v, int count) {
  for (int i = 0; i < count; ++i) {
    if (!v.Pop(ValType::I32())) return false;
  }
  return true;
}

bool CheckElementType(BodyValidator& v, const FieldType& element) {
  const ElementSegment* segment = nullptr;
  if (!v.ReadElement(&segment)) return false;
  if (element.packed == PackedKind::kNone && v.types().Matches(segment->type, element.type)) {
    return true;
  }
  return v.Invalid("type mismatch: %s of elements %s, expected %s", v.name(),
                   TextOf(segment->type).c_str(), TextOf(element.type).c_str());
}

}  // namespace

bool CheckStructNew(BodyValidator& v) {
  uint32_t index = 0;
  const SubType* const type = ReadStruct(v, &index);
  if (type == nullptr) return false;
  for (size_t i = type->fields.size(); i-- > 0;) {
    const ValType field = type->fields[i].type;
    if (v.opcode() == Opcode::kStructNew) {
      if (!v.Pop(field)) return false;
    } else if (!field.is_defaultable()) {
      return v.Invalid("field type is not defaultable: field %zu is %s", i, TextOf(field).c_str());
    }
  }
  return v.Push(RefTo(index, false));
}

bool CheckStructGet(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const field = ReadField(v, &index);
  return field != nullptr && CheckPacking(v, *field, v.opcode() == Opcode::kStructGet, "field") &&
         v.Pop(RefTo(index, true)) && v.Push(field->type);
}

bool CheckStructSet(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const field = ReadField(v, &index);
  if (field == nullptr) return false;
  if (!field->is_mutable) return v.Invalid("immutable field: struct.set");
  return v.Pop(field->type) && v.Pop(RefTo(index, true));
}

bool CheckArrayNew(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const element = ReadArray(v, &index);
  if (element == nullptr || !v.Pop(ValType::I32())) return false;
  if (v.opcode() == Opcode::kArrayNew) {
    if (!v.Pop(element->type)) return false;
  } else if (!element->type.is_defaultable()) {
    return v.Invalid("array type is not defaultable: elements of %s",
                     TextOf(element->type).c_str());
  }
  return v.Push(RefTo(index, false));
}

bool CheckArrayNewFixed(BodyValidator& v) {
  uint32_t index = 0;
  uint32_t count = 0;
  const FieldType* const element = ReadArray(v, &index);
  return element != nullptr && v.ReadU32(&count, "array length") &&
         PopMany(v, element->type, count) && v.Push(RefTo(index, false));
}

bool CheckArrayNewData(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const element = ReadArray(v, &index);
  return element != nullptr && v.ReadData() && CheckNumeric(v, *element) && PopI32s(v, 2) &&
         v.Push(RefTo(index, false));
}

bool CheckArrayNewElem(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const element = ReadArray(v, &index);
  return element != nullptr && CheckElementType(v, *element) && PopI32s(v, 2) &&
         v.Push(RefTo(index, false));
}

bool CheckArrayGet(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const element = ReadArray(v, &index);
  return element != nullptr &&
         CheckPacking(v, *element, v.opcode() == Opcode::kArrayGet, "array") && PopI32s(v, 1) &&
         v.Pop(RefTo(index, true)) && v.Push(element->type);
}

bool CheckArraySet(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const element = ReadArray(v, &index);
  return element != nullptr && CheckMutable(v, *element) && v.Pop(element->type) && PopI32s(v, 1) &&
         v.Pop(RefTo(index, true));
}

bool CheckArrayLen(BodyValidator& v) {
  return v.Pop(ValType::Ref(HeapType::Abstract(AbsHeap::kArray), true)) && v.Push(ValType::I32());
}

bool CheckArrayFill(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const element = ReadArray(v, &index);
  return element != nullptr && CheckMutable(v, *element) && PopI32s(v, 1) && v.Pop(element->type) &&
         PopI32s(v, 1) && v.Pop(RefTo(index, true));
}

bool CheckArrayCopy(BodyValidator& v) {
  uint32_t to = 0;
  uint32_t from = 0;
  const FieldType* const to_element = ReadArray(v, &to);
  if (to_element == nullptr) return false;
  const FieldType* const from_element = ReadArray(v, &from);
  if (from_element == nullptr || !CheckMutable(v, *to_element)) return false;
  if (from_element->packed != to_element->packed ||
      !v.types().Matches(from_element->type, to_element->type)) {
    return v.Invalid("array types do not match: %s to %s", TextOf(from_element->type).c_str(),
                     TextOf(to_element->type).c_str());
  }
  return PopI32s(v, 2) && v.Pop(RefTo(from, true)) && PopI32s(v, 1) && v.Pop(RefTo(to, true));
}

bool CheckArrayInitData(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const element = ReadArray(v, &index);
  return element != nullptr && v.ReadData() && CheckMutable(v, *element) &&
         CheckNumeric(v, *element) && PopI32s(v, 3) && v.Pop(RefTo(index, true));
}

bool CheckArrayInitElem(BodyValidator& v) {
  uint32_t index = 0;
  const FieldType* const element = ReadArray(v, &index);
  return element != nullptr && CheckMutable(v, *element) && CheckElementType(v, *element) &&
         PopI32s(v, 3) && v.Pop(RefTo(index, true));
}

}  // namespace virga::wasm
