// The keyvalue engine interface: a Store is one named collection of keys that a guest's bucket
// opens.
//
// This class checks limits, once for all engines; an engine implements the protected Do* functions.
// Keys are UTF-8 (the canonical ABI lets nothing else in), may be empty, and are ordered bytewise.
// Guarantees of every engine: read-your-writes per client; increment, and swap after its check, are
// atomic; on an error the key is unchanged. spec: wasi:keyvalue store, atomics, batch.
//
// Thread-safety: an engine says; `memory` may be used from any thread, a remote one from its
// loop's.

#ifndef HOSTFUNCS_KEYVALUE_STORE_H_
#define HOSTFUNCS_KEYVALUE_STORE_H_

#include <span>
#include <string_view>
#include <variant>

#include "hostfuncs/keyvalue/types.h"

namespace virga::host::keyvalue {

// What atomics.cas.new saw: the backend of the `cas` resource. Belongs to the store that made it.
class Cas {
 public:
  Cas(std::string key, std::optional<Value> current)
      : key_(std::move(key)), current_(std::move(current)) {}
  virtual ~Cas() = default;
  const std::string& key() const { return key_; }
  // The value as of cas.new; none when the key was absent.
  const std::optional<Value>& current() const { return current_; }

 private:
  std::string key_;
  std::optional<Value> current_;
};
using CasPtr = std::shared_ptr<Cas>;

// Of swap: done, or the handle of the latest version, to try again with.
struct SwapResult {
  CasPtr retry;  // null: swapped
};

class Store {
 public:
  virtual ~Store() = default;

  KvFuture<std::optional<Value>> Get(std::string_view key);
  KvFuture<bool> Exists(std::string_view key);
  KvFuture<std::monostate> Set(std::string_view key, Value value);
  KvFuture<std::monostate> Delete(std::string_view key);  // a missing key is fine
  // draft2: bytewise order; stateless text cursors. Unknown cursors are "list-keys: invalid
  // cursor".
  KvFuture<KeyPage> ListKeys(const std::optional<std::string>& cursor);
  // draft: everything sorted when it fits one page, else in the order of a fixed hash.
  KvFuture<HashedKeyPage> ListKeysHashed(std::optional<uint64_t> cursor);

  // Adds to a decimal number; a missing key counts as 0. Returns the new value, whose bits are
  // those of the range's type; `delta` likewise.
  KvFuture<uint64_t> Increment(std::string_view key, uint64_t delta, CounterRange range);
  KvFuture<CasPtr> CasNew(std::string_view key);
  // Sets the value if nothing wrote or deleted the key since the handle was made.
  KvFuture<SwapResult> Swap(const CasPtr& cas, Value value);

  // In the order of the request, duplicates kept; none for what is missing.
  KvFuture<std::vector<std::optional<Value>>> GetMany(std::span<const std::string> keys);
  KvFuture<std::monostate> SetMany(std::span<const KeyValue> items);
  KvFuture<std::monostate> DeleteMany(std::span<const std::string> keys);

  const Limits& limits() const { return limits_; }

 protected:
  explicit Store(const Limits& limits) : limits_(limits) {}

  // One page of keys greater than `after` (all, when none) in bytewise order, within the limits.
  virtual KvFuture<KeyPage> DoListAfter(const std::optional<std::string>& after) = 0;
  virtual KvFuture<HashedKeyPage> DoListHashed(std::optional<uint64_t> cursor) = 0;
  virtual KvFuture<std::optional<Value>> DoGet(std::string_view key) = 0;
  virtual KvFuture<bool> DoExists(std::string_view key) = 0;
  virtual KvFuture<std::monostate> DoSet(std::string_view key, Value value) = 0;
  virtual KvFuture<std::monostate> DoDelete(std::string_view key) = 0;
  virtual KvFuture<uint64_t> DoIncrement(std::string_view key, uint64_t delta,
                                         CounterRange range) = 0;
  virtual KvFuture<CasPtr> DoCasNew(std::string_view key) = 0;
  virtual KvFuture<SwapResult> DoSwap(const CasPtr& cas, Value value) = 0;
  virtual KvFuture<std::vector<std::optional<Value>>> DoGetMany(
      std::span<const std::string> keys) = 0;
  virtual KvFuture<std::monostate> DoSetMany(std::span<const KeyValue> items) = 0;
  virtual KvFuture<std::monostate> DoDeleteMany(std::span<const std::string> keys) = 0;

 private:
  Limits limits_;
};
using StorePtr = std::shared_ptr<Store>;

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_STORE_H_
