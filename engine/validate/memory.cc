// What of the memory instructions does not follow from a signature. spec: valid/instructions.

#include "engine/validate/body_validator.h"

namespace virga::wasm {

bool CheckMemoryCopy(BodyValidator& v) {
  const MemoryType* const to = v.ReadMemory();
  if (to == nullptr) return false;
  const MemoryType* const from = v.ReadMemory();
  if (from == nullptr) return false;
  // The count has the narrower of the two address types.
  const bool both_64 = to->limits.is_64 && from->limits.is_64;
  return v.Pop(both_64 ? ValType::I64() : ValType::I32()) && v.Pop(from->limits.address_type()) &&
         v.Pop(to->limits.address_type());
}

}  // namespace virga::wasm
