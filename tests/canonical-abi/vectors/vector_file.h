// Reading the canonical ABI vectors: types, values, core values, memories. See the README beside
// them for the forms.

#ifndef TESTS_CANONICAL_ABI_VECTORS_VECTOR_FILE_H_
#define TESTS_CANONICAL_ABI_VECTORS_VECTOR_FILE_H_

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/resources/handle_scope.h"
#include "canonical-abi/types/value_type.h"
#include "canonical-abi/values/val.h"

namespace virga::cabi {

using Json = nlohmann::json;

// The cases of `file` ("load"), or nothing when no conformance folder is configured or it is not
// there: the caller then skips.
std::optional<Json> ReadVectors(std::string_view file);

#define VIRGA_VECTORS_OR_SKIP(cases, file)                                               \
  const auto cases##_read = ReadVectors(file);                                           \
  if (!cases##_read) GTEST_SKIP() << "no conformance folder (meson option conformance)"; \
  const Json& cases = *cases##_read

// Resource types R0 (of another instance), R1 and R2 (of the instance under test).
struct TestResources {
  int self = 0;
  int other = 0;
  ResourceType types[3] = {{&other}, {&self}, {&self}};
  const ResourceType* pointers[3] = {&types[0], &types[1], &types[2]};

  ResourceId IdOf(std::string_view name) const { return static_cast<ResourceId>(name[1] - '0'); }
  const ResourceType& Of(std::string_view name) const { return types[IdOf(name)]; }
  std::string NameOf(const ResourceType* type) const;
};

// Types by their JSON form.
class TypeReader {
 public:
  explicit TypeReader(TypeTable* table) : table_(table) {}
  ValueType Read(const Json& json);  // null: kNoType
  FuncTypeId ReadFunc(const Json& params, const Json& result);

 private:
  std::vector<FieldSpec> Fields(const Json& json);
  std::vector<std::string_view> Labels(const Json& json);
  TypeTable* table_;
};

Val ReadValue(const TypeTable& table, ValueType type, const Json& json, const TestResources& rs);
Json WriteValue(const TypeTable& table, ValueType type, const Val& value);

uint64_t ReadCore(const Json& json);  // "i32:5", "f64:0x..."
std::string WriteCore(CoreType type, uint64_t slot);
std::string_view CoreTypeName(CoreType type);

PtrWidth ReadWidth(const Json& addr);
StringEncoding ReadEncoding(const Json& encoding);

// A guest: memory, realloc with a trace, handles.
class TestGuest {
 public:
  TestGuest(const Json& memory, const Json& addr, const Json& encoding, const Json& realloc,
            const Json& handles);
  TestGuest(const TestGuest&) = delete;
  TestGuest& operator=(const TestGuest&) = delete;

  AbiOptions Options();
  // Compares bytes, trace and handles with `expect`'s members of these names.
  void ExpectMemory(const Json& expect, const char* member) const;
  void ExpectTrace(const Json& expect, const char* member) const;
  void ExpectHandles(const Json& expect) const;
  PtrWidth width() const { return width_; }
  HandleTable& handles() { return handles_; }
  HandleScope& scope() { return scope_; }
  const TestResources& resources() const { return resources_; }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  static Result<uint64_t> CallRealloc(void* self, uint64_t old_address, uint64_t old_bytes,
                                      uint64_t alignment, uint64_t new_bytes);
  uint64_t Bump(uint64_t old_address, uint64_t old_bytes, uint64_t alignment, uint64_t new_bytes);

  std::vector<uint8_t> bytes_;
  uint8_t* base_;
  uint64_t size_;
  PtrWidth width_;
  StringEncoding encoding_;
  bool realloc_is_const_ = false;
  uint64_t realloc_next_ = 0;
  Json trace_ = Json::array();
  TestResources resources_;
  HandleTable handles_;
  HandleScope scope_;
};

// The executable specification looks for the UTF-16 tag of a latin1+utf16 source at the bit of the
// *target's* pointer width (store_string_into_range). Between a 32-bit and a 64-bit memory it so
// traps on every UTF-16 string. We take the source's own bit, and skip such cases when they trap.
bool TagIsOfAnotherWidth(const Json& src, const Json& dst);

// Counts what a vector test did, and prints it.
struct VectorCount {
  explicit VectorCount(std::string_view name) : file(name) {}
  ~VectorCount();
  std::string file;
  int passed = 0;
  int skipped = 0;
};

}  // namespace virga::cabi

#endif  // TESTS_CANONICAL_ABI_VECTORS_VECTOR_FILE_H_
