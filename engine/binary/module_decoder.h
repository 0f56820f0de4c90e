// The state of decoding one module; its methods are spread over one file per family of sections.
//
// Internal to binary/. Each section is read through a ByteReader of its own, so nothing inside can
// reach past it. What an index space collects from imports and from its own section grows in a Vec
// and moves to the module's arena at the end.

#ifndef ENGINE_BINARY_MODULE_DECODER_H_
#define ENGINE_BINARY_MODULE_DECODER_H_

#include <memory>
#include <span>
#include <string_view>

#include "engine/module/module.h"
#include "engine/support/reader.h"
#include "engine/support/vec.h"
#include "virga/error.h"
#include "virga/features.h"
#include "virga/limits.h"

namespace virga::wasm {

class ModuleDecoder {
 public:
  ModuleDecoder(std::span<const uint8_t> bytes, const Features& features, const Limits& limits,
                Allocator* allocator, uint64_t base);

  Result<std::unique_ptr<Module>> Run();

 private:
  // decoder.cc: the header, the order of sections, the checks at the end.
  Status Header();
  Status Sections();
  Status Section(uint8_t id, ByteReader& reader);
  Status CustomSectionAt(ByteReader& reader, uint8_t after_section);
  Status Finish();

  // types.cc
  Status TypeSection(ByteReader& reader);
  Status ReadRecGroup(ByteReader& reader);
  Status ReadSubType(ByteReader& reader, SubType* out);
  Status ReadComposite(ByteReader& reader, SubType* out);
  Status ReadValTypes(ByteReader& reader, const char* what, uint64_t limit,
                      std::span<const ValType>* out);
  Status ReadFields(ByteReader& reader, uint32_t count, std::span<const FieldType>* out);

  // entities.cc: imports, and the sections that fill the index spaces.
  Status ImportSection(ByteReader& reader);
  Status ReadImport(ByteReader& reader, Import* out);
  Status FunctionSection(ByteReader& reader);
  Status TableSection(ByteReader& reader);
  Status MemorySection(ByteReader& reader);
  Status TagSection(ByteReader& reader);
  Status GlobalSection(ByteReader& reader);
  Status ExportSection(ByteReader& reader);
  Status StartSection(ByteReader& reader);
  Status ReadLimits(ByteReader& reader, bool is_memory, SizeLimits* out);
  Status ReadTableType(ByteReader& reader, TableType* out);
  Status ReadGlobalType(ByteReader& reader, GlobalType* out);
  Status ReadTagType(ByteReader& reader, TagType* out);

  // segments.cc
  Status ElementSection(ByteReader& reader);
  Status ReadElement(ByteReader& reader, ElementSegment* out);
  Status ReadElementItems(ByteReader& reader, ElementSegment* out);
  Status DataCountSection(ByteReader& reader);
  Status DataSection(ByteReader& reader);
  Status ReadData(ByteReader& reader, DataSegment* out);
  Status CodeSection(ByteReader& reader);

  // primitives.cc
  //
  // The length of a vector of `what`: at most `limit` (beside `already` ones of the same kind), and
  // no more than the bytes that are left can hold at `bytes_each` or more.
  Status ReadCount(ByteReader& reader, const char* what, uint64_t already, uint64_t limit,
                   uint64_t bytes_each, uint32_t* out);
  Status ReadIndex(ByteReader& reader, const char* what, uint32_t* out);
  Status ReadName(ByteReader& reader, const char* what, std::string_view* out);
  Status ReadConstExpr(ByteReader& reader, ConstExpr* out);
  Status NeedFeature(Feature feature, uint64_t offset, const char* what) const;

  template <typename T>
  Status NewArray(uint32_t count, std::span<T>* out) {
    *out = module_->arena.NewArray<T>(count);
    if (out->data() == nullptr) return Error::OutOfMemory();
    return {};
  }
  template <typename T>
  Status MoveToArena(Vec<T>& from, std::span<const T>* out) {
    *out = module_->arena.CopyArray<T>(from.span());
    if (out->data() == nullptr) return Error::OutOfMemory();
    from = Vec<T>(module_->arena.allocator());
    return {};
  }

  const Features& features_;
  const Limits& limits_;
  std::unique_ptr<Module> module_;
  ByteReader reader_;
  Vec<SubType> types_;
  Vec<RecGroup> rec_groups_;
  Vec<uint32_t> functions_;
  Vec<Table> tables_;
  Vec<MemoryType> memories_;
  Vec<Global> globals_;
  Vec<TagType> tags_;
  Vec<CustomSection> customs_;
  uint32_t data_count_ = 0;
};

}  // namespace virga::wasm

#endif  // ENGINE_BINARY_MODULE_DECODER_H_
