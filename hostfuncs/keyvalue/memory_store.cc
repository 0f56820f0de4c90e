#include "hostfuncs/keyvalue/memory_store.h"

#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "engine/support/check.h"
#include "hostfuncs/keyvalue/counter.h"
#include "hostfuncs/keyvalue/cursor.h"

namespace virga::host::keyvalue {
namespace {

// What a key costs besides its bytes, so that many small keys cannot outgrow the limit.
constexpr uint64_t kEntryOverhead = 160;

struct Entry {
  Value value;
  uint64_t version = 0;
};

// Whether a key that was absent has been set since. Shared by the handles that wait for the same
// key and by the store while any of them lives; a version cannot tell, since a deleted key keeps
// none.
struct AbsentWatch {
  bool written = false;
};

class MemoryCas : public Cas {
 public:
  MemoryCas(std::string key, const Entry& entry)
      : Cas(std::move(key), entry.value), version_(entry.version) {}
  MemoryCas(std::string key, std::shared_ptr<AbsentWatch> absent)
      : Cas(std::move(key), std::nullopt), absent_(std::move(absent)) {}

  // `now`: the key's entry, null when absent.
  bool IsCurrent(const Entry* now) const {
    if (absent_ != nullptr) return now == nullptr && !absent_->written;
    return now != nullptr && now->version == version_;
  }

 private:
  uint64_t version_ = 0;
  std::shared_ptr<AbsentWatch> absent_;  // null: the key was there
};

// All members but the limits are guarded by mutex_; functions named Locked expect it held.
class MemoryStore : public Store {
 public:
  explicit MemoryStore(const Limits& limits) : Store(limits) {}

 protected:
  KvFuture<std::optional<Value>> DoGet(std::string_view key) override {
    const std::lock_guard lock(mutex_);
    return KvOutcome<std::optional<Value>>(FindLocked(key));
  }

  KvFuture<bool> DoExists(std::string_view key) override {
    const std::lock_guard lock(mutex_);
    return KvOutcome<bool>(entries_.find(key) != entries_.end());
  }

  KvFuture<std::monostate> DoSet(std::string_view key, Value value) override {
    const std::lock_guard lock(mutex_);
    return PutLocked("set", key, std::move(value));
  }

  KvFuture<std::monostate> DoDelete(std::string_view key) override {
    const std::lock_guard lock(mutex_);
    EraseLocked(key);
    return Done();
  }

  KvFuture<KeyPage> DoListAfter(const std::optional<std::string>& after) override {
    const std::lock_guard lock(mutex_);
    auto at = after ? entries_.upper_bound(*after) : entries_.begin();
    KeyPage page;
    uint64_t bytes = 0;
    for (; at != entries_.end(); ++at) {
      if (!FitsPage(page.keys.size(), bytes, at->first)) break;
      bytes += at->first.size();
      page.keys.push_back(at->first);
    }
    if (at != entries_.end()) page.cursor = EncodeCursor(page.keys.back());
    return KvOutcome<KeyPage>(std::move(page));
  }

  KvFuture<HashedKeyPage> DoListHashed(std::optional<uint64_t> cursor) override {
    const std::lock_guard lock(mutex_);
    HashedKeyPage page;
    if (!cursor && FitsOnePageLocked()) {
      for (const auto& [key, entry] : entries_) page.keys.push_back(key);
      return KvOutcome<HashedKeyPage>(std::move(page));
    }
    uint64_t bytes = 0;
    auto at = by_hash_.lower_bound({cursor.value_or(0), std::string_view()});
    uint64_t last = 0;
    for (; at != by_hash_.end(); ++at) {
      const auto& [hash, key] = *at;
      // Keys of one hash stay together, whatever the limits say: the cursor cannot point between
      // them.
      const bool same_hash = !page.keys.empty() && hash == last;
      if (!same_hash && !FitsPage(page.keys.size(), bytes, key)) break;
      last = hash;
      bytes += key.size();
      page.keys.emplace_back(key);
    }
    if (at != by_hash_.end()) page.cursor = last + 1;
    return KvOutcome<HashedKeyPage>(std::move(page));
  }

  KvFuture<uint64_t> DoIncrement(std::string_view key, uint64_t delta,
                                 CounterRange range) override {
    const std::lock_guard lock(mutex_);
    std::optional<std::string_view> stored;
    const std::optional<Value> value = FindLocked(key);
    if (value) stored = **value;
    KvOutcome<Counter> counter = AddToCounter(stored, delta, range);
    if (!counter.ok()) return KvOutcome<uint64_t>(std::move(counter).error());
    KvOutcome<std::monostate> put = PutLocked("increment", key, MakeValue(counter->text));
    if (!put.ok()) return KvOutcome<uint64_t>(std::move(put).error());
    return KvOutcome<uint64_t>(counter->bits);
  }

  KvFuture<CasPtr> DoCasNew(std::string_view key) override {
    const std::lock_guard lock(mutex_);
    return KvOutcome<CasPtr>(CasLocked(key));
  }

  KvFuture<SwapResult> DoSwap(const CasPtr& cas, Value value) override {
    const std::lock_guard lock(mutex_);
    const auto* seen = dynamic_cast<const MemoryCas*>(cas.get());
    VIRGA_CHECK(seen != nullptr);
    const auto at = entries_.find(seen->key());
    if (!seen->IsCurrent(at == entries_.end() ? nullptr : &at->second)) {
      return KvOutcome<SwapResult>(SwapResult{CasLocked(seen->key())});
    }
    KvOutcome<std::monostate> put = PutLocked("swap", seen->key(), std::move(value));
    if (!put.ok()) return KvOutcome<SwapResult>(std::move(put).error());
    return KvOutcome<SwapResult>(SwapResult{});
  }

