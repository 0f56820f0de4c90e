// Element and data segments. spec: valid/modules.

#include "engine/support/reader.h"
#include "engine/support/try.h"
#include "engine/types/type_text.h"
#include "engine/validate/module_validator.h"

namespace virga::wasm {

Status ModuleValidator::CheckElementItems(const ElementSegment& element) {
  const uint32_t globals = static_cast<uint32_t>(module().globals.size());
  if (element.is_expressions) {
    uint64_t at = 0;
    for (uint32_t i = 0; i < element.count; ++i) {
      const ConstExpr item{element.items.bytes.subspan(at), element.items.offset + at};
      VIRGA_TRY(code_->CheckConstant(item, element.type, globals, declared()));
      at += code_->consumed();
    }
    return {};
  }
  ByteReader reader(element.items.bytes, element.items.offset);
  for (uint32_t i = 0; i < element.count; ++i) {
    const uint64_t offset = reader.offset();
    uint32_t function = 0;
    if (!reader.ReadU32(&function)) return reader.TakeError("element");
    if (function >= module().functions.size()) {
      return Error::At(ErrorKind::kInvalid, offset, "unknown function %u: the module has %llu",
                       function, static_cast<unsigned long long>(module().functions.size()));
    }
    declared()[function] = 1;
  }
  return {};
}

Status ModuleValidator::CheckElements() {
  const uint32_t globals = static_cast<uint32_t>(module().globals.size());
  for (size_t i = 0; i < module().elements.size(); ++i) {
    const ElementSegment& element = module().elements[i];
    VIRGA_TRY(CheckValType(element.type, kElementSection, "element segment", i));
    if (element.mode == SegmentMode::kActive) {
      if (element.table >= module().tables.size()) {
        return InvalidIn(kElementSection, "unknown table %u: element segment %llu", element.table,
                         static_cast<unsigned long long>(i));
      }
      const TableType& table = module().tables[element.table].type;
      if (!types().Matches(element.type, table.element)) {
        return InvalidIn(kElementSection,
                         "type mismatch: element segment %llu of %s for a table of %s",
                         static_cast<unsigned long long>(i), TextOf(element.type).c_str(),
                         TextOf(table.element).c_str());
      }
      VIRGA_TRY(
          code_->CheckConstant(element.offset, table.limits.address_type(), globals, declared()));
    }
    VIRGA_TRY(CheckElementItems(element));
  }
  return {};
}

Status ModuleValidator::CheckDatas() {
  const uint32_t globals = static_cast<uint32_t>(module().globals.size());
  for (size_t i = 0; i < module().datas.size(); ++i) {
    const DataSegment& data = module().datas[i];
    if (data.mode != SegmentMode::kActive) continue;
    if (data.memory >= module().memories.size()) {
      return InvalidIn(kDataSection, "unknown memory %u: data segment %llu", data.memory,
                       static_cast<unsigned long long>(i));
    }
    const ValType address = module().memories[data.memory].limits.address_type();
    VIRGA_TRY(code_->CheckConstant(data.offset, address, globals, declared()));
  }
  return {};
}

}  // namespace virga::wasm
