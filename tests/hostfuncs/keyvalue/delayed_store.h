// An engine that never answers at once: every operation waits for a turn of the event loop, as one
// over a network does. For the conformance suite, and for tests of what waits for engines.

#ifndef TESTS_HOSTFUNCS_KEYVALUE_DELAYED_STORE_H_
#define TESTS_HOSTFUNCS_KEYVALUE_DELAYED_STORE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hostfuncs/io/event_loop.h"
#include "hostfuncs/keyvalue/cursor.h"
#include "hostfuncs/keyvalue/memory_store.h"

namespace virga::host::keyvalue {

class DelayedStore : public Store {
 public:
  DelayedStore(io::EventLoop& loop, const Limits& limits)
      : Store(limits), loop_(loop), store_(MakeMemoryStore(limits)) {}

 protected:
  KvFuture<KeyPage> DoListAfter(const std::optional<std::string>& after) override {
    // The inner store takes a cursor; this layer has decoded it already.
    std::optional<std::string> cursor;
    if (after) cursor = EncodeCursor(*after);
    return Later<KeyPage>([cursor](Store& store) { return store.ListKeys(cursor); });
  }
  KvFuture<HashedKeyPage> DoListHashed(std::optional<uint64_t> cursor) override {
    return Later<HashedKeyPage>([cursor](Store& store) { return store.ListKeysHashed(cursor); });
  }
  KvFuture<std::optional<Value>> DoGet(std::string_view key) override {
    return Later<std::optional<Value>>(
        [key = std::string(key)](Store& store) { return store.Get(key); });
  }
  KvFuture<bool> DoExists(std::string_view key) override {
    return Later<bool>([key = std::string(key)](Store& store) { return store.Exists(key); });
  }
  KvFuture<std::monostate> DoSet(std::string_view key, Value value) override {
    return Later<std::monostate>(
        [key = std::string(key), value](Store& store) { return store.Set(key, value); });
  }
  KvFuture<std::monostate> DoDelete(std::string_view key) override {
    return Later<std::monostate>(
        [key = std::string(key)](Store& store) { return store.Delete(key); });
  }
  KvFuture<uint64_t> DoIncrement(std::string_view key, uint64_t delta,
                                 CounterRange range) override {
    return Later<uint64_t>([key = std::string(key), delta, range](Store& store) {
      return store.Increment(key, delta, range);
    });
  }
  KvFuture<CasPtr> DoCasNew(std::string_view key) override {
    return Later<CasPtr>([key = std::string(key)](Store& store) { return store.CasNew(key); });
  }
  KvFuture<SwapResult> DoSwap(const CasPtr& cas, Value value) override {
    return Later<SwapResult>([cas, value](Store& store) { return store.Swap(cas, value); });
  }
  KvFuture<std::vector<std::optional<Value>>> DoGetMany(
      std::span<const std::string> keys) override {
    return Later<std::vector<std::optional<Value>>>(
        [keys = std::vector<std::string>(keys.begin(), keys.end())](Store& store) {
          return store.GetMany(keys);
        });
  }
  KvFuture<std::monostate> DoSetMany(std::span<const KeyValue> items) override {
    return Later<std::monostate>([items = std::vector<KeyValue>(items.begin(), items.end())](
                                     Store& store) { return store.SetMany(items); });
  }
  KvFuture<std::monostate> DoDeleteMany(std::span<const std::string> keys) override {
    return Later<std::monostate>([keys = std::vector<std::string>(keys.begin(), keys.end())](
                                     Store& store) { return store.DeleteMany(keys); });
  }

 private:
  template <typename T, typename F>
  KvFuture<T> Later(F operation) {
    io::Promise<KvOutcome<T>> promise;
    loop_.Post([promise, operation = std::move(operation), store = store_]() mutable {
      promise.Set(operation(*store).Take());
    });
    return promise.future();
  }

  io::EventLoop& loop_;
  StorePtr store_;
};

}  // namespace virga::host::keyvalue

#endif  // TESTS_HOSTFUNCS_KEYVALUE_DELAYED_STORE_H_
