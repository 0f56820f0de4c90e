// The frame of a module: header, sections in their order, and what must hold between them.
// spec: binary/modules.

#include "engine/binary/decoder.h"

#include <cstring>

#include "engine/binary/module_decoder.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

constexpr uint8_t kSectionCount = 14;

// Where each known section stands in the order of a module, by id; 0 for custom sections.
constexpr uint8_t kOrder[kSectionCount] = {
    /* custom */ 0,   /* type */ 1,   /* import */ 2,      /* function */ 3,
    /* table */ 4,
    /* memory */ 5,   /* global */ 7, /* export */ 8,      /* start */ 9,
    /* element */ 10,
    /* code */ 12,    /* data */ 13,  /* data count */ 11, /* tag */ 6,
};

constexpr const char* kSectionNames[kSectionCount] = {
    "custom", "type",  "import",  "function", "table", "memory",     "global",
    "export", "start", "element", "code",     "data",  "data count", "tag",
};

}  // namespace

ModuleDecoder::ModuleDecoder(std::span<const uint8_t> bytes, const Features& features,
                             const Limits& limits, Allocator* allocator, uint64_t base)
    : features_(features),
      limits_(limits),
      module_(std::make_unique<Module>(allocator)),
      reader_(bytes, base),
      types_(allocator),
      rec_groups_(allocator),
      functions_(allocator),
      tables_(allocator),
      memories_(allocator),
      globals_(allocator),
      tags_(allocator),
      customs_(allocator) {
  module_->bytes = bytes;
}

Status ModuleDecoder::Header() {
  const uint64_t start = reader_.offset();
  std::span<const uint8_t> magic;
  if (!reader_.ReadBytes(4, &magic)) return reader_.TakeError("magic header");
  if (std::memcmp(magic.data(), "\0asm", 4) != 0) {
    return Error::At(ErrorKind::kMalformed, start,
                     "magic header not detected: expected 00 61 73 6d, found %02x %02x %02x %02x",
                     magic[0], magic[1], magic[2], magic[3]);
  }
  uint32_t version = 0;
  if (!reader_.ReadFixed32(&version)) return reader_.TakeError("binary version");
  if (version != 1) {
    return Error::At(ErrorKind::kMalformed, start + 4,
                     "unknown binary version: expected 0x1, found 0x%x%s", version,
                     version >> 16 == 1 ? " (a component, not a core module)" : "");
  }
  return {};
}

Status ModuleDecoder::CustomSectionAt(ByteReader& reader, uint8_t after_section) {
  CustomSection custom;
  custom.after_section = after_section;
  VIRGA_TRY(ReadName(reader, "custom section name", &custom.name));
  custom.offset = reader.offset();
  if (!reader.ReadBytes(reader.remaining(), &custom.bytes)) return reader.TakeError("section");
  if (!customs_.Push(custom)) return Error::OutOfMemory();
  return {};
}

Status ModuleDecoder::Section(uint8_t id, ByteReader& reader) {
  static constexpr Status (ModuleDecoder::* kReaders[kSectionCount])(ByteReader&) = {
      nullptr,
      &ModuleDecoder::TypeSection,
      &ModuleDecoder::ImportSection,
      &ModuleDecoder::FunctionSection,
      &ModuleDecoder::TableSection,
      &ModuleDecoder::MemorySection,
      &ModuleDecoder::GlobalSection,
      &ModuleDecoder::ExportSection,
      &ModuleDecoder::StartSection,
      &ModuleDecoder::ElementSection,
      &ModuleDecoder::CodeSection,
      &ModuleDecoder::DataSection,
      &ModuleDecoder::DataCountSection,
      &ModuleDecoder::TagSection,
  };
  const uint64_t start = reader.offset();
  const uint64_t size = reader.remaining();
  VIRGA_TRY((this->*kReaders[id])(reader));
  if (!reader.at_end()) {
    return Error::At(ErrorKind::kMalformed, reader.offset(),
                     "section size mismatch: the %s section has %llu bytes, its contents end "
                     "after %llu",
                     kSectionNames[id], static_cast<unsigned long long>(size),
                     static_cast<unsigned long long>(reader.offset() - start));
  }
  return {};
}

