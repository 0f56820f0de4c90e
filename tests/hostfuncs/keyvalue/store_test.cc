// The conformance suite of keyvalue engines. An engine joins by a row in Engines().

#include "hostfuncs/keyvalue/store.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "hostfuncs/keyvalue/cursor.h"
#include "hostfuncs/keyvalue/memory_store.h"
#include "tests/hostfuncs/keyvalue/delayed_store.h"

namespace virga::host::keyvalue {
namespace {

struct EngineCase {
  const char* name;
  StorePtr (*make)(io::EventLoop& loop, const Limits& limits);
  bool any_thread;  // may be used from any
};

class KeyValue : public testing::TestWithParam<EngineCase> {
 protected:
  void SetUp() override { Open(Limits()); }
  void Open(const Limits& limits) { store_ = GetParam().make(*loop_, limits); }

  template <typename T>
  T Take(KvFuture<T> future) {
    KvOutcome<T> outcome = Wait(std::move(future));
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().text);
    return std::move(outcome).value();
  }
  template <typename T>
  std::string ErrorOf(KvFuture<T> future) {
    KvOutcome<T> outcome = Wait(std::move(future));
    return outcome.ok() ? "ok" : outcome.error().text;
  }
  template <typename T>
  KvOutcome<T> Wait(KvFuture<T> future) {
    if (future.ready()) return future.Take();
    return io::Wait(*loop_, std::move(future)).value();
  }
  void Set(std::string_view key, std::string value) {
    Take(store_->Set(key, MakeValue(std::move(value))));
  }
  std::string Get(std::string_view key) {
    const std::optional<Value> value = Take(store_->Get(key));
    return value ? **value : "<none>";
  }
  uint64_t Increment(std::string_view key, int64_t delta) {
    return Take(store_->Increment(key, static_cast<uint64_t>(delta), CounterRange::kSigned64));
  }
  std::vector<std::string> Walk() {
    std::vector<std::string> keys;
    std::optional<std::string> cursor;
    do {
      KeyPage page = Take(store_->ListKeys(cursor));
      keys.insert(keys.end(), page.keys.begin(), page.keys.end());
      cursor = page.cursor;
    } while (cursor);
    return keys;
  }
  std::vector<std::string> WalkHashed() {
    std::vector<std::string> keys;
    std::optional<uint64_t> cursor;
    do {
      HashedKeyPage page = Take(store_->ListKeysHashed(cursor));
      keys.insert(keys.end(), page.keys.begin(), page.keys.end());
      cursor = page.cursor;
    } while (cursor);
    return keys;
  }

