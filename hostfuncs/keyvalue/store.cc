// The limits that all engines share. Texts: "<what>: <cause> (<setting>)".

#include "hostfuncs/keyvalue/store.h"

#include <cinttypes>
#include <cstdio>

#include "hostfuncs/keyvalue/cursor.h"

namespace virga::host::keyvalue {
namespace {

StoreError Over(const char* what, const char* thing, uint64_t got, uint64_t limit,
                const char* setting) {
  char text[192];
  snprintf(text, sizeof text, "%s: %s of %" PRIu64 " is over the limit of %" PRIu64 " (%s)", what,
           thing, got, limit, setting);
  return StoreError::Other(text);
}

std::optional<StoreError> CheckKey(const char* what, std::string_view key, const Limits& limits) {
  if (key.size() <= limits.key_bytes) return std::nullopt;
  return Over(what, "key length", key.size(), limits.key_bytes, "keyvalue.max-key-bytes");
}

std::optional<StoreError> CheckValue(const char* what, const Value& value, const Limits& limits) {
  if (value->size() <= limits.value_bytes) return std::nullopt;
  return Over(what, "value length", value->size(), limits.value_bytes, "keyvalue.max-value-bytes");
}

std::optional<StoreError> CheckBatch(const char* what, uint64_t items, uint64_t bytes,
                                     const Limits& limits) {
  if (items > limits.batch_items) {
    return Over(what, "number of items", items, limits.batch_items, "keyvalue.max-batch-items");
  }
  if (bytes > limits.batch_bytes) {
    return Over(what, "total size", bytes, limits.batch_bytes, "keyvalue.max-batch-bytes");
  }
  return std::nullopt;
}

std::optional<StoreError> CheckKeys(const char* what, std::span<const std::string> keys,
                                    const Limits& limits) {
  uint64_t bytes = 0;
  for (const std::string& key : keys) {
    if (auto error = CheckKey(what, key, limits)) return error;
    bytes += key.size();
  }
  return CheckBatch(what, keys.size(), bytes, limits);
}

// An answer that is known at once.
template <typename T>
KvFuture<T> Fail(StoreError error) {
  return KvFuture<T>(KvOutcome<T>(std::move(error)));
}

}  // namespace

KvFuture<std::optional<Value>> Store::Get(std::string_view key) {
  if (auto error = CheckKey("get", key, limits_)) return Fail<std::optional<Value>>(*error);
  return DoGet(key);
}

KvFuture<bool> Store::Exists(std::string_view key) {
  if (auto error = CheckKey("exists", key, limits_)) return Fail<bool>(*error);
  return DoExists(key);
}

KvFuture<std::monostate> Store::Set(std::string_view key, Value value) {
  if (auto error = CheckKey("set", key, limits_)) return Fail<std::monostate>(*error);
  if (auto error = CheckValue("set", value, limits_)) return Fail<std::monostate>(*error);
  return DoSet(key, std::move(value));
}

KvFuture<std::monostate> Store::Delete(std::string_view key) {
  if (auto error = CheckKey("delete", key, limits_)) return Fail<std::monostate>(*error);
  return DoDelete(key);
}

KvFuture<KeyPage> Store::ListKeys(const std::optional<std::string>& cursor) {
  if (!cursor) return DoListAfter(std::nullopt);
  std::optional<std::string> after = DecodeCursor(*cursor);
  if (!after) return Fail<KeyPage>(StoreError::Other("list-keys: invalid cursor"));
  return DoListAfter(after);
}

KvFuture<HashedKeyPage> Store::ListKeysHashed(std::optional<uint64_t> cursor) {
  return DoListHashed(cursor);
}

KvFuture<uint64_t> Store::Increment(std::string_view key, uint64_t delta, CounterRange range) {
  if (auto error = CheckKey("increment", key, limits_)) return Fail<uint64_t>(*error);
  return DoIncrement(key, delta, range);
}

KvFuture<CasPtr> Store::CasNew(std::string_view key) {
  if (auto error = CheckKey("cas.new", key, limits_)) return Fail<CasPtr>(*error);
  return DoCasNew(key);
}

KvFuture<SwapResult> Store::Swap(const CasPtr& cas, Value value) {
  if (auto error = CheckValue("swap", value, limits_)) return Fail<SwapResult>(*error);
  return DoSwap(cas, std::move(value));
}

KvFuture<std::vector<std::optional<Value>>> Store::GetMany(std::span<const std::string> keys) {
  if (auto error = CheckKeys("get-many", keys, limits_)) {
    return Fail<std::vector<std::optional<Value>>>(*error);
  }
  return DoGetMany(keys);
}

KvFuture<std::monostate> Store::SetMany(std::span<const KeyValue> items) {
  uint64_t bytes = 0;
  for (const KeyValue& item : items) {
    if (auto error = CheckKey("set-many", item.key, limits_)) return Fail<std::monostate>(*error);
    if (auto error = CheckValue("set-many", item.value, limits_)) {
      return Fail<std::monostate>(*error);
    }
    bytes += item.key.size() + item.value->size();
  }
  if (auto error = CheckBatch("set-many", items.size(), bytes, limits_)) {
    return Fail<std::monostate>(*error);
  }
  return DoSetMany(items);
}

KvFuture<std::monostate> Store::DeleteMany(std::span<const std::string> keys) {
  if (auto error = CheckKeys("delete-many", keys, limits_)) return Fail<std::monostate>(*error);
  return DoDeleteMany(keys);
}

}  // namespace virga::host::keyvalue
