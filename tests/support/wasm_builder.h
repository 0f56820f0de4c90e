// Small modules as bytes, for tests: the encoding's pieces and a builder that orders sections.
//
// Writes what it is told, right or wrong: tests of errors need both.

#ifndef TESTS_SUPPORT_WASM_BUILDER_H_
#define TESTS_SUPPORT_WASM_BUILDER_H_

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/support/leb128.h"

namespace virga::testing {

using Bytes = std::vector<uint8_t>;

inline Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline Bytes U32(uint64_t value) {
  uint8_t buffer[10];
  return Bytes(buffer, buffer + EncodeU64(value, buffer));
}
inline Bytes S64(int64_t value) {
  uint8_t buffer[10];
  return Bytes(buffer, buffer + EncodeS64(value, buffer));
}
inline Bytes Name(std::string_view text) {
  return U32(text.size()) + Bytes(text.begin(), text.end());
}
inline Bytes Repeat(const Bytes& bytes, size_t times) {
  Bytes out;
  out.reserve(bytes.size() * times);
  for (size_t i = 0; i < times; ++i) out.insert(out.end(), bytes.begin(), bytes.end());
  return out;
}
inline Bytes Sized(const Bytes& bytes) { return U32(bytes.size()) + bytes; }

// Codes of types and of a few instructions.
constexpr uint8_t kI32 = 0x7f, kI64 = 0x7e, kF32 = 0x7d, kF64 = 0x7c, kV128 = 0x7b;
constexpr uint8_t kFuncRef = 0x70, kExternRef = 0x6f, kEmpty = 0x40;

inline Bytes FuncTypeBytes(const Bytes& params, const Bytes& results) {
  return Bytes{0x60} + Sized(params) + Sized(results);
}

class WasmBuilder {
 public:
  // Each returns the index of what it adds, in its index space; imports come first.
  uint32_t Type(const Bytes& params, const Bytes& results) {
    return RawType(FuncTypeBytes(params, results));
  }
  // A whole entry of the type section (a recursion group counts as one entry of it).
  uint32_t RawType(const Bytes& bytes) { return Item(1, bytes); }
  uint32_t ImportFunc(uint32_t type) { return ImportFunc("m", "f", type); }
  uint32_t ImportFunc(std::string_view module, std::string_view name, uint32_t type) {
    Item(2, Name(module) + Name(name) + Bytes{0} + U32(type));
    return functions_++;
  }
  void Import(uint8_t kind, const Bytes& type) { Import("m", "x", kind, type); }
  void Import(std::string_view module, std::string_view name, uint8_t kind, const Bytes& type) {
    Item(2, Name(module) + Name(name) + Bytes{kind} + type);
  }
  // `code` without the final end; `locals` are entries of a body's local declarations.
  uint32_t Function(uint32_t type, const Bytes& code, std::initializer_list<Bytes> locals = {}) {
    Bytes body = U32(locals.size());
    for (const Bytes& run : locals) body = body + run;
    return RawFunction(type, body + code + Bytes{0x0b});
  }
  uint32_t RawFunction(uint32_t type, const Bytes& body) {
    Item(3, U32(type));
    Item(10, Sized(body));
    return functions_++;
  }
  uint32_t Table(const Bytes& type) { return Item(4, type); }
  uint32_t Memory(const Bytes& limits) { return Item(5, limits); }
  uint32_t Global(const Bytes& type, const Bytes& init) { return Item(6, type + init); }
  void Export(std::string_view name, uint8_t kind, uint32_t index) {
    Item(7, Name(name) + Bytes{kind} + U32(index));
  }
  void Start(uint32_t function) { raw_[8] = U32(function); }
  uint32_t Element(const Bytes& segment) { return Item(9, segment); }
  void DataCount(uint32_t count) { raw_[12] = U32(count); }
  uint32_t Data(const Bytes& segment) { return Item(11, segment); }
  uint32_t Tag(uint32_t type) { return Item(13, Bytes{0} + U32(type)); }
  // Replaces a whole section's contents.
  void Raw(uint8_t section, const Bytes& contents) { raw_[section] = contents; }
  // A custom section at the end.
  void Custom(std::string_view name, const Bytes& contents) {
    customs_.push_back(Name(name) + contents);
  }

  Bytes Build() const {
    Bytes out = Header();
    for (const uint8_t id : {1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11}) {
      if (const auto raw = raw_.find(id); raw != raw_.end()) {
        out = out + Bytes{id} + Sized(raw->second);
      } else if (const auto items = items_.find(id); items != items_.end()) {
        Bytes contents = U32(items->second.size());
        for (const Bytes& item : items->second) {
          contents.insert(contents.end(), item.begin(), item.end());
        }
        out = out + Bytes{id} + Sized(contents);
      }
    }
    for (const Bytes& custom : customs_) out = out + Bytes{0} + Sized(custom);
    return out;
  }

  static Bytes Header() { return {0, 'a', 's', 'm', 1, 0, 0, 0}; }

 private:
  uint32_t Item(uint8_t section, const Bytes& bytes) {
    items_[section].push_back(bytes);
    return static_cast<uint32_t>(items_[section].size() - 1);
  }

  std::map<uint8_t, std::vector<Bytes>> items_;
  std::map<uint8_t, Bytes> raw_;
  std::vector<Bytes> customs_;
  uint32_t functions_ = 0;
};

// A module of one function [params] -> [results].
inline Bytes OneFunction(const Bytes& code, const Bytes& params = {}, const Bytes& results = {},
                         std::initializer_list<Bytes> locals = {}) {
  WasmBuilder builder;
  builder.Function(builder.Type(params, results), code, locals);
  return builder.Build();
}

}  // namespace virga::testing

#endif  // TESTS_SUPPORT_WASM_BUILDER_H_
