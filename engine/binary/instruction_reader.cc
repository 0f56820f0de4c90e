#include "engine/binary/instruction_reader.h"

#include "engine/binary/type_reader.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

// Types inside instructions are read for their structure alone: every feature is on.
Features EveryFeature() {
  Features features;
  for (const FeatureInfo& info : AllFeatures()) features.Set(info.feature, true);
  return features;
}

Status SkipU32s(ByteReader& reader, int count) {
  uint32_t ignored = 0;
  for (int i = 0; i < count; ++i) {
    if (!reader.ReadU32(&ignored)) return reader.TakeError("immediate");
  }
  return {};
}

Status SkipBytes(ByteReader& reader, uint64_t count) {
  if (!reader.Skip(count)) return reader.TakeError("immediate");
  return {};
}

// A vector whose elements take at least one byte each.
Result<uint32_t> ReadLength(ByteReader& reader) {
  uint32_t count = 0;
  const uint64_t offset = reader.offset();
  if (!reader.ReadU32(&count)) return reader.TakeError("vector length");
  if (count > reader.remaining()) {
    return Error::At(ErrorKind::kMalformed, offset,
                     "length out of bounds: %u elements in %llu bytes", count,
                     static_cast<unsigned long long>(reader.remaining()));
  }
  return count;
}

Status SkipBlockType(ByteReader& reader) {
  const int byte = reader.Peek();
  if (byte == 0x40) return SkipBytes(reader, 1);
  if (byte >= 0x41 && byte < 0x80) {
    VIRGA_TRY(ReadValType(reader, EveryFeature()));
    return {};
  }
  int64_t index = 0;
  if (!reader.ReadS33(&index)) return reader.TakeError("block type");
  return {};
}

// Catch clauses (kinds 0, 1 have a tag) and handler clauses (kind 0 has a label, kind 1 none).
Status SkipClauses(ByteReader& reader, bool handlers) {
  VIRGA_ASSIGN(const uint32_t count, ReadLength(reader));
  for (uint32_t i = 0; i < count; ++i) {
    uint8_t kind = 0;
    if (!reader.ReadByte(&kind)) return reader.TakeError("clause");
    if (kind > (handlers ? 1 : 3)) {
      return Error::At(ErrorKind::kMalformed, reader.offset() - 1, "malformed clause: kind 0x%02x",
                       kind);
    }
    const bool both = handlers ? kind == 0 : kind <= 1;
    VIRGA_TRY(SkipU32s(reader, both ? 2 : 1));
  }
  return {};
}

Status SkipMemArg(ByteReader& reader) {
  uint32_t flags = 0;
  uint64_t offset = 0;
  if (!reader.ReadU32(&flags)) return reader.TakeError("memory immediate");
  if ((flags & 0x40) != 0) VIRGA_TRY(SkipU32s(reader, 1));
  if (!reader.ReadU64(&offset)) return reader.TakeError("memory immediate");
  return {};
}

Status SkipNumber(ByteReader& reader, Immediate immediate) {
  int32_t i32 = 0;
  int64_t i64 = 0;
  const bool ok = immediate == Immediate::kI32 ? reader.ReadS32(&i32) : reader.ReadS64(&i64);
  if (!ok) return reader.TakeError("constant");
  return {};
}

Status SkipHeapType(ByteReader& reader) {
  VIRGA_TRY(ReadHeapType(reader, EveryFeature()));
  return {};
}

Status SkipVector(ByteReader& reader, Immediate immediate) {
  VIRGA_ASSIGN(const uint32_t count, ReadLength(reader));
  if (immediate == Immediate::kBrTable) {
    for (uint32_t i = 0; i <= count; ++i) VIRGA_TRY(SkipU32s(reader, 1));
    return {};
  }
  for (uint32_t i = 0; i < count; ++i) VIRGA_TRY(ReadValType(reader, EveryFeature()));
  return {};
}

}  // namespace

