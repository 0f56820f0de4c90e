// Imports, functions, tables, memories, globals, tags, exports, start. spec: binary/modules.

#include "engine/binary/module_decoder.h"
#include "engine/binary/type_reader.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

enum LimitFlags : uint8_t { kHasMax = 1, kShared = 2, k64 = 4, kPageSize = 8 };

// A kind byte of an import or export.
Result<ExternKind> ReadExternKind(ByteReader& reader, const char* what) {
  uint8_t kind = 0;
  if (!reader.ReadByte(&kind)) return reader.TakeError(what);
  if (kind > static_cast<uint8_t>(ExternKind::kTag)) {
    return Error::At(ErrorKind::kMalformed, reader.offset() - 1, "malformed %s: 0x%02x", what,
                     kind);
  }
  return static_cast<ExternKind>(kind);
}

Status TooMany(uint64_t offset, const char* what, uint64_t limit) {
  return Error::At(ErrorKind::kLimit, offset, "too many %s: the limit is %llu", what,
                   static_cast<unsigned long long>(limit));
}

}  // namespace

Status ModuleDecoder::ReadLimits(ByteReader& reader, bool is_memory, SizeLimits* out) {
  const uint64_t offset = reader.offset();
  uint8_t flags = 0;
  if (!reader.ReadByte(&flags)) return reader.TakeError("limits");
  // Bits that only proposals give a meaning are malformed, as everything is that WebAssembly 3.0
  // does not define; a feature that is off is named all the same.
  const char* hint = "";
  uint8_t known = kHasMax | k64;
  if (is_memory && features_.Has(Feature::kThreads)) known |= kShared;
  if (is_memory && features_.Has(Feature::kCustomPageSizes)) known |= kPageSize;
  if (is_memory && (flags & ~known) == kShared) hint = " (shared needs the feature threads)";
  if (is_memory && (flags & ~known) == kPageSize) {
    hint = " (a page size needs the feature custom-page-sizes)";
  }
  if ((flags & ~known) != 0) {
    return Error::At(ErrorKind::kMalformed, offset, "malformed limits flags: 0x%02x%s", flags,
                     hint);
  }
  if ((flags & k64) != 0) {
    VIRGA_TRY(
        NeedFeature(Feature::kMemory64, offset, is_memory ? "a 64-bit memory" : "a 64-bit table"));
  }
  out->has_max = (flags & kHasMax) != 0;
  out->is_shared = (flags & kShared) != 0;
  out->is_64 = (flags & k64) != 0;
  if (!reader.ReadU64(&out->min)) return reader.TakeError("minimum");
  if (out->has_max && !reader.ReadU64(&out->max)) return reader.TakeError("maximum");
  if ((flags & kPageSize) == 0) return {};
  uint32_t shift = 0;
  const uint64_t at = reader.offset();
  if (!reader.ReadU32(&shift)) return reader.TakeError("page size");
  if (shift != 0 && shift != 16) {
    return Error::At(shift >= 64 ? ErrorKind::kMalformed : ErrorKind::kInvalid, at,
                     "invalid custom page size: 2^%u bytes, expected 2^0 or 2^16", shift);
  }
  out->page_shift = static_cast<uint8_t>(shift);
  return {};
}

Status ModuleDecoder::ReadTableType(ByteReader& reader, TableType* out) {
  VIRGA_ASSIGN(out->element, ReadRefType(reader, features_));
  return ReadLimits(reader, /*is_memory=*/false, &out->limits);
}

Status ModuleDecoder::ReadGlobalType(ByteReader& reader, GlobalType* out) {
  VIRGA_ASSIGN(out->type, ReadValType(reader, features_));
  uint8_t mutability = 0;
  if (!reader.ReadByte(&mutability)) return reader.TakeError("mutability");
  if (mutability > 1) {
    return Error::At(ErrorKind::kMalformed, reader.offset() - 1, "malformed mutability: 0x%02x",
                     mutability);
  }
  out->is_mutable = mutability == 1;
  return {};
}

Status ModuleDecoder::ReadTagType(ByteReader& reader, TagType* out) {
  VIRGA_TRY(NeedFeature(Feature::kExceptions, reader.offset(), "a tag"));
  uint8_t attribute = 0;
  if (!reader.ReadByte(&attribute)) return reader.TakeError("tag attribute");
  if (attribute != 0) {
    return Error::At(ErrorKind::kMalformed, reader.offset() - 1,
                     "zero byte expected: tag attribute 0x%02x", attribute);
  }
  return ReadIndex(reader, "tag type", &out->type_index);
}

