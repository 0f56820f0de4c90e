// wasi:keyvalue/atomics: increment in draft 1; increment, cas and swap in draft 2.

#ifndef HOSTFUNCS_KEYVALUE_ATOMICS_HOST_H_
#define HOSTFUNCS_KEYVALUE_ATOMICS_HOST_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "hostfuncs/bindings/keyvalue_draft2_atomics.h"
#include "hostfuncs/bindings/keyvalue_draft_atomics.h"
#include "hostfuncs/keyvalue/resources.h"

namespace virga::host::keyvalue {

namespace draft {

class AtomicsHost final : public wasi::keyvalue_draft::atomics::Host {
 public:
  using WitError = wasi::keyvalue_draft::atomics::Error;
  using Bucket = cabi::Borrow<wasi::keyvalue_draft::atomics::Bucket>;

  explicit AtomicsHost(KeyvalueResources* resources) : resources_(*resources) {}

  cabi::Reply<cabi::Expected<uint64_t, WitError>> Increment(Bucket bucket, std::string_view key,
                                                            uint64_t delta) override;

 private:
  KeyvalueResources& resources_;
};

}  // namespace draft

namespace draft2 {

class AtomicsHost final : public wasi::keyvalue_draft2::atomics::Host {
 public:
  using WitError = wasi::keyvalue_draft2::atomics::Error;
  using WitCasError = wasi::keyvalue_draft2::atomics::CasError;
  using Bucket = cabi::Borrow<wasi::keyvalue_draft2::atomics::Bucket>;
  using WitCas = wasi::keyvalue_draft2::atomics::Cas;

  explicit AtomicsHost(KeyvalueResources* resources) : resources_(*resources) {}

  cabi::Reply<cabi::Expected<cabi::Own<WitCas>, WitError>> CasNew(Bucket bucket,
                                                                  std::string_view key) override;
  cabi::Reply<cabi::Expected<std::optional<std::vector<uint8_t>>, WitError>> CasCurrent(
      cabi::Borrow<WitCas> self) override;
  cabi::Reply<cabi::Expected<int64_t, WitError>> Increment(Bucket bucket, std::string_view key,
                                                           int64_t delta) override;
  cabi::Reply<cabi::Expected<std::monostate, WitCasError>> Swap(
      cabi::Own<WitCas> cas, std::span<const uint8_t> value) override;
  Status DropCas(uint32_t rep) override { return resources_.cas.Remove(rep); }

 private:
  KeyvalueResources& resources_;
};

}  // namespace draft2

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_ATOMICS_HOST_H_
