// Bytes: writes modules and components of the binary format for tests, piece by piece.

#ifndef TESTS_CANONICAL_ABI_BYTES_H_
#define TESTS_CANONICAL_ABI_BYTES_H_

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace virga::cabi::testing {

class Bytes {
 public:
  Bytes() = default;
  Bytes(std::initializer_list<int> bytes) {  // NOLINT: implicit by design
    for (const int byte : bytes) data_.push_back(static_cast<uint8_t>(byte));
  }

  Bytes& U32(uint32_t value) {
    do {
      const uint8_t low = value & 0x7f;
      value >>= 7;
      data_.push_back(value != 0 ? low | 0x80 : low);
    } while (value != 0);
    return *this;
  }
  // A type index where a value type may stand: signed, so that primitive types are the negatives.
  Bytes& TypeIndex(uint32_t index) {
    while (index >= 0x40) {
      data_.push_back(static_cast<uint8_t>((index & 0x7f) | 0x80));
      index >>= 7;
    }
    data_.push_back(static_cast<uint8_t>(index));
    return *this;
  }
  Bytes& Name(std::string_view name) {
    U32(static_cast<uint32_t>(name.size()));
    data_.insert(data_.end(), name.begin(), name.end());
    return *this;
  }
  // A name of an import or export, without attributes.
  Bytes& ExternName(std::string_view name) {
    data_.push_back(0);
    return Name(name);
  }
  Bytes& Add(const Bytes& other) {
    data_.insert(data_.end(), other.data_.begin(), other.data_.end());
    return *this;
  }
  // A section of a component or a module.
  Bytes& Section(int id, const Bytes& contents) {
    data_.push_back(static_cast<uint8_t>(id));
    U32(static_cast<uint32_t>(contents.size()));
    return Add(contents);
  }
  // A section with a vector of items.
  Bytes& Items(int id, std::initializer_list<Bytes> items) {
    Bytes contents;
    contents.U32(static_cast<uint32_t>(items.size()));
    for (const Bytes& item : items) contents.Add(item);
    return Section(id, contents);
  }

  size_t size() const { return data_.size(); }
  std::span<const uint8_t> span() const { return data_; }
  std::vector<uint8_t>& data() { return data_; }

 private:
  std::vector<uint8_t> data_;
};

inline Bytes ComponentHeader() { return {0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00}; }
inline Bytes ModuleHeader() { return {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00}; }

// A core module with a memory "mem", "realloc", "f: [i32 i32] -> [i32]" and "post: [i32] -> []".
inline Bytes SampleModule() {
  Bytes module = ModuleHeader();
  module.Items(1, {{0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f},
                   {0x60, 2, 0x7f, 0x7f, 1, 0x7f},
                   {0x60, 1, 0x7f, 0}});
  module.Items(3, {{0}, {1}, {2}});
  module.Items(5, {{0, 1}});
  module.Items(7, {Bytes().Name("mem").Add({2, 0}), Bytes().Name("realloc").Add({0, 0}),
                   Bytes().Name("f").Add({0, 1}), Bytes().Name("post").Add({0, 2})});
  module.Items(10, {{4, 0, 0x41, 0x10, 0x0b}, {4, 0, 0x41, 0x20, 0x0b}, {2, 0, 0x0b}});
  return module;
}

// Imports an instance with a resource and a method, a core module, lifts a function of it with all
// options, lowers the method, defines a resource, nests a component and exports from it.
inline Bytes SampleComponent() {
  Bytes component = ComponentHeader();
  component.Section(1, SampleModule());
  // (type 0 (instance (export "r" (type (sub resource))) (type (borrow 0))
  //   (type (func (param "self" 1) (result u32))) (export "[method]r.m" (func (type 2)))))
  Bytes instance_type = {0x42, 4};
  instance_type.Add({4}).ExternName("r").Add({3, 1});
  instance_type.Add({1, 0x68, 0});
  instance_type.Add({1, 0x40, 1}).Name("self").Add({1, 0, 0x79});
  instance_type.Add({4}).ExternName("[method]r.m").Add({1, 2});
  component.Items(7, {instance_type});
  component.Items(10, {Bytes().ExternName("a:b/c@0.2.0").Add({5, 0})});
  component.Items(2, {{0, 0, 0}});
  component.Items(6, {Bytes{0, 0, 1, 0}.Name("f"), Bytes{0, 2, 1, 0}.Name("mem"),
                      Bytes{0, 0, 1, 0}.Name("realloc"), Bytes{0, 0, 1, 0}.Name("post"),
                      Bytes{1, 0, 0}.Name("[method]r.m"), Bytes{3, 0, 0}.Name("r")});
  // Types 2 and 3: (func (param "s" string) (result string)), (resource (rep i32)).
  component.Items(7, {Bytes{0x40, 1}.Name("s").Add({0x73, 0, 0x73}), {0x3f, 0x7f, 0}});
  component.Items(8, {{0, 0, 0, 4, 0, 3, 0, 4, 1, 5, 2, 2}, {1, 0, 0, 0}, {2, 3}, {3, 3}, {4, 3}});
  Bytes nested = ComponentHeader();
  nested.Items(7, {{0x40, 0, 1, 0}});
  nested.Items(10, {Bytes().ExternName("g").Add({1, 0})});
  nested.Items(11, {Bytes().ExternName("h").Add({1, 0, 0})});
  component.Section(4, nested);
  component.Items(11, {Bytes().ExternName("f").Add({1, 1, 0})});
  return component;
}

}  // namespace virga::cabi::testing

#endif  // TESTS_CANONICAL_ABI_BYTES_H_
