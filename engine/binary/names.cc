#include "engine/binary/names.h"

#include "engine/support/check.h"
#include "engine/support/reader.h"
#include "engine/support/utf8.h"

namespace virga::wasm {

namespace {

enum Subsection : uint8_t { kModule = 0, kFunctions = 1, kLocals = 2 };

// A reader over a subsection of the first name section, at its end when there is none.
ByteReader FindSubsection(const Module& module, Subsection wanted) {
  for (const CustomSection& custom : module.customs) {
    if (custom.name != "name") continue;
    ByteReader reader(custom.bytes, custom.offset);
    uint8_t id = 0;
    uint32_t size = 0;
    std::span<const uint8_t> bytes;
    while (reader.ReadByte(&id) && reader.ReadU32(&size) && reader.ReadBytes(size, &bytes)) {
      if (id == wanted) return ByteReader(bytes);
    }
    break;
  }
  return ByteReader();
}

bool ReadText(ByteReader& reader, std::string_view* out) {
  uint32_t length = 0;
  std::span<const uint8_t> bytes;
  if (!reader.ReadU32(&length) || !reader.ReadBytes(length, &bytes)) return false;
  *out = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  return IsUtf8(*out);
}

// Calls visit(index, name) for each entry of a name map; stops at the first fault.
template <typename Visit>
bool ReadNameMap(ByteReader& reader, Visit visit) {
  uint32_t count = 0;
  if (!reader.ReadU32(&count)) return false;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t index = 0;
    std::string_view name;
    if (!reader.ReadU32(&index) || !ReadText(reader, &name)) return false;
    visit(index, name);
  }
  return true;
}

}  // namespace

std::string_view ModuleName(const Module& module) {
  ByteReader reader = FindSubsection(module, kModule);
  std::string_view name;
  return ReadText(reader, &name) ? name : std::string_view();
}

void FunctionNames(const Module& module, std::span<const uint32_t> functions,
                   std::span<std::string_view> out) {
  VIRGA_CHECK(functions.size() == out.size());
  for (std::string_view& name : out) name = {};
  ByteReader reader = FindSubsection(module, kFunctions);
  ReadNameMap(reader, [&](uint32_t index, std::string_view name) {
    for (size_t i = 0; i < functions.size(); ++i) {
      if (functions[i] == index) out[i] = name;
    }
  });
}

std::string_view FunctionName(const Module& module, uint32_t function) {
  std::string_view name;
  FunctionNames(module, {&function, 1}, {&name, 1});
  return name;
}

std::string_view LocalName(const Module& module, uint32_t function, uint32_t local) {
  ByteReader reader = FindSubsection(module, kLocals);
  uint32_t count = 0;
  if (!reader.ReadU32(&count)) return {};
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t index = 0;
    std::string_view found;
    if (!reader.ReadU32(&index)) return {};
    const bool whole = ReadNameMap(reader, [&](uint32_t entry, std::string_view name) {
      if (index == function && entry == local) found = name;
    });
    if (!found.empty() || !whole) return found;
  }
  return {};
}

}  // namespace virga::wasm