Status ModuleDecoder::Sections() {
  uint8_t last = 0;
  while (!reader_.at_end()) {
    const uint64_t offset = reader_.offset();
    uint8_t id = 0;
    uint32_t size = 0;
    if (!reader_.ReadByte(&id)) return reader_.TakeError("section id");
    if (id >= kSectionCount) {
      return Error::At(ErrorKind::kMalformed, offset, "malformed section id: %u", id);
    }
    if (id == 13) VIRGA_TRY(NeedFeature(Feature::kExceptions, offset, "a tag section"));
    if (!reader_.ReadU32(&size)) return reader_.TakeError("section size");
    if (id != 0 && kOrder[id] <= kOrder[last]) {
      return Error::At(ErrorKind::kMalformed, offset,
                       "unexpected content after last section: a %s section after the %s section",
                       kSectionNames[id], kSectionNames[last]);
    }
    const uint64_t start = reader_.offset();
    std::span<const uint8_t> bytes;
    if (!reader_.ReadBytes(size, &bytes)) {
      return Error::At(ErrorKind::kMalformed, start,
                       "unexpected end: length out of bounds: the %s section has %u bytes, %llu "
                       "are left",
                       kSectionNames[id], size,
                       static_cast<unsigned long long>(reader_.remaining()));
    }
    ByteReader section(bytes, start);
    if (id == 0) {
      VIRGA_TRY(CustomSectionAt(section, last));
    } else {
      module_->section_offsets[id] = start;
      VIRGA_TRY(Section(id, section));
      last = id;
    }
  }
  return {};
}

Status ModuleDecoder::Finish() {
  const uint64_t end = reader_.offset();
  const uint64_t declared = functions_.size() - module_->imported_functions;
  if (declared != module_->bodies.size()) {
    return Error::At(ErrorKind::kMalformed, end,
                     "function and code section have inconsistent lengths: %llu functions, %llu "
                     "bodies",
                     static_cast<unsigned long long>(declared),
                     static_cast<unsigned long long>(module_->bodies.size()));
  }
  if (module_->has_data_count && data_count_ != module_->datas.size()) {
    return Error::At(ErrorKind::kMalformed, end,
                     "data count and data section have inconsistent lengths: the count is %u, "
                     "there are %llu segments",
                     data_count_, static_cast<unsigned long long>(module_->datas.size()));
  }
  VIRGA_TRY(MoveToArena(types_, &module_->types));
  VIRGA_TRY(MoveToArena(rec_groups_, &module_->rec_groups));
  VIRGA_TRY(MoveToArena(functions_, &module_->functions));
  VIRGA_TRY(MoveToArena(tables_, &module_->tables));
  VIRGA_TRY(MoveToArena(memories_, &module_->memories));
  VIRGA_TRY(MoveToArena(globals_, &module_->globals));
  VIRGA_TRY(MoveToArena(tags_, &module_->tags));
  VIRGA_TRY(MoveToArena(customs_, &module_->customs));
  return {};
}

Result<std::unique_ptr<Module>> ModuleDecoder::Run() {
  if (reader_.remaining() > limits_.module_bytes) {
    return Error::At(ErrorKind::kLimit, reader_.offset(), "module of %llu bytes, the limit is %llu",
                     static_cast<unsigned long long>(reader_.remaining()),
                     static_cast<unsigned long long>(limits_.module_bytes));
  }
  VIRGA_TRY(Header());
  VIRGA_TRY(Sections());
  VIRGA_TRY(Finish());
  return std::move(module_);
}

Result<std::unique_ptr<Module>> DecodeModule(std::span<const uint8_t> bytes,
                                             const Features& features, const Limits& limits,
                                             Allocator* allocator, uint64_t base) {
  return ModuleDecoder(bytes, features, limits, allocator, base).Run();
}

}  // namespace virga::wasm
