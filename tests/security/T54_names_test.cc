// T54: names of keys and stores that would be trouble as file names or would run together are
// distinct and harmless. (The engines that keep keys in files join by a row in the list.)

#include <gtest/gtest.h>

#include <set>

#include "hostfuncs/keyvalue/memory_store.h"
#include "hostfuncs/keyvalue/stores.h"

namespace virga::host::keyvalue {
namespace {

std::vector<std::string> NastyNames() {
  std::vector<std::string> names = {
      "",         ".",         "..",           "/",    "a/b",          "a",
      "A",        "a/",        "/a",           "a//b", "a\\b",         "con",
      "NUL",      "%",         "%2e",          "%2E",  "a+",           "+",
      ".lock",    ".tmp",      "a b",          "a\nb", "\x1b[2J",      "../../etc/passwd",
      "\xc3\xa9", "e\xcc\x81", "\xef\xac\x81", "fi",   "\xe2\x80\xae", "-rf"};
  names.push_back(std::string("\0", 1));
  names.push_back(std::string("a\0b", 3));
  names.push_back(std::string(200, 'x'));
  names.push_back(std::string(201, 'x'));
  names.push_back(std::string(1024, 'x'));
  return names;
}

TEST(T54, KeysDoNotRunTogether) {
  const StorePtr store = MakeMemoryStore(Limits());
  for (const std::string& name : NastyNames()) {
    ASSERT_TRUE(store->Set(name, MakeValue("value of " + name)).Take().ok());
  }
  for (const std::string& name : NastyNames()) {
    EXPECT_EQ(**store->Get(name).Take().value(), "value of " + name);
  }
  const std::vector<std::string> names = NastyNames();
  const KeyPage page = store->ListKeys(std::nullopt).Take().value();
  EXPECT_EQ(std::multiset<std::string>(page.keys.begin(), page.keys.end()),
            std::multiset<std::string>(names.begin(), names.end()));
}

TEST(T54, KeysOfAnySizeAreAnsweredWithAnError) {
  const StorePtr store = MakeMemoryStore(Limits());
  for (const size_t size : {size_t{1025}, size_t{64} << 10, size_t{16} << 20}) {
    const std::string key(size, 'k');
    EXPECT_FALSE(store->Set(key, MakeValue("")).Take().ok());
    EXPECT_FALSE(store->Get(key).Take().ok());
    EXPECT_FALSE(store->Increment(key, 1, CounterRange::kSigned64).Take().ok());
    EXPECT_FALSE(store->CasNew(key).Take().ok());
  }
  EXPECT_TRUE(store->ListKeys(std::nullopt).Take()->keys.empty());
}

TEST(T54, StoresDoNotRunTogether) {
  Stores stores;
  stores.ConfigureAny(
      [](const std::string&) -> KvOutcome<StorePtr> { return MakeMemoryStore(Limits()); });
  std::set<StorePtr> distinct;
  for (const std::string& name : NastyNames()) distinct.insert(stores.Open(name, {}).value());
  EXPECT_EQ(distinct.size(), NastyNames().size());
  EXPECT_EQ(stores.Open(std::string(64 << 10, 's'), {}).error().kind,
            StoreError::Kind::kNoSuchStore);
}

}  // namespace
}  // namespace virga::host::keyvalue