  KvFuture<std::vector<std::optional<Value>>> DoGetMany(
      std::span<const std::string> keys) override {
    using Values = std::vector<std::optional<Value>>;
    const std::lock_guard lock(mutex_);
    Values values;
    values.reserve(keys.size());
    uint64_t bytes = 0;
    for (const std::string& key : keys) {
      values.push_back(FindLocked(key));
      if (values.back()) bytes += (*values.back())->size();
    }
    if (bytes > limits().batch_bytes) {
      return KvOutcome<Values>(
          StoreError::Other("get-many: total size of the values is over the limit of " +
                            std::to_string(limits().batch_bytes) + " (keyvalue.max-batch-bytes)"));
    }
    return KvOutcome<Values>(std::move(values));
  }

  KvFuture<std::monostate> DoSetMany(std::span<const KeyValue> items) override {
    const std::lock_guard lock(mutex_);
    // All or nothing: the space is checked for the whole batch first. Later duplicates win.
    std::map<std::string_view, const Value*> last;
    for (const KeyValue& item : items) last[item.key] = &item.value;
    uint64_t after = bytes_;
    for (const auto& [key, value] : last) after += CostOf(key, **value) - CostLocked(key);
    if (after > limits().store_bytes) return Full("set-many");
    for (const auto& [key, value] : last) {
      VIRGA_CHECK(PutLocked("set-many", key, *value, /*reserved=*/true).ok());
    }
    return Done();
  }

  KvFuture<std::monostate> DoDeleteMany(std::span<const std::string> keys) override {
    const std::lock_guard lock(mutex_);
    for (const std::string& key : keys) EraseLocked(key);
    return Done();
  }

 private:
  static KvOutcome<std::monostate> Done() { return std::monostate{}; }
  static uint64_t CostOf(std::string_view key, const std::string& value) {
    return key.size() + value.size() + kEntryOverhead;
  }
  KvOutcome<std::monostate> Full(const char* what) const {
    return StoreError::Other(std::string(what) + ": the store is full at " +
                             std::to_string(limits().store_bytes) +
                             " bytes (keyvalue.max-store-bytes)");
  }

  bool FitsPage(size_t count, uint64_t bytes, std::string_view key) const {
    if (count == 0) return true;
    return count < limits().page_keys && bytes + key.size() <= limits().page_bytes;
  }
  bool FitsOnePageLocked() const {
    return entries_.size() <= limits().page_keys && key_bytes_ <= limits().page_bytes;
  }

  std::optional<Value> FindLocked(std::string_view key) const {
    const auto at = entries_.find(key);
    if (at == entries_.end()) return std::nullopt;
    return at->second.value;
  }
  uint64_t CostLocked(std::string_view key) const {
    const auto at = entries_.find(key);
    return at == entries_.end() ? 0 : CostOf(key, *at->second.value);
  }

  // `reserved`: the caller has checked the space of a whole batch, in the middle of which the store
  // may be over its limit for a moment.
  KvOutcome<std::monostate> PutLocked(const char* what, std::string_view key, Value value,
                                      bool reserved = false) {
    const uint64_t after = bytes_ - CostLocked(key) + CostOf(key, *value);
    if (!reserved && after > limits().store_bytes) return Full(what);
    bytes_ = after;
    auto at = entries_.find(key);
    if (at == entries_.end()) {
      at = entries_.emplace(std::string(key), Entry{}).first;
      by_hash_.emplace(CursorHash(key), at->first);
      key_bytes_ += key.size();
      if (const auto watch = watches_.find(key); watch != watches_.end()) {
        if (const auto absent = watch->second.lock()) absent->written = true;
        watches_.erase(watch);
      }
    }
    at->second = {std::move(value), next_version_++};
    return Done();
  }

  void EraseLocked(std::string_view key) {
    const auto at = entries_.find(key);
    if (at == entries_.end()) return;
    bytes_ -= CostLocked(key);
    key_bytes_ -= key.size();
    by_hash_.erase({CursorHash(key), at->first});
    entries_.erase(at);
  }

  CasPtr CasLocked(std::string_view key) {
    const auto at = entries_.find(key);
    if (at != entries_.end()) return std::make_shared<MemoryCas>(std::string(key), at->second);
    if (watches_.size() >= sweep_at_) {
      // Handles that are gone leave an empty watch behind; sweeping at twice the size keeps it
      // cheap.
      std::erase_if(watches_, [](const auto& watch) { return watch.second.expired(); });
      sweep_at_ = 2 * watches_.size() + 64;
    }
    std::weak_ptr<AbsentWatch>& watch = watches_[std::string(key)];
    std::shared_ptr<AbsentWatch> absent = watch.lock();
    if (absent == nullptr) watch = absent = std::make_shared<AbsentWatch>();
    return std::make_shared<MemoryCas>(std::string(key), std::move(absent));
  }

  std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
  // The same keys in the order of the draft's cursors; the text is that of the map's node.
  std::set<std::pair<uint64_t, std::string_view>> by_hash_;
  std::map<std::string, std::weak_ptr<AbsentWatch>, std::less<>> watches_;
  size_t sweep_at_ = 64;
  uint64_t next_version_ = 1;
  uint64_t bytes_ = 0;      // what all entries cost
  uint64_t key_bytes_ = 0;  // of all keys
};

}  // namespace

StorePtr MakeMemoryStore(const Limits& limits) { return std::make_shared<MemoryStore>(limits); }

}  // namespace virga::host::keyvalue
