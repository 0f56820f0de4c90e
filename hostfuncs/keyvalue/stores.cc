#include "hostfuncs/keyvalue/stores.h"

#include "hostfuncs/keyvalue/memory_store.h"

namespace virga::host::keyvalue {
namespace {

constexpr std::string_view kDefaultName = "default";

std::string_view Canonical(std::string_view name) { return name.empty() ? kDefaultName : name; }

bool IsGranted(const Grants& grants, std::string_view canonical) {
  if (grants.all || grants.names.contains(canonical)) return true;
  return canonical == kDefaultName && grants.names.contains(std::string_view());
}

}  // namespace

void Stores::Configure(std::string_view name, StoreFactory factory) {
  const std::lock_guard lock(mutex_);
  factories_[std::string(Canonical(name))] = std::move(factory);
}

void Stores::ConfigureAny(StoreFactory factory, size_t max_names) {
  const std::lock_guard lock(mutex_);
  any_ = std::move(factory);
  any_left_ = max_names;
}

bool Stores::IsConfigured(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  return any_ != nullptr || factories_.contains(Canonical(name));
}

KvOutcome<StorePtr> Stores::Open(std::string_view name, const Grants& grants) {
  const std::string canonical(Canonical(name));
  const std::lock_guard lock(mutex_);
  const auto configured = factories_.find(canonical);
  if (configured == factories_.end() && any_ == nullptr) return StoreError::NoSuchStore();
  if (!IsGranted(grants, canonical)) return StoreError::AccessDenied();
  if (const auto open = open_.find(canonical); open != open_.end()) return open->second;

  const bool named = configured != factories_.end();
  if (!named && canonical.size() > Limits().key_bytes) return StoreError::NoSuchStore();
  if (!named && any_left_ == 0) {
    return StoreError::Other("open: too many stores (keyvalue.max-stores)");
  }
  KvOutcome<StorePtr> made = (named ? configured->second : any_)(canonical);
  if (!made.ok()) return made;
  if (!named) any_left_--;
  open_.emplace(canonical, *made);
  return made;
}

void ConfigureDefaultMemoryStore(Stores* stores, const Limits& limits) {
  stores->Configure(kDefaultName, [limits](const std::string&) -> KvOutcome<StorePtr> {
    return MakeMemoryStore(limits);
  });
}

}  // namespace virga::host::keyvalue
