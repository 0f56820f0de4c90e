// wasi:keyvalue/store, drafts 1 and 2: one implementation over the backend, as a template over the
// generated host and types of a version; the drafts differ in the cursor of list-keys.

#ifndef HOSTFUNCS_KEYVALUE_STORE_HOST_H_
#define HOSTFUNCS_KEYVALUE_STORE_HOST_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hostfuncs/bindings/keyvalue_draft2_store.h"
#include "hostfuncs/bindings/keyvalue_draft_store.h"
#include "hostfuncs/keyvalue/resources.h"

namespace virga::host::keyvalue {

template <typename Base, typename Bucket, typename WitError>
class BucketHost : public Base {
 public:
  template <typename T>
  using Reply = cabi::Reply<cabi::Expected<T, WitError>>;

  explicit BucketHost(KeyvalueResources* resources) : resources_(*resources) {}

  Reply<std::optional<std::vector<uint8_t>>> BucketGet(cabi::Borrow<Bucket> self,
                                                       std::string_view key) override {
    using Bytes = std::optional<std::vector<uint8_t>>;
    return Answer<Bytes, WitError>(resources_.buckets.Get(self.rep).Get(key),
                                   [](const std::optional<Value>& value) {
                                     return value.has_value() ? Bytes(ToBytes(*value)) : Bytes();
                                   });
  }

  Reply<std::monostate> BucketSet(cabi::Borrow<Bucket> self, std::string_view key,
                                  std::span<const uint8_t> value) override {
    return AnswerDone<WitError>(resources_.buckets.Get(self.rep).Set(key, ToValue(value)));
  }

  Reply<std::monostate> BucketDelete(cabi::Borrow<Bucket> self, std::string_view key) override {
    return AnswerDone<WitError>(resources_.buckets.Get(self.rep).Delete(key));
  }

  Reply<bool> BucketExists(cabi::Borrow<Bucket> self, std::string_view key) override {
    return Answer<bool, WitError>(resources_.buckets.Get(self.rep).Exists(key),
                                  [](bool exists) { return exists; });
  }

  Reply<cabi::Own<Bucket>> Open(std::string_view identifier) override {
    using Opened = cabi::Expected<cabi::Own<Bucket>, WitError>;
    KvOutcome<StorePtr> store = resources_.stores.Open(identifier, resources_.grants);
    if (!store.ok()) return Opened::Failure(ToWit<WitError>(store.error()));
    return Opened(cabi::Own<Bucket>{resources_.buckets.Add(std::move(store).value())});
  }

  Status DropBucket(uint32_t rep) override { return resources_.buckets.Remove(rep); }

 protected:
  KeyvalueResources& resources_;
};

namespace draft {

using WitError = wasi::keyvalue_draft::store::Error;

class StoreHost final : public BucketHost<wasi::keyvalue_draft::store::Host,
                                          wasi::keyvalue_draft::store::Bucket, WitError> {
 public:
  using WitPage = wasi::keyvalue_draft::store::KeyResponse;
  using BucketHost::BucketHost;

  Reply<WitPage> BucketListKeys(cabi::Borrow<wasi::keyvalue_draft::store::Bucket> self,
                                std::optional<uint64_t> cursor) override {
    return Answer<WitPage, WitError>(
        resources_.buckets.Get(self.rep).ListKeysHashed(cursor),
        [](HashedKeyPage page) { return WitPage{std::move(page.keys), page.cursor}; });
  }
};

}  // namespace draft

namespace draft2 {

using WitError = wasi::keyvalue_draft2::store::Error;

class StoreHost final : public BucketHost<wasi::keyvalue_draft2::store::Host,
                                          wasi::keyvalue_draft2::store::Bucket, WitError> {
 public:
  using WitPage = wasi::keyvalue_draft2::store::KeyResponse;
  using BucketHost::BucketHost;

  Reply<WitPage> BucketListKeys(cabi::Borrow<wasi::keyvalue_draft2::store::Bucket> self,
                                std::optional<std::string_view> cursor) override {
    const auto text = cursor.has_value() ? std::optional<std::string>(*cursor) : std::nullopt;
    return Answer<WitPage, WitError>(
        resources_.buckets.Get(self.rep).ListKeys(text),
        [](KeyPage page) { return WitPage{std::move(page.keys), std::move(page.cursor)}; });
  }
};

}  // namespace draft2

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_STORE_HOST_H_
