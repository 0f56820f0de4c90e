// What the generated tables say of a function, to a linker, is what its WIT says: names, labels and
// types of every interface we host, compared as text that both sides are written out to.

#include <gtest/gtest.h>

#include <string>

#include "canonical-abi/abi/host_func.h"
#include "hostfuncs/bindings/cli_environment.h"
#include "hostfuncs/bindings/cli_exit.h"
#include "hostfuncs/bindings/cli_terminal_stdin.h"
#include "hostfuncs/bindings/clocks_monotonic_clock.h"
#include "hostfuncs/bindings/clocks_timezone.h"
#include "hostfuncs/bindings/clocks_wall_clock.h"
#include "hostfuncs/bindings/config_draft_store.h"
#include "hostfuncs/bindings/config_runtime_runtime.h"
#include "hostfuncs/bindings/filesystem_preopens.h"
#include "hostfuncs/bindings/filesystem_types.h"
#include "hostfuncs/bindings/io_error.h"
#include "hostfuncs/bindings/io_poll.h"
#include "hostfuncs/bindings/io_streams.h"
#include "hostfuncs/bindings/keyvalue_draft2_atomics.h"
#include "hostfuncs/bindings/keyvalue_draft2_batch.h"
#include "hostfuncs/bindings/keyvalue_draft2_store.h"
#include "hostfuncs/bindings/keyvalue_draft_atomics.h"
#include "hostfuncs/bindings/keyvalue_draft_store.h"
#include "hostfuncs/bindings/keyvalue_spin_batch.h"
#include "hostfuncs/bindings/random_insecure_seed.h"
#include "hostfuncs/bindings/sockets_ip_name_lookup.h"
#include "hostfuncs/bindings/sockets_network.h"
#include "hostfuncs/bindings/sockets_tcp.h"
#include "hostfuncs/bindings/sockets_udp.h"
#include "wit/load.h"

namespace virga::host {
namespace {

// A type of WIT with all names followed; of resources their owner's name and their own stay.
class WitText {
 public:
  explicit WitText(const wit::Resolve& resolve) : resolve_(resolve) {}

  std::string Of(wit::TypeId id) const {
    if (id == wit::kNoType) return "_";
    const wit::TypeDef& def = resolve_.type(resolve_.Unalias(id));
    switch (def.kind) {
      case wit::TypeKind::kList:
      case wit::TypeKind::kOption:
        return std::string(wit::TypeKindName(def.kind)) + "<" + Of(def.first) + ">";
      case wit::TypeKind::kOwn:
      case wit::TypeKind::kBorrow:
        return std::string(wit::TypeKindName(def.kind)) + "<" +
               resolve_.QualifiedTypeName(resolve_.Unalias(def.first)) + ">";
      case wit::TypeKind::kResult:
        return "result<" + Of(def.first) + "," + Of(def.second) + ">";
      case wit::TypeKind::kTuple:
      case wit::TypeKind::kRecord:
      case wit::TypeKind::kVariant:
      case wit::TypeKind::kEnum:
      case wit::TypeKind::kFlags:
        return std::string(wit::TypeKindName(def.kind)) + Members(def.members);
      default:
        return std::string(wit::TypeKindName(def.kind));
    }
  }

  std::string Of(const wit::Function& function) const {
    return "func" + Members(function.params) + "->" + Of(function.result);
  }

 private:
  std::string Members(const std::vector<wit::Member>& members) const {
    std::string text = "(";
    for (const wit::Member& member : members) text += member.name + ":" + Of(member.type) + ",";
    return text + ")";
  }

  const wit::Resolve& resolve_;
};

// The same of a host's type table.
class HostText {
 public:
  explicit HostText(const cabi::HostTypes& types) : types_(types) {}

  std::string Of(cabi::ValueType type) const {
    if (type == cabi::kNoType) return "_";
    const cabi::TypeNode& node = types_.table().node(type);
    std::string name(cabi::TypeKindName(node.kind));
    switch (node.kind) {
      case cabi::TypeKind::kList:
      case cabi::TypeKind::kOption:
        return name + "<" + Of(node.element) + ">";
      case cabi::TypeKind::kOwn:
      case cabi::TypeKind::kBorrow: {
        const cabi::HostResource& resource = *types_.resources()[node.resource];
        return name + "<" + std::string(resource.interface) + "." + std::string(resource.name) +
               ">";
      }
      case cabi::TypeKind::kResult: {
        std::span<const cabi::Field> cases = types_.table().fields(node);
        return "result<" + Of(cases[0].type) + "," + Of(cases[1].type) + ">";
      }
      case cabi::TypeKind::kTuple:
      case cabi::TypeKind::kRecord:
      case cabi::TypeKind::kVariant:
      case cabi::TypeKind::kEnum:
      case cabi::TypeKind::kFlags:
        return name + Fields(types_.table().fields(node));
      default:
        return name;
    }
  }

  std::string Of(cabi::FuncTypeId id) const {
    const cabi::FuncType& func = types_.table().func(id);
    return "func" + Fields(types_.table().params(func)) + "->" + Of(func.result);
  }