Status ModuleDecoder::ReadImport(ByteReader& reader, Import* out) {
  out->offset = reader.offset();
  VIRGA_TRY(ReadName(reader, "import module name", &out->module));
  VIRGA_TRY(ReadName(reader, "import name", &out->name));
  VIRGA_ASSIGN(out->kind, ReadExternKind(reader, "import kind"));
  switch (out->kind) {
    case ExternKind::kFunc: {
      uint32_t type = 0;
      VIRGA_TRY(ReadIndex(reader, "import type", &type));
      out->index = module_->imported_functions++;
      if (!functions_.Push(type)) return Error::OutOfMemory();
      return {};
    }
    case ExternKind::kTable: {
      Table table;
      VIRGA_TRY(ReadTableType(reader, &table.type));
      out->index = module_->imported_tables++;
      if (tables_.size() >= limits_.tables) return TooMany(out->offset, "tables", limits_.tables);
      if (!tables_.Push(table)) return Error::OutOfMemory();
      return {};
    }
    case ExternKind::kMemory: {
      MemoryType memory;
      VIRGA_TRY(ReadLimits(reader, /*is_memory=*/true, &memory.limits));
      out->index = module_->imported_memories++;
      if (memories_.size() >= limits_.memories) {
        return TooMany(out->offset, "memories", limits_.memories);
      }
      if (!memories_.Push(memory)) return Error::OutOfMemory();
      return {};
    }
    case ExternKind::kGlobal: {
      Global global;
      VIRGA_TRY(ReadGlobalType(reader, &global.type));
      out->index = module_->imported_globals++;
      if (!globals_.Push(global)) return Error::OutOfMemory();
      return {};
    }
    case ExternKind::kTag: {
      TagType tag;
      VIRGA_TRY(ReadTagType(reader, &tag));
      out->index = module_->imported_tags++;
      if (!tags_.Push(tag)) return Error::OutOfMemory();
      return {};
    }
  }
  return {};
}

Status ModuleDecoder::ImportSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "imports", 0, limits_.imports, 4, &count));
  std::span<Import> imports;
  VIRGA_TRY(NewArray(count, &imports));
  for (Import& import : imports) VIRGA_TRY(ReadImport(reader, &import));
  module_->imports = imports;
  return {};
}

Status ModuleDecoder::FunctionSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "functions", functions_.size(), limits_.functions, 1, &count));
  if (!functions_.Reserve(functions_.size() + count)) return Error::OutOfMemory();
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t type = 0;
    VIRGA_TRY(ReadIndex(reader, "function type", &type));
    if (!functions_.Push(type)) return Error::OutOfMemory();
  }
  return {};
}

Status ModuleDecoder::TableSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "tables", tables_.size(), limits_.tables, 3, &count));
  for (uint32_t i = 0; i < count; ++i) {
    Table table;
    const bool has_init = reader.Peek() == 0x40;
    if (has_init) {
      const uint64_t offset = reader.offset();
      VIRGA_TRY(NeedFeature(Feature::kFunctionReferences, offset, "a table with an initialiser"));
      (void)reader.Skip(1);
      uint8_t zero = 0;
      if (!reader.ReadByte(&zero)) return reader.TakeError("table");
      if (zero != 0) {
        return Error::At(ErrorKind::kMalformed, offset + 1, "zero byte expected: found 0x%02x",
                         zero);
      }
    }
    VIRGA_TRY(ReadTableType(reader, &table.type));
    if (has_init) VIRGA_TRY(ReadConstExpr(reader, &table.init));
    if (!tables_.Push(table)) return Error::OutOfMemory();
  }
  return {};
}

Status ModuleDecoder::MemorySection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "memories", memories_.size(), limits_.memories, 2, &count));
  for (uint32_t i = 0; i < count; ++i) {
    MemoryType memory;
    VIRGA_TRY(ReadLimits(reader, /*is_memory=*/true, &memory.limits));
    if (!memories_.Push(memory)) return Error::OutOfMemory();
  }
  return {};
}

Status ModuleDecoder::TagSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "tags", tags_.size(), limits_.tags, 2, &count));
  for (uint32_t i = 0; i < count; ++i) {
    TagType tag;
    VIRGA_TRY(ReadTagType(reader, &tag));
    if (!tags_.Push(tag)) return Error::OutOfMemory();
  }
  return {};
}

Status ModuleDecoder::GlobalSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "globals", globals_.size(), limits_.globals, 3, &count));
  if (!globals_.Reserve(globals_.size() + count)) return Error::OutOfMemory();
  for (uint32_t i = 0; i < count; ++i) {
    Global global;
    VIRGA_TRY(ReadGlobalType(reader, &global.type));
    VIRGA_TRY(ReadConstExpr(reader, &global.init));
    if (!globals_.Push(global)) return Error::OutOfMemory();
  }
  return {};
}

Status ModuleDecoder::ExportSection(ByteReader& reader) {
  uint32_t count = 0;
  VIRGA_TRY(ReadCount(reader, "exports", 0, limits_.exports, 3, &count));
  std::span<Export> exports;
  VIRGA_TRY(NewArray(count, &exports));
  for (Export& item : exports) {
    item.offset = reader.offset();
    VIRGA_TRY(ReadName(reader, "export name", &item.name));
    VIRGA_ASSIGN(item.kind, ReadExternKind(reader, "export kind"));
    VIRGA_TRY(ReadIndex(reader, "export index", &item.index));
  }
  module_->exports = exports;
  return {};
}

Status ModuleDecoder::StartSection(ByteReader& reader) {
  const uint64_t offset = reader.offset();
  VIRGA_TRY(ReadIndex(reader, "start function", &module_->start));
  if (module_->start == kNoIndex) {
    return Error::At(ErrorKind::kInvalid, offset, "unknown function %u: start function",
                     module_->start);
  }
  return {};
}

}  // namespace virga::wasm