Result<Opcode> ReadOpcode(ByteReader& reader) {
  const uint64_t offset = reader.offset();
  uint8_t byte = 0;
  if (!reader.ReadByte(&byte)) return reader.TakeError("instruction");
  const bool prefixed = byte >= 0xfb && byte <= 0xfe;
  uint32_t code = byte;
  if (prefixed && !reader.ReadU32(&code)) return reader.TakeError("instruction");
  const std::optional<Opcode> opcode = FindOpcode(prefixed ? byte : 0, code);
  if (opcode.has_value()) return *opcode;
  if (prefixed) {
    return Error::At(ErrorKind::kMalformed, offset, "illegal opcode %02x %02x", byte, code);
  }
  return Error::At(ErrorKind::kMalformed, offset, "illegal opcode %02x", byte);
}

Status SkipImmediates(ByteReader& reader, Opcode opcode) {
  const Immediate immediate = InfoOf(opcode).immediate;
  switch (immediate) {
    case Immediate::kNone:
      return {};
    case Immediate::kBlock:
      return SkipBlockType(reader);
    case Immediate::kTryTable:
      VIRGA_TRY(SkipBlockType(reader));
      return SkipClauses(reader, /*handlers=*/false);
    case Immediate::kBrTable:
    case Immediate::kSelectTypes:
      return SkipVector(reader, immediate);
    case Immediate::kLabel:
    case Immediate::kFunc:
    case Immediate::kType:
    case Immediate::kTag:
    case Immediate::kLocal:
    case Immediate::kGlobal:
    case Immediate::kTable:
    case Immediate::kElem:
    case Immediate::kMemory:
    case Immediate::kData:
      return SkipU32s(reader, 1);
    case Immediate::kCallIndirect:
    case Immediate::kTableTable:
    case Immediate::kElemTable:
    case Immediate::kMemoryMemory:
    case Immediate::kDataMemory:
    case Immediate::kTypeField:
    case Immediate::kTypeCount:
    case Immediate::kTypeData:
    case Immediate::kTypeElem:
    case Immediate::kTypeType:
    case Immediate::kTypeTag:
      return SkipU32s(reader, 2);
    case Immediate::kMemArg:
      return SkipMemArg(reader);
    case Immediate::kMemArgLane:
      VIRGA_TRY(SkipMemArg(reader));
      return SkipBytes(reader, 1);
    case Immediate::kI32:
    case Immediate::kI64:
      return SkipNumber(reader, immediate);
    case Immediate::kF32:
      return SkipBytes(reader, 4);
    case Immediate::kF64:
      return SkipBytes(reader, 8);
    case Immediate::kV128:
    case Immediate::kLanes16:
      return SkipBytes(reader, 16);
    case Immediate::kLane:
    case Immediate::kAtomicFence:
      return SkipBytes(reader, 1);
    case Immediate::kHeapType:
      return SkipHeapType(reader);
    case Immediate::kBrCast:
      VIRGA_TRY(SkipBytes(reader, 1));
      VIRGA_TRY(SkipU32s(reader, 1));
      VIRGA_TRY(SkipHeapType(reader));
      return SkipHeapType(reader);
    case Immediate::kResume:
    case Immediate::kResumeThrow:
      VIRGA_TRY(SkipU32s(reader, immediate == Immediate::kResume ? 1 : 2));
      return SkipClauses(reader, /*handlers=*/true);
  }
  return {};
}

Status SkipExpression(ByteReader& reader) {
  for (uint64_t depth = 0;;) {
    VIRGA_ASSIGN(const Opcode opcode, ReadOpcode(reader));
    if (opcode == Opcode::kEnd) {
      if (depth == 0) return {};
      --depth;
      continue;
    }
    VIRGA_TRY(SkipImmediates(reader, opcode));
    const Immediate immediate = InfoOf(opcode).immediate;
    if (immediate == Immediate::kBlock || immediate == Immediate::kTryTable) ++depth;
  }
}

}  // namespace virga::wasm
