// The buckets and CAS handles that one store's guests hold, shared by all versions of the
// interface, and how backend answers become the interface's. Used by the bindings alone.

#ifndef HOSTFUNCS_KEYVALUE_RESOURCES_H_
#define HOSTFUNCS_KEYVALUE_RESOURCES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hostfuncs/io/pending.h"
#include "hostfuncs/io/resource_table.h"
#include "hostfuncs/keyvalue/store.h"
#include "hostfuncs/keyvalue/stores.h"

namespace virga::host::keyvalue {

// What a cas handle stands for: the handle of the engine, and the store that made it.
struct CasHandle {
  StorePtr store;
  CasPtr cas;
};

struct KeyvalueResources {
  // Both outlive the resources.
  KeyvalueResources(Stores* all_stores, Grants granted)
      : stores(*all_stores), grants(std::move(granted)) {}

  Stores& stores;
  Grants grants;
  io::ResourceTable<Store> buckets{"bucket"};
  io::ResourceTable<CasHandle> cas{"cas"};
};

inline Value ToValue(std::span<const uint8_t> bytes) {
  return MakeValue(std::string(bytes.begin(), bytes.end()));
}
inline std::vector<uint8_t> ToBytes(const Value& value) { return {value->begin(), value->end()}; }

// `WitError` is the error variant of a version of the interface; all have the same cases.
template <typename WitError>
WitError ToWit(const StoreError& error) {
  switch (error.kind) {
    case StoreError::Kind::kNoSuchStore:
      return WitError::MakeNoSuchStore();
    case StoreError::Kind::kAccessDenied:
      return WitError::MakeAccessDenied();
    case StoreError::Kind::kOther:
      break;
  }
  return WitError::MakeOther(error.text);
}

// Answers with what an engine's future holds, errors as WitError, values through `convert`.
template <typename R, typename WitError, typename T, typename Convert>
cabi::Reply<cabi::Expected<R, WitError>> Answer(KvFuture<T> future, Convert convert) {
  using WitAnswer = cabi::Expected<R, WitError>;
  return io::AnswerFuture<WitAnswer, KvOutcome<T>>(
      std::move(future), [convert](KvOutcome<T> outcome) -> Result<WitAnswer> {
        if (!outcome.ok()) return WitAnswer::Failure(ToWit<WitError>(outcome.error()));
        return WitAnswer(convert(std::move(outcome).value()));
      });
}

// The same for answers without a value.
template <typename WitError>
cabi::Reply<cabi::Expected<std::monostate, WitError>> AnswerDone(KvFuture<std::monostate> future) {
  return Answer<std::monostate, WitError>(std::move(future),
                                          [](std::monostate done) { return done; });
}

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_RESOURCES_H_
