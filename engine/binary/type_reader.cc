#include "engine/binary/type_reader.h"

#include "engine/diag/feature_error.h"
#include "engine/support/try.h"
#include "engine/types/type_text.h"

namespace virga::wasm {

namespace {

// Indices beyond this do not fit a ValType; no module has so many types (Limits::types).
constexpr int64_t kTypeIndexMax = (int64_t{1} << 21) - 1;

struct AbsCode {
  uint8_t byte;
  AbsHeap heap;
  Feature feature;
};

constexpr AbsCode kAbsCodes[] = {
    {0x70, AbsHeap::kFunc, Feature::kReferenceTypes},
    {0x6f, AbsHeap::kExtern, Feature::kReferenceTypes},
    {0x6e, AbsHeap::kAny, Feature::kGc},
    {0x6d, AbsHeap::kEq, Feature::kGc},
    {0x6c, AbsHeap::kI31, Feature::kGc},
    {0x6b, AbsHeap::kStruct, Feature::kGc},
    {0x6a, AbsHeap::kArray, Feature::kGc},
    {0x71, AbsHeap::kNone, Feature::kGc},
    {0x72, AbsHeap::kNoExtern, Feature::kGc},
    {0x73, AbsHeap::kNoFunc, Feature::kGc},
    {0x69, AbsHeap::kExn, Feature::kExceptions},
    {0x74, AbsHeap::kNoExn, Feature::kExceptions},
    {0x68, AbsHeap::kCont, Feature::kStackSwitching},
    {0x75, AbsHeap::kNoCont, Feature::kStackSwitching},
};

const AbsCode* FindAbs(uint8_t byte) {
  for (const AbsCode& code : kAbsCodes) {
    if (code.byte == byte) return &code;
  }
  return nullptr;
}

Result<HeapType> CheckedAbs(const AbsCode& code, uint64_t offset, const Features& features) {
  const HeapType heap = HeapType::Abstract(code.heap);
  // funcref alone is as old as tables.
  if (code.heap != AbsHeap::kFunc && !features.Has(code.feature)) {
    return FeatureError(offset, TextOf(ValType::Ref(heap, true)).c_str(), code.feature);
  }
  return heap;
}

}  // namespace

Result<HeapType> ReadHeapType(ByteReader& reader, const Features& features) {
  const uint64_t offset = reader.offset();
  int64_t code = 0;
  if (!reader.ReadS33(&code)) return reader.TakeError("heap type");
  if (code >= 0) {
    if (!features.Has(Feature::kFunctionReferences) && !features.Has(Feature::kGc)) {
      return FeatureError(offset, "a reference to a defined type", Feature::kFunctionReferences);
    }
    if (code > kTypeIndexMax) {
      return Error::At(ErrorKind::kInvalid, offset, "unknown type: index %lld",
                       static_cast<long long>(code));
    }
    return HeapType::Concrete(static_cast<uint32_t>(code));
  }
  const AbsCode* abs = code >= -0x40 ? FindAbs(static_cast<uint8_t>(code & 0x7f)) : nullptr;
  if (abs == nullptr) {
    return Error::At(ErrorKind::kMalformed, offset, "malformed heap type: code %lld",
                     static_cast<long long>(code));
  }
  return CheckedAbs(*abs, offset, features);
}

Result<ValType> ReadRefType(ByteReader& reader, const Features& features) {
  const uint64_t offset = reader.offset();
  uint8_t byte = 0;
  if (!reader.ReadByte(&byte)) return reader.TakeError("reference type");
  if (byte == 0x63 || byte == 0x64) {
    if (!features.Has(Feature::kFunctionReferences) && !features.Has(Feature::kGc)) {
      return FeatureError(offset, "a typed reference", Feature::kFunctionReferences);
    }
    VIRGA_ASSIGN(const HeapType heap, ReadHeapType(reader, features));
    return ValType::Ref(heap, byte == 0x63);
  }
  const AbsCode* abs = FindAbs(byte);
  if (abs == nullptr) {
    return Error::At(ErrorKind::kMalformed, offset, "malformed reference type: code 0x%02x", byte);
  }
  VIRGA_ASSIGN(const HeapType heap, CheckedAbs(*abs, offset, features));
  return ValType::Ref(heap, true);
}

Result<ValType> ReadValType(ByteReader& reader, const Features& features) {
  const uint64_t offset = reader.offset();
  const int byte = reader.Peek();
  if (byte < 0) {
    uint8_t none = 0;
    (void)reader.ReadByte(&none);
    return reader.TakeError("value type");
  }
  const ValType number = NumberTypeOfByte(static_cast<uint8_t>(byte));
  if (!number.is_bottom() || byte == 0x7b) {
    (void)reader.Skip(1);
    if (!number.is_bottom()) return number;
    if (!features.Has(Feature::kSimd)) return FeatureError(offset, "v128", Feature::kSimd);
    return ValType::V128();
  }
  if (byte != 0x63 && byte != 0x64 && FindAbs(static_cast<uint8_t>(byte)) == nullptr) {
    return Error::At(ErrorKind::kMalformed, offset, "malformed value type: code 0x%02x", byte);
  }
  if (byte == 0x70 && !features.Has(Feature::kReferenceTypes)) {
    return FeatureError(offset, "funcref as a value", Feature::kReferenceTypes);
  }
  return ReadRefType(reader, features);
}

}  // namespace virga::wasm
