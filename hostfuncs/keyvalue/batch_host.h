// wasi:keyvalue/batch in its three shapes: draft 1, draft 2, and draft 2 as Spin's guests know it,
// whose get-many names the keys that are missing too.

#ifndef HOSTFUNCS_KEYVALUE_BATCH_HOST_H_
#define HOSTFUNCS_KEYVALUE_BATCH_HOST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "hostfuncs/bindings/keyvalue_draft2_batch.h"
#include "hostfuncs/bindings/keyvalue_draft_batch.h"
#include "hostfuncs/bindings/keyvalue_spin_batch.h"
#include "hostfuncs/keyvalue/resources.h"

namespace virga::host::keyvalue {

// One item of get-many's answer, made of the key that was asked for and what was found.
using FoundPair = std::optional<std::tuple<std::string, std::vector<uint8_t>>>;
using PairFound = std::tuple<std::string, std::optional<std::vector<uint8_t>>>;
inline void MakeItem(std::string key, const std::optional<Value>& value, FoundPair* out) {
  if (value.has_value()) out->emplace(std::move(key), ToBytes(*value));
}
inline void MakeItem(std::string key, const std::optional<Value>& value, PairFound* out) {
  std::get<0>(*out) = std::move(key);
  if (value.has_value()) std::get<1>(*out) = ToBytes(*value);
}

template <typename Base, typename Bucket, typename WitError, typename Item>
class BatchHost final : public Base {
 public:
  using Keys = std::vector<std::string_view>;
  using Pairs = std::vector<std::tuple<std::string_view, std::span<const uint8_t>>>;
  template <typename T>
  using Reply = cabi::Reply<cabi::Expected<T, WitError>>;

  explicit BatchHost(KeyvalueResources* resources) : resources_(*resources) {}

  Reply<std::vector<Item>> GetMany(cabi::Borrow<Bucket> bucket, const Keys& keys) override {
    const std::vector<std::string> names(keys.begin(), keys.end());
    return Answer<std::vector<Item>, WitError>(
        resources_.buckets.Get(bucket.rep).GetMany(names),
        [names](const std::vector<std::optional<Value>>& values) {
          std::vector<Item> items(values.size());
          for (size_t i = 0; i < values.size(); ++i) MakeItem(names[i], values[i], &items[i]);
          return items;
        });
  }

  Reply<std::monostate> SetMany(cabi::Borrow<Bucket> bucket, const Pairs& key_values) override {
    std::vector<KeyValue> items;
    items.reserve(key_values.size());
    for (const auto& [key, value] : key_values) {
      items.push_back({std::string(key), ToValue(value)});
    }
    return AnswerDone<WitError>(resources_.buckets.Get(bucket.rep).SetMany(items));
  }

  Reply<std::monostate> DeleteMany(cabi::Borrow<Bucket> bucket, const Keys& keys) override {
    const std::vector<std::string> names(keys.begin(), keys.end());
    return AnswerDone<WitError>(resources_.buckets.Get(bucket.rep).DeleteMany(names));
  }

 private:
  KeyvalueResources& resources_;
};

namespace draft {
using BatchHost =
    keyvalue::BatchHost<wasi::keyvalue_draft::batch::Host, wasi::keyvalue_draft::batch::Bucket,
                        wasi::keyvalue_draft::batch::Error, FoundPair>;
}
namespace draft2 {
using BatchHost =
    keyvalue::BatchHost<wasi::keyvalue_draft2::batch::Host, wasi::keyvalue_draft2::batch::Bucket,
                        wasi::keyvalue_draft2::batch::Error, FoundPair>;
}
namespace spin {
using BatchHost =
    keyvalue::BatchHost<wasi::keyvalue_spin::batch::Host, wasi::keyvalue_spin::batch::Bucket,
                        wasi::keyvalue_spin::batch::Error, PairFound>;
}

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_BATCH_HOST_H_
