// wasi:config over one snapshot: `store` (three versions of one shape) and, before it was renamed,
// `runtime`.

#ifndef HOSTFUNCS_CONFIG_CONFIG_HOST_H_
#define HOSTFUNCS_CONFIG_CONFIG_HOST_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "hostfuncs/bindings/config_draft_store.h"
#include "hostfuncs/bindings/config_runtime_runtime.h"
#include "hostfuncs/config/snapshot.h"

namespace virga::host::config {

// `Base` is the generated host of an interface, `WitError` its error variant.
template <typename Base, typename WitError>
class ConfigHost : public Base {
 public:
  explicit ConfigHost(std::shared_ptr<const Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}

  cabi::Reply<cabi::Expected<std::optional<std::string>, WitError>> Get(
      std::string_view key) override {
    using Answer = cabi::Expected<std::optional<std::string>, WitError>;
    auto value = snapshot_->Get(key);
    if (!value.ok()) return Answer::Failure(Convert(value.error()));
    return Answer(std::move(value).value());
  }

  cabi::Reply<cabi::Expected<std::vector<std::tuple<std::string, std::string>>, WitError>> GetAll()
      override {
    using Pairs = std::vector<std::tuple<std::string, std::string>>;
    using Answer = cabi::Expected<Pairs, WitError>;
    auto values = snapshot_->GetAll();
    if (!values.ok()) return Answer::Failure(Convert(values.error()));
    return Answer(Pairs(values->begin(), values->end()));
  }

 private:
  static WitError Convert(const ConfigError& error) {
    return error.kind == ConfigError::Kind::kUpstream ? WitError::MakeUpstream(error.text)
                                                      : WitError::MakeIo(error.text);
  }

  std::shared_ptr<const Snapshot> snapshot_;
};

using StoreHost = ConfigHost<wasi::config_draft::store::Host, wasi::config_draft::store::Error>;
using RuntimeHost =
    ConfigHost<wasi::config_runtime::runtime::Host, wasi::config_runtime::runtime::ConfigError>;

}  // namespace virga::host::config

#endif  // HOSTFUNCS_CONFIG_CONFIG_HOST_H_
