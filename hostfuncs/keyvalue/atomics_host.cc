#include "hostfuncs/keyvalue/atomics_host.h"

#include <memory>
#include <utility>

namespace virga::host::keyvalue {

cabi::Reply<cabi::Expected<uint64_t, draft::AtomicsHost::WitError>> draft::AtomicsHost::Increment(
    Bucket bucket, std::string_view key, uint64_t delta) {
  return Answer<uint64_t, WitError>(
      resources_.buckets.Get(bucket.rep).Increment(key, delta, CounterRange::kUnsigned64),
      [](uint64_t sum) { return sum; });
}

namespace draft2 {

cabi::Reply<cabi::Expected<int64_t, AtomicsHost::WitError>> AtomicsHost::Increment(
    Bucket bucket, std::string_view key, int64_t delta) {
  return Answer<int64_t, WitError>(
      resources_.buckets.Get(bucket.rep)
          .Increment(key, static_cast<uint64_t>(delta), CounterRange::kSigned64),
      [](uint64_t sum) { return static_cast<int64_t>(sum); });
}

cabi::Reply<cabi::Expected<cabi::Own<AtomicsHost::WitCas>, AtomicsHost::WitError>>
AtomicsHost::CasNew(Bucket bucket, std::string_view key) {
  const StorePtr store = resources_.buckets.Share(bucket.rep);
  return Answer<cabi::Own<WitCas>, WitError>(store->CasNew(key), [this, store](CasPtr cas) {
    const CasHandle handle{store, std::move(cas)};
    return cabi::Own<WitCas>{resources_.cas.Add(std::make_shared<CasHandle>(handle))};
  });
}

cabi::Reply<cabi::Expected<std::optional<std::vector<uint8_t>>, AtomicsHost::WitError>>
AtomicsHost::CasCurrent(cabi::Borrow<WitCas> self) {
  using Bytes = std::optional<std::vector<uint8_t>>;
  const std::optional<Value>& current = resources_.cas.Get(self.rep).cas->current();
  return cabi::Expected<Bytes, WitError>(current.has_value() ? Bytes(ToBytes(*current)) : Bytes());
}

cabi::Reply<cabi::Expected<std::monostate, AtomicsHost::WitCasError>> AtomicsHost::Swap(
    cabi::Own<WitCas> cas, std::span<const uint8_t> value) {
  using WitAnswer = cabi::Expected<std::monostate, WitCasError>;
  const std::shared_ptr<CasHandle> handle = resources_.cas.Take(cas.rep);
  return io::AnswerFuture<WitAnswer, KvOutcome<SwapResult>>(
      handle->store->Swap(handle->cas, ToValue(value)),
      [this, handle](KvOutcome<SwapResult> outcome) -> Result<WitAnswer> {
        if (!outcome.ok()) {
          return WitAnswer::Failure(WitCasError::MakeStoreError(ToWit<WitError>(outcome.error())));
        }
        if (outcome->retry == nullptr) return WitAnswer();
        const CasHandle latest{handle->store, outcome->retry};
        const uint32_t rep = resources_.cas.Add(std::make_shared<CasHandle>(latest));
        return WitAnswer::Failure(WitCasError::MakeCasFailed(cabi::Own<WitCas>{rep}));
      });
}

}  // namespace draft2

}  // namespace virga::host::keyvalue