  std::unique_ptr<io::EventLoop> loop_ = io::MakeEventLoop();
  StorePtr store_;
};

TEST_P(KeyValue, MissingKeysAreNoErrors) {
  EXPECT_EQ(Get("a"), "<none>");
  EXPECT_FALSE(Take(store_->Exists("a")));
  EXPECT_EQ(ErrorOf(store_->Delete("a")), "ok");
}

TEST_P(KeyValue, SetGetOverwriteDelete) {
  Set("a", "one");
  Set("a", "two");
  EXPECT_EQ(Get("a"), "two");
  EXPECT_TRUE(Take(store_->Exists("a")));
  Take(store_->Delete("a"));
  EXPECT_EQ(Get("a"), "<none>");
}

TEST_P(KeyValue, EmptyAndOddKeysAndValues) {
  for (const std::string& key :
       {std::string(), std::string("a/b"), std::string(".."), std::string("con"),
        std::string("\0", 1), std::string("A"), std::string("a"), std::string("\xc3\xa9"),
        std::string("e\xcc\x81")}) {
    Set(key, "value of " + key);
  }
  EXPECT_EQ(Get(""), "value of ");
  EXPECT_EQ(Get("A"), "value of A");
  EXPECT_EQ(Get("a"), "value of a");
  EXPECT_EQ(Get("\xc3\xa9"), "value of \xc3\xa9");
  EXPECT_EQ(Walk().size(), 9u);
  Set("empty", "");
  EXPECT_EQ(Get("empty"), "");
}

TEST_P(KeyValue, IncrementIsDecimalText) {
  EXPECT_EQ(Increment("n", 5), 5u);
  EXPECT_EQ(Get("n"), "5");
  EXPECT_EQ(static_cast<int64_t>(Increment("n", -7)), -2);
  EXPECT_EQ(Get("n"), "-2");
  Set("m", "0041");
  EXPECT_EQ(Increment("m", 1), 42u);
  EXPECT_EQ(Get("m"), "42");
  Set("z", "-0");
  EXPECT_EQ(Increment("z", 0), 0u);
}

TEST_P(KeyValue, IncrementOfSomethingElseIsAnErrorAndChangesNothing) {
  for (const char* text : {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "abc", "--1", "1-"}) {
    Set("n", text);
    EXPECT_EQ(ErrorOf(store_->Increment("n", 1, CounterRange::kSigned64)),
              "increment: value is not an integer")
        << text;
    EXPECT_EQ(Get("n"), text);
  }
  Set("n", std::string("\x01\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(ErrorOf(store_->Increment("n", 1, CounterRange::kUnsigned64)),
            "increment: value is not an integer");
}

TEST_P(KeyValue, IncrementStopsAtTheEndsOfItsRange) {
  const auto add = [&](const std::string& start, uint64_t delta, CounterRange range) {
    Set("n", start);
    const std::string error = ErrorOf(store_->Increment("n", delta, range));
    if (error != "ok") EXPECT_EQ(Get("n"), start);
    return error == "ok" ? Get("n") : error;
  };
  const auto kSigned = CounterRange::kSigned64;
  const auto kUnsigned = CounterRange::kUnsigned64;
  EXPECT_EQ(add("9223372036854775806", 1, kSigned), "9223372036854775807");
  EXPECT_EQ(add("9223372036854775807", 1, kSigned), "increment: overflow");
  EXPECT_EQ(add("-9223372036854775807", UINT64_MAX, kSigned), "-9223372036854775808");
  EXPECT_EQ(add("-9223372036854775808", UINT64_MAX, kSigned), "increment: overflow");
  EXPECT_EQ(add("18446744073709551614", 1, kUnsigned), "18446744073709551615");
  EXPECT_EQ(add("18446744073709551615", 1, kUnsigned), "increment: overflow");
  EXPECT_EQ(add("1", UINT64_MAX, kUnsigned), "increment: overflow");
  EXPECT_EQ(add("-5", 10, kUnsigned), "increment: overflow");
  EXPECT_EQ(add("9223372036854775808", 0, kSigned), "increment: overflow");
  EXPECT_EQ(add(std::string(500, '9'), 1, kSigned), "increment: overflow");
}

TEST_P(KeyValue, SwapSucceedsOnceAndThenHasToSeeTheChange) {
  Set("a", "old");
  CasPtr cas = Take(store_->CasNew("a"));
  EXPECT_EQ(**cas->current(), "old");
  EXPECT_EQ(Take(store_->Swap(cas, MakeValue("new"))).retry, nullptr);
  EXPECT_EQ(Get("a"), "new");
  const CasPtr retry = Take(store_->Swap(cas, MakeValue("stale"))).retry;
  ASSERT_NE(retry, nullptr);
  EXPECT_EQ(Get("a"), "new");
  EXPECT_EQ(**retry->current(), "new");
  EXPECT_EQ(Take(store_->Swap(retry, MakeValue("newer"))).retry, nullptr);
  EXPECT_EQ(Get("a"), "newer");
}

TEST_P(KeyValue, AnyWriteSinceMakesSwapFail) {
  const auto swap_after = [&](const std::function<void()>& meanwhile) {
    Set("a", "x");
    const CasPtr cas = Take(store_->CasNew("a"));
    meanwhile();
    return Take(store_->Swap(cas, MakeValue("swapped"))).retry == nullptr;
  };
  EXPECT_TRUE(swap_after([] {}));
  EXPECT_TRUE(swap_after([&] { Set("other", "x"); }));
  EXPECT_FALSE(swap_after([&] { Set("a", "x"); }));  // an equal value
  EXPECT_FALSE(swap_after([&] { Take(store_->Delete("a")); }));
  EXPECT_FALSE(swap_after([&] {
    Take(store_->Delete("a"));
    Set("a", "x");
  }));
  EXPECT_FALSE(swap_after([&] {
    Set("a", "1");
    Increment("a", 1);
  }));
}

TEST_P(KeyValue, SwapOfAnAbsentKeyCreatesIt) {
  CasPtr cas = Take(store_->CasNew("a"));
  EXPECT_FALSE(cas->current().has_value());
  EXPECT_EQ(Take(store_->Swap(cas, MakeValue("first"))).retry, nullptr);
  EXPECT_EQ(Get("a"), "first");
  EXPECT_NE(Take(store_->Swap(cas, MakeValue("second"))).retry, nullptr);
}

// Mistake 16 of other hosts: a key that was absent is overwritten although somebody wrote it.
TEST_P(KeyValue, SwapOfAnAbsentKeySeesWritesEvenWhenDeletedAgain) {
  const CasPtr written = Take(store_->CasNew("a"));
  const CasPtr deleted = Take(store_->CasNew("b"));
  Set("a", "x");
  Set("b", "x");
  Take(store_->Delete("b"));
  EXPECT_NE(Take(store_->Swap(written, MakeValue("y"))).retry, nullptr);
  EXPECT_EQ(Get("a"), "x");
  const CasPtr retry = Take(store_->Swap(deleted, MakeValue("y"))).retry;
  ASSERT_NE(retry, nullptr);
  EXPECT_FALSE(retry->current().has_value());
  EXPECT_EQ(Take(store_->Swap(retry, MakeValue("y"))).retry, nullptr);
}

TEST_P(KeyValue, CurrentIsTheValueOfTheHandlesTime) {
  Set("a", "then");
  const CasPtr cas = Take(store_->CasNew("a"));
  Set("a", "now");
  EXPECT_EQ(**cas->current(), "then");
}

TEST_P(KeyValue, BatchesKeepOrderAndDuplicates) {
  Take(store_->SetMany(std::vector<keyvalue::KeyValue>{
      {"a", MakeValue("1")}, {"b", MakeValue("2")}, {"a", MakeValue("3")}}));
  const std::vector<std::string> keys = {"b", "missing", "a", "b"};
  const auto values = Take(store_->GetMany(keys));
  ASSERT_EQ(values.size(), 4u);
  EXPECT_EQ(**values[0], "2");
  EXPECT_FALSE(values[1].has_value());
  EXPECT_EQ(**values[2], "3");
  EXPECT_EQ(**values[3], "2");
  Take(store_->DeleteMany(keys));
  EXPECT_TRUE(Walk().empty());
}

TEST_P(KeyValue, ListIsBytewiseAndPaged) {
  Limits limits;
  limits.page_keys = 3;
  Open(limits);
  std::set<std::string> expected;
  for (int i = 0; i < 20; i++) expected.insert("k" + std::to_string(i * 7 % 20));
  expected.insert("");
  expected.insert(
      "\xff"
      "not-reached-by-guests");
  for (const std::string& key : expected) Set(key, "");
  EXPECT_EQ(Walk(), std::vector<std::string>(expected.begin(), expected.end()));
  const std::vector<std::string> hashed = WalkHashed();
  EXPECT_EQ(hashed.size(), expected.size());
  EXPECT_EQ(std::set<std::string>(hashed.begin(), hashed.end()), expected);
  EXPECT_EQ(Take(store_->ListKeys(std::nullopt)).keys.size(), 3u);
}

TEST_P(KeyValue, PagesAreBoundedInBytes) {
  Limits limits;
  limits.page_bytes = 25;
  Open(limits);
  for (const char* key : {"aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"}) Set(key, "");
  EXPECT_EQ(Take(store_->ListKeys(std::nullopt)).keys.size(), 2u);
  EXPECT_EQ(Walk().size(), 3u);
  EXPECT_EQ(WalkHashed().size(), 3u);
}

TEST_P(KeyValue, OneHashedPageIsSortedAndFinal) {
  for (const char* key : {"c", "a", "b"}) Set(key, "");
  const HashedKeyPage page = Take(store_->ListKeysHashed(std::nullopt));
  EXPECT_EQ(page.keys, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_FALSE(page.cursor.has_value());
}

TEST_P(KeyValue, AKeyPresentThroughoutIsListedExactlyOnce) {
  Limits limits;
  limits.page_keys = 2;
  Open(limits);
  for (int i = 0; i < 10; i++) Set("stays" + std::to_string(i), "");
  for (const bool hashed : {false, true}) {
    std::multiset<std::string> seen;
    std::optional<std::string> cursor;
    std::optional<uint64_t> number;
    for (int page = 0;; page++) {
      std::vector<std::string> keys;
      if (hashed) {
        HashedKeyPage got = Take(store_->ListKeysHashed(number));
        keys = got.keys;
        number = got.cursor;
      } else {
        KeyPage got = Take(store_->ListKeys(cursor));
        keys = got.keys;
        cursor = got.cursor;
      }
      seen.insert(keys.begin(), keys.end());
      if (hashed ? !number : !cursor) break;
      Set("comes" + std::to_string(page), "");
      Take(store_->Delete("comes" + std::to_string(page - 1)));
    }
    for (int i = 0; i < 10; i++) EXPECT_EQ(seen.count("stays" + std::to_string(i)), 1u);
  }
}

TEST_P(KeyValue, UnknownCursorsAreErrors) {
  Set("a", "");
  for (const char* cursor : {"", "k1", "k2.YQ", "k1.Y", "k1.YR", "k1.Y Q", "k1.YQ==", "garbage"}) {
    EXPECT_EQ(ErrorOf(store_->ListKeys(std::string(cursor))), "list-keys: invalid cursor")
        << cursor;
  }
  EXPECT_TRUE(Take(store_->ListKeys(EncodeCursor("zzz"))).keys.empty());
  EXPECT_EQ(Take(store_->ListKeys(EncodeCursor(""))).keys.size(), 1u);
}

TEST_P(KeyValue, LimitsNameThemselvesAndTheSetting) {
  Limits limits;
  limits.key_bytes = 4;
  limits.value_bytes = 8;
  limits.batch_items = 2;
  limits.batch_bytes = 12;
  Open(limits);
  EXPECT_EQ(ErrorOf(store_->Set("four", MakeValue("12345678"))), "ok");
  EXPECT_EQ(ErrorOf(store_->Set("fives", MakeValue(""))),
            "set: key length of 5 is over the limit of 4 (keyvalue.max-key-bytes)");
  EXPECT_EQ(ErrorOf(store_->Set("four", MakeValue("123456789"))),
            "set: value length of 9 is over the limit of 8 (keyvalue.max-value-bytes)");
  EXPECT_EQ(Get("four"), "12345678");
  const std::vector<std::string> three = {"a", "b", "c"};
  EXPECT_EQ(ErrorOf(store_->GetMany(three)),
            "get-many: number of items of 3 is over the limit of 2 (keyvalue.max-batch-items)");
  EXPECT_NE(ErrorOf(store_->DeleteMany(three)), "ok");
  const std::vector<keyvalue::KeyValue> big = {{"a", MakeValue("1234567")},
                                               {"b", MakeValue("1234567")}};
  EXPECT_EQ(ErrorOf(store_->SetMany(big)),
            "set-many: total size of 16 is over the limit of 12 (keyvalue.max-batch-bytes)");
  EXPECT_EQ(Get("a"), "<none>");
  Set("a", "12345678");
  const std::vector<std::string> both = {"a", "four"};
  EXPECT_NE(ErrorOf(store_->GetMany(both)).find("keyvalue.max-batch-bytes"), std::string::npos);
}

TEST_P(KeyValue, AFullStoreRefusesAndForgetsNothing) {
  Limits limits;
  limits.store_bytes = 1000;
  Open(limits);
  Set("a", std::string(500, 'x'));
  EXPECT_NE(ErrorOf(store_->Set("b", MakeValue(std::string(500, 'y')))).find("max-store-bytes"),
            std::string::npos);
  const std::vector<keyvalue::KeyValue> items = {{"c", MakeValue("1")},
                                                 {"b", MakeValue(std::string(500, 'y'))}};
  EXPECT_NE(ErrorOf(store_->SetMany(items)), "ok");
  EXPECT_EQ(Walk(), (std::vector<std::string>{"a"}));
  Take(store_->Delete("a"));
  EXPECT_EQ(ErrorOf(store_->SetMany(items)), "ok");
}

TEST_P(KeyValue, ThreadsIncrementAtomically) {
  const int thread_count = GetParam().any_thread ? 4 : 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < thread_count; t++) {
    threads.emplace_back([this] {
      for (int i = 0; i < 500; i++) Increment("n", 1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Increment("n", 0), static_cast<uint64_t>(thread_count) * 500);
}

StorePtr MakeMemory(io::EventLoop&, const Limits& limits) { return MakeMemoryStore(limits); }
StorePtr MakeDelayed(io::EventLoop& loop, const Limits& limits) {
  return std::make_shared<DelayedStore>(loop, limits);
}

INSTANTIATE_TEST_SUITE_P(Engines, KeyValue,
                         testing::Values(EngineCase{"Memory", MakeMemory, true},
                                         EngineCase{"Delayed", MakeDelayed, false}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Cursor, EveryKeySurvives) {
  for (int length = 0; length < 10; length++) {
    for (int seed = 0; seed < 50; seed++) {
      std::string key;
      for (int i = 0; i < length; i++) key += static_cast<char>(seed * 37 + i * 91);
      EXPECT_EQ(DecodeCursor(EncodeCursor(key)), key);
    }
  }
  EXPECT_EQ(EncodeCursor("a?>"), "k1.YT8-");
}

}  // namespace
}  // namespace virga::host::keyvalue
