// The types that every keyvalue engine speaks. wasi:keyvalue 0.2.0-draft and -draft2 map onto them.

#ifndef HOSTFUNCS_KEYVALUE_TYPES_H_
#define HOSTFUNCS_KEYVALUE_TYPES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hostfuncs/io/future.h"
#include "hostfuncs/io/outcome.h"

namespace virga::host::keyvalue {

struct StoreError {
  enum class Kind : uint8_t { kNoSuchStore, kAccessDenied, kOther };
  Kind kind = Kind::kOther;
  std::string text;  // of kOther: "<what>: <cause> (<setting>)"; never a host path

  static StoreError NoSuchStore() { return {Kind::kNoSuchStore, {}}; }
  static StoreError AccessDenied() { return {Kind::kAccessDenied, {}}; }
  static StoreError Other(std::string text) { return {Kind::kOther, std::move(text)}; }
};

template <typename T>
using KvOutcome = io::Outcome<T, StoreError>;
// Engines beyond this process answer later; memory answers at once.
template <typename T>
using KvFuture = io::Future<KvOutcome<T>>;

// Immutable and shared: reading a value copies nothing.
using Value = std::shared_ptr<const std::string>;
inline Value MakeValue(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

struct KeyValue {
  std::string key;
  Value value;
};

// One page of list-keys in the two shapes of the drafts.
struct KeyPage {
  std::vector<std::string> keys;
  std::optional<std::string> cursor;  // none: that was all
};
struct HashedKeyPage {
  std::vector<std::string> keys;
  std::optional<uint64_t> cursor;
};

// The integers that increment works in: draft has u64, draft2 s64.
enum class CounterRange : uint8_t { kUnsigned64, kSigned64 };

struct Limits {
  uint64_t key_bytes = 1 << 10;
  uint64_t value_bytes = 16 << 20;
  uint64_t page_keys = 1000;
  uint64_t page_bytes = 256 << 10;
  uint64_t batch_items = 10'000;
  uint64_t batch_bytes = 64 << 20;
  uint64_t store_bytes = uint64_t{1} << 30;  // keys and values of one store

  static Limits Constrained() { return {512, 256 << 10, 100, 8 << 10, 256, 512 << 10, 8 << 20}; }
};

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_TYPES_H_
