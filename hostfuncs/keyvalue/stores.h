// The stores of a process, by name: configured once, opened by guests, shared by all of them.
//
// "" and "default" are the same store. A name that nobody configured is no-such-store; one that is
// configured but not granted to the component is access-denied. Thread-safe.

#ifndef HOSTFUNCS_KEYVALUE_STORES_H_
#define HOSTFUNCS_KEYVALUE_STORES_H_

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "hostfuncs/keyvalue/store.h"

namespace virga::host::keyvalue {

// Makes the store of a name at its first use.
using StoreFactory = std::function<KvOutcome<StorePtr>(const std::string& name)>;

// The stores one component may open; the default is all that are configured.
struct Grants {
  bool all = true;
  std::set<std::string, std::less<>> names;
};

class Stores {
 public:
  // Configures one name; "" means "default". A later call for the same name wins if none was
  // opened.
  void Configure(std::string_view name, StoreFactory factory);
  // Any other name as well ('*=memory'), up to `max_names` of them.
  void ConfigureAny(StoreFactory factory, size_t max_names = 1000);

  bool IsConfigured(std::string_view name) const;
  KvOutcome<StorePtr> Open(std::string_view name, const Grants& grants);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, StoreFactory, std::less<>> factories_;
  std::map<std::string, StorePtr, std::less<>> open_;
  StoreFactory any_;
  size_t any_left_ = 0;
};

// "default" in memory and nothing else: what a command gets that configures nothing.
void ConfigureDefaultMemoryStore(Stores* stores, const Limits& limits);

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_STORES_H_
