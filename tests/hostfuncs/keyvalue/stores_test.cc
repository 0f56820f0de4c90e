#include "hostfuncs/keyvalue/stores.h"

#include <gtest/gtest.h>

#include "hostfuncs/keyvalue/memory_store.h"

namespace virga::host::keyvalue {
namespace {

using Kind = StoreError::Kind;

KvOutcome<StorePtr> MakeMemory(const std::string&) { return MakeMemoryStore(Limits()); }

TEST(Stores, TheEmptyNameIsTheDefault) {
  Stores stores;
  ConfigureDefaultMemoryStore(&stores, Limits());
  const StorePtr one = stores.Open("", {}).value();
  EXPECT_EQ(one, stores.Open("default", {}).value());
  ASSERT_TRUE(one->Set("a", MakeValue("1")).Take().ok());
  EXPECT_TRUE(*stores.Open("default", {}).value()->Exists("a").Take());
}

TEST(Stores, UnknownAndUngrantedDiffer) {
  Stores stores;
  ConfigureDefaultMemoryStore(&stores, Limits());
  stores.Configure("sessions", MakeMemory);
  EXPECT_EQ(stores.Open("other", {}).error().kind, Kind::kNoSuchStore);
  const Grants grants{false, {"sessions"}};
  EXPECT_TRUE(stores.Open("sessions", grants).ok());
  EXPECT_EQ(stores.Open("default", grants).error().kind, Kind::kAccessDenied);
  EXPECT_EQ(stores.Open("", grants).error().kind, Kind::kAccessDenied);
  EXPECT_EQ(stores.Open("other", grants).error().kind, Kind::kNoSuchStore);
  EXPECT_TRUE(stores.Open("default", {false, {""}}).ok());
}

TEST(Stores, AnyNameWhenConfiguredSoButNotWithoutEnd) {
  Stores stores;
  stores.ConfigureAny(MakeMemory, 2);
  EXPECT_TRUE(stores.IsConfigured("whatever"));
  const StorePtr one = stores.Open("one", {}).value();
  EXPECT_TRUE(stores.Open("two", {}).ok());
  EXPECT_EQ(stores.Open("three", {}).error().kind, Kind::kOther);
  EXPECT_EQ(stores.Open("one", {}).value(), one);
}

TEST(Stores, AFailingEngineIsAskedAgain) {
  Stores stores;
  int calls = 0;
  stores.Configure("x", [&calls](const std::string&) -> KvOutcome<StorePtr> {
    if (calls++ == 0) return StoreError::Other("open: not now (keyvalue.x)");
    return MakeMemoryStore(Limits());
  });
  EXPECT_FALSE(stores.Open("x", {}).ok());
  EXPECT_TRUE(stores.Open("x", {}).ok());
}

}  // namespace
}  // namespace virga::host::keyvalue
