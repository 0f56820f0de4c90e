// Tables. spec: valid/instructions (table).

#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

bool CheckTableGet(BodyValidator& v) {
  const TableType* const table = v.ReadTable();
  return table != nullptr && v.Pop(table->limits.address_type()) && v.Push(table->element);
}

bool CheckTableSet(BodyValidator& v) {
  const TableType* const table = v.ReadTable();
  return table != nullptr && v.Pop(table->element) && v.Pop(table->limits.address_type());
}

bool CheckTableSize(BodyValidator& v) {
  const TableType* const table = v.ReadTable();
  return table != nullptr && v.Push(table->limits.address_type());
}

bool CheckTableGrow(BodyValidator& v) {
  const TableType* const table = v.ReadTable();
  if (table == nullptr) return false;
  const ValType address = table->limits.address_type();
  return v.Pop(address) && v.Pop(table->element) && v.Push(address);
}

bool CheckTableFill(BodyValidator& v) {
  const TableType* const table = v.ReadTable();
  if (table == nullptr) return false;
  const ValType address = table->limits.address_type();
  return v.Pop(address) && v.Pop(table->element) && v.Pop(address);
}

bool CheckTableCopy(BodyValidator& v) {
  const TableType* const to = v.ReadTable();
  if (to == nullptr) return false;
  const TableType* const from = v.ReadTable();
  if (from == nullptr) return false;
  if (!v.types().Matches(from->element, to->element)) {
    return v.Invalid("type mismatch: table.copy from elements %s to %s",
                     TextOf(from->element).c_str(), TextOf(to->element).c_str());
  }
  // The count has the narrower of the two address types.
  const ValType to_address = to->limits.address_type();
  const ValType from_address = from->limits.address_type();
  const bool both_64 = to->limits.is_64 && from->limits.is_64;
  return v.Pop(both_64 ? ValType::I64() : ValType::I32()) && v.Pop(from_address) &&
         v.Pop(to_address);
}

bool CheckTableInit(BodyValidator& v) {
  const ElementSegment* element = nullptr;
  if (!v.ReadElement(&element)) return false;
  const TableType* const table = v.ReadTable();
  if (table == nullptr) return false;
  if (!v.types().Matches(element->type, table->element)) {
    return v.Invalid("type mismatch: table.init of elements %s into a table of %s",
                     TextOf(element->type).c_str(), TextOf(table->element).c_str());
  }
  return v.Pop(ValType::I32()) && v.Pop(ValType::I32()) && v.Pop(table->limits.address_type());
}

}  // namespace virga::wasm