 private:
  std::string Fields(std::span<const cabi::Field> fields) const {
    std::string text = "(";
    for (const cabi::Field& field : fields) {
      text += std::string(field.label) + ":" + Of(field.type) + ",";
    }
    return text + ")";
  }

  const cabi::HostTypes& types_;
};

struct Hosted {
  const cabi::HostInterface* interface;
  const char* package;  // folder in wit/packages
};

const Hosted kHosted[] = {
    {&wasi::io::error::kInterface, "io"},
    {&wasi::io::poll::kInterface, "io"},
    {&wasi::io::streams::kInterface, "io"},
    {&wasi::clocks::monotonic_clock::kInterface, "clocks"},
    {&wasi::clocks::wall_clock::kInterface, "clocks"},
    {&wasi::clocks::timezone::kInterface, "clocks"},
    {&wasi::random::insecure_seed::kInterface, "random"},
    {&wasi::cli::environment::kInterface, "cli"},
    {&wasi::cli::exit::kInterface, "cli"},
    {&wasi::cli::terminal_stdin::kInterface, "cli"},
    {&wasi::filesystem::types::kInterface, "filesystem"},
    {&wasi::filesystem::preopens::kInterface, "filesystem"},
    {&wasi::sockets::network::kInterface, "sockets"},
    {&wasi::sockets::tcp::kInterface, "sockets"},
    {&wasi::sockets::udp::kInterface, "sockets"},
    {&wasi::sockets::ip_name_lookup::kInterface, "sockets"},
    {&wasi::keyvalue_draft::store::kInterface, "keyvalue-0.2.0-draft"},
    {&wasi::keyvalue_draft::atomics::kInterface, "keyvalue-0.2.0-draft"},
    {&wasi::keyvalue_draft2::store::kInterface, "keyvalue-0.2.0-draft2"},
    {&wasi::keyvalue_draft2::atomics::kInterface, "keyvalue-0.2.0-draft2"},
    {&wasi::keyvalue_draft2::batch::kInterface, "keyvalue-0.2.0-draft2"},
    {&wasi::keyvalue_spin::batch::kInterface, "keyvalue-0.2.0-draft2-spin"},
    {&wasi::config_draft::store::kInterface, "config-0.2.0-draft"},
    {&wasi::config_runtime::runtime::kInterface, "config-runtime-0.2.0-draft"},
};

// The package of a hosted interface is number 0.
Result<wit::Resolve> ResolvePackage(const std::string& package) {
  const std::string root = VIRGA_WIT_PACKAGES;
  std::vector<std::string> folders = {root + "/" + package};
  for (const char* other : {"io", "clocks", "random", "filesystem", "sockets"}) {
    if (package != other) folders.push_back(root + "/" + other);
  }
  wit::ResolveOptions options;
  options.all_features = true;
  return wit::ResolveFolders(folders, options);
}

TEST(BindingsDescribe, EveryFunctionIsWhatItsWitSays) {
  for (const Hosted& hosted : kHosted) {
    SCOPED_TRACE(hosted.interface->name);
    Result<wit::Resolve> resolve = ResolvePackage(hosted.package);
    ASSERT_TRUE(resolve.ok()) << resolve.error().message();
    wit::InterfaceId id = wit::kNoInterface;
    for (wit::InterfaceId candidate : resolve->packages[0].interfaces) {
      if (resolve->InterfaceName(candidate) == hosted.interface->name) id = candidate;
    }
    ASSERT_NE(id, wit::kNoInterface);
    const wit::Interface& interface = resolve->interface(id);
    ASSERT_EQ(interface.functions.size(), hosted.interface->functions.size());
    cabi::HostTypes types;
    for (size_t i = 0; i < interface.functions.size(); ++i) {
      const cabi::HostFunction& function = hosted.interface->functions[i];
      EXPECT_EQ(function.name, resolve->FunctionName(interface.functions[i]));
      cabi::FuncTypeId described = function.describe(types);
      ASSERT_TRUE(types.ok()) << types.status().error().message();
      EXPECT_EQ(HostText(types).Of(described), WitText(*resolve).Of(interface.functions[i]))
          << function.name;
    }
  }
}

// Two interfaces that use one resource must mean one object: its address is its identity.
TEST(BindingsDescribe, AResourceIsTheSameObjectWhereverItIsUsed) {
  EXPECT_EQ(&wasi::io::streams::Pollable::kResource, &wasi::io::poll::Pollable::kResource);
  EXPECT_EQ(&wasi::filesystem::types::InputStream::kResource,
            &wasi::io::streams::InputStream::kResource);
  EXPECT_EQ(&wasi::keyvalue_spin::batch::Bucket::kResource,
            &wasi::keyvalue_draft2::store::Bucket::kResource);
  EXPECT_NE(&wasi::keyvalue_draft::store::Bucket::kResource,
            &wasi::keyvalue_draft2::store::Bucket::kResource);
}

}  // namespace
}  // namespace virga::host
