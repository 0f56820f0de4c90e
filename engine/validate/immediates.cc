// Immediates: reading them, and that what they name is there. spec: valid/instructions.

#include "engine/binary/type_reader.h"
#include "engine/diag/feature_error.h"
#include "engine/types/type_text.h"
#include "engine/validate/body_validator.h"

namespace virga::wasm {

bool BodyValidator::ReadValueType(ValType* out) {
  Result<ValType> type = ReadValType(reader_, features_);
  if (!type.ok()) return Fail(std::move(type).error());
  *out = *type;
  return CheckType(*type);
}

bool BodyValidator::CheckType(ValType type) {
  if (!type.is_ref() || !type.heap().is_concrete()) return true;
  if (type.heap().index() < module_.types.size()) return true;
  return Invalid("unknown type %u: the module has %llu", type.heap().index(),
                 static_cast<unsigned long long>(module_.types.size()));
}

bool BodyValidator::ReadBlockType(BlockType* out) {
  const int byte = reader_.Peek();
  if (byte == 0x40) {
    *out = BlockType();
    return reader_.Skip(1);
  }
  // The other negative one-byte numbers are value types.
  if (byte > 0x40 && byte < 0x80) {
    ValType type;
    if (!ReadValueType(&type)) return false;
    *out = BlockType(type);
    return true;
  }
  int64_t index = 0;
  if (!reader_.ReadS33(&index)) return Unreadable("block type");
  if (index < 0) return Malformed("malformed block type: %lld", static_cast<long long>(index));
  if (!features_.Has(Feature::kMultiValue)) {
    return Fail(FeatureError(instruction_, "a block of a function type", Feature::kMultiValue));
  }
  if (static_cast<uint64_t>(index) >= module_.types.size()) {
    return Invalid("unknown type %lld: the module has %llu", static_cast<long long>(index),
                   static_cast<unsigned long long>(module_.types.size()));
  }
  const SubType& type = module_.types[static_cast<size_t>(index)];
  if (type.kind != CompositeKind::kFunc) {
    return Invalid("non-function type %lld for a block", static_cast<long long>(index));
  }
  *out = BlockType(&type.func);
  return true;
}

const FuncType* BodyValidator::ReadFuncType(uint32_t* index) {
  if (!ReadU32(index, "type")) return nullptr;
  if (*index >= module_.types.size()) {
    Invalid("unknown type %u: the module has %llu", *index,
            static_cast<unsigned long long>(module_.types.size()));
    return nullptr;
  }
  const SubType& type = module_.types[*index];
  if (type.kind == CompositeKind::kFunc) return &type.func;
  Invalid("non-function type %u", *index);
  return nullptr;
}

const TableType* BodyValidator::ReadTable() {
  uint32_t index = 0;
  if (!ReadU32(&index, "table")) return nullptr;
  if (index < module_.tables.size()) return &module_.tables[index].type;
  Invalid("unknown table %u: the module has %llu", index,
          static_cast<unsigned long long>(module_.tables.size()));
  return nullptr;
}

const MemoryType* BodyValidator::ReadMemory() {
  uint32_t index = 0;
  if (!ReadU32(&index, "memory")) return nullptr;
  if (index != 0 && !features_.Has(Feature::kMultiMemory)) {
    Malformed("zero byte expected: memory %u needs the feature multi-memory", index);
    return nullptr;
  }
  if (index < module_.memories.size()) return &module_.memories[index];
  Invalid("unknown memory %u: the module has %llu", index,
          static_cast<unsigned long long>(module_.memories.size()));
  return nullptr;
}

bool BodyValidator::ReadData() {
  uint32_t index = 0;
  if (!ReadU32(&index, "data segment")) return false;
  // Without the count the number of segments is not known where code is read.
  if (!module_.has_data_count) return Malformed("data count section required: %s", name());
  if (index < module_.datas.size()) return true;
  return Invalid("unknown data segment %u: the module has %llu", index,
                 static_cast<unsigned long long>(module_.datas.size()));
}

bool BodyValidator::ReadElement(const ElementSegment** out) {
  uint32_t index = 0;
  if (!ReadU32(&index, "element segment")) return false;
  if (index >= module_.elements.size()) {
    return Invalid("unknown elem segment %u: the module has %llu", index,
                   static_cast<unsigned long long>(module_.elements.size()));
  }
  *out = &module_.elements[index];
  return true;
}

bool BodyValidator::ReadMemArg(const Rule& rule, const MemoryType** memory) {
  constexpr uint32_t kHasIndex = 0x40;
  uint32_t flags = 0;
  if (!ReadU32(&flags, "alignment")) return false;
  const bool indexed = (flags & kHasIndex) != 0;
  if (flags >= 2 * kHasIndex || (indexed && !features_.Has(Feature::kMultiMemory))) {
    return Malformed("malformed memop flags: 0x%x", flags);
  }
  if (indexed) {
    *memory = ReadMemory();
    if (*memory == nullptr) return false;
  } else {
    if (module_.memories.empty()) return Invalid("unknown memory 0: the module has none");
    *memory = &module_.memories[0];
  }
  const uint32_t align = flags & (kHasIndex - 1);
  if (align > rule.access_log2) {
    return Invalid("alignment must not be larger than natural: 2^%u for %s, natural is 2^%u", align,
                   name(), rule.access_log2);
  }
  if (rule.is_atomic && align != rule.access_log2) {
    return Invalid("atomic alignment must be natural: 2^%u for %s, natural is 2^%u", align, name(),
                   rule.access_log2);
  }
  uint64_t offset = 0;
  if (!reader_.ReadU64(&offset)) return Unreadable("memory offset");
  if (offset > UINT32_MAX && !(*memory)->limits.is_64) {
    return Invalid("offset out of range: 0x%llx in a 32-bit memory",
                   static_cast<unsigned long long>(offset));
  }
  return true;
}

bool BodyValidator::CheckMemArg(const Rule& rule) {
  const MemoryType* memory = nullptr;
  if (!ReadMemArg(rule, &memory)) return false;
  if (rule.immediate == Immediate::kMemArgLane && !CheckLane(16u >> rule.access_log2)) return false;
  return Apply(rule, memory->limits.address_type());
}

bool BodyValidator::CheckLane(uint32_t lanes) {
  uint8_t lane = 0;
  if (!reader_.ReadByte(&lane)) return Unreadable("lane");
  if (lane < lanes) return true;
  return Invalid("invalid lane index %u: %s has %u", lane, name(), lanes);
}

// The lanes of a shape: "i16x8.extract_lane_s" has eight.
static uint32_t LanesOf(const char* text) {
  const char* const x = std::strchr(text, 'x');
  if (x == nullptr) return 0;
  return x[1] == '1' ? 16 : static_cast<uint32_t>(x[1] - '0');
}

bool BodyValidator::CheckImmediate(const Rule& rule) {
  ValType address = ValType::I32();
  int32_t i32 = 0;
  int64_t i64 = 0;
  const MemoryType* memory = nullptr;
  const ElementSegment* element = nullptr;
  switch (rule.immediate) {
    case Immediate::kI32:
      if (!reader_.ReadS32(&i32)) return Unreadable("constant");
      break;
    case Immediate::kI64:
      if (!reader_.ReadS64(&i64)) return Unreadable("constant");
      break;
    case Immediate::kF32:
      if (!reader_.Skip(4)) return Unreadable("constant");
      break;
    case Immediate::kF64:
      if (!reader_.Skip(8)) return Unreadable("constant");
      break;
    case Immediate::kV128:
      if (!reader_.Skip(16)) return Unreadable("constant");
      break;
    case Immediate::kMemory:
      memory = ReadMemory();
      if (memory == nullptr) return false;
      address = memory->limits.address_type();
      break;
    case Immediate::kDataMemory:
      if (!ReadData()) return false;
      memory = ReadMemory();
      if (memory == nullptr) return false;
      address = memory->limits.address_type();
      break;
    case Immediate::kData:
      if (!ReadData()) return false;
      break;
    case Immediate::kElem:
      if (!ReadElement(&element)) return false;
      break;
    case Immediate::kLane:
      if (!CheckLane(LanesOf(name()))) return false;
      break;
    case Immediate::kLanes16:
      for (int i = 0; i < 16; ++i) {
        if (!CheckLane(32)) return false;
      }
      break;
    case Immediate::kAtomicFence: {
      uint8_t zero = 0;
      if (!reader_.ReadByte(&zero)) return Unreadable("fence");
      if (zero != 0) return Malformed("zero byte expected: found 0x%02x", zero);
      break;
    }
    default:
      return Missing();
  }
  return Apply(rule, address);
}

}  // namespace virga::wasm
