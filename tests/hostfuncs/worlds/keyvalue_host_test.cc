// The bindings of wasi:keyvalue in all versions over one store.

#include <gtest/gtest.h>

#include "hostfuncs/keyvalue/atomics_host.h"
#include "hostfuncs/keyvalue/batch_host.h"
#include "hostfuncs/keyvalue/store_host.h"

namespace virga::host::keyvalue {
namespace {

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
std::string Text(const std::vector<uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

class KeyvalueHostTest : public testing::Test {
 protected:
  KeyvalueHostTest() { ConfigureDefaultMemoryStore(&stores_, Limits{}); }

  Stores stores_;
  KeyvalueResources resources_{&stores_, Grants{}};
  draft::StoreHost store1_{&resources_};
  draft::AtomicsHost atomics1_{&resources_};
  draft::BatchHost batch1_{&resources_};
  draft2::StoreHost store2_{&resources_};
  draft2::AtomicsHost atomics2_{&resources_};
  spin::BatchHost spin_{&resources_};
};

TEST_F(KeyvalueHostTest, BothDraftsSeeOneStore) {
  const auto one = store1_.Open("").value()->value();
  const auto two = store2_.Open("default").value()->value();
  EXPECT_TRUE(store1_.BucketSet({one.rep}, "k", Bytes("v")).value()->ok());
  EXPECT_EQ(Text(*store2_.BucketGet({two.rep}, "k").value()->value()), "v");
  EXPECT_FALSE(store2_.BucketGet({two.rep}, "missing").value()->value().has_value());
  EXPECT_EQ(atomics1_.Increment({one.rep}, "n", 5).value()->value(), 5u);
  EXPECT_EQ(atomics2_.Increment({two.rep}, "n", -7).value()->value(), -2);
  // -2 is no number of draft 1, whose counters are unsigned.
  EXPECT_FALSE(atomics1_.Increment({one.rep}, "n", 1).value()->ok());
  EXPECT_EQ(store2_.BucketListKeys({two.rep}, std::nullopt).value()->value().keys,
            (std::vector<std::string>{"k", "n"}));
}

TEST_F(KeyvalueHostTest, UnknownStoresAreNotFound) {
  auto opened = store2_.Open("elsewhere");
  ASSERT_FALSE(opened.value()->ok());
  EXPECT_EQ(opened.value()->error().which(), draft2::WitError::Case::kNoSuchStore);
}

TEST_F(KeyvalueHostTest, SwapGivesAHandleOfTheLatestVersionWhenItFails) {
  const auto bucket = store2_.Open("").value()->value();
  const auto cas = atomics2_.CasNew({bucket.rep}, "k").value()->value();
  EXPECT_FALSE(atomics2_.CasCurrent({cas.rep}).value()->value().has_value());
  EXPECT_TRUE(store2_.BucketSet({bucket.rep}, "k", Bytes("theirs")).value()->ok());
  auto lost = atomics2_.Swap(cas, Bytes("mine"));
  ASSERT_FALSE(lost.value()->ok());
  const auto retry = lost.value()->error().as_cas_failed();
  EXPECT_EQ(Text(*atomics2_.CasCurrent({retry.rep}).value()->value()), "theirs");
  EXPECT_TRUE(atomics2_.Swap(retry, Bytes("mine")).value()->ok());
  EXPECT_EQ(Text(*store2_.BucketGet({bucket.rep}, "k").value()->value()), "mine");
  EXPECT_EQ(resources_.cas.size(), 0u);
}

TEST_F(KeyvalueHostTest, GetManyHasItsTwoShapes) {
  const auto bucket = store1_.Open("").value()->value();
  EXPECT_TRUE(batch1_.SetMany({bucket.rep}, {{"a", Bytes("1")}, {"b", Bytes("2")}}).value()->ok());
  auto found = batch1_.GetMany({bucket.rep}, {"b", "x", "b"});
  ASSERT_EQ(found.value()->value().size(), 3u);
  EXPECT_EQ(std::get<0>(*found.value()->value()[0]), "b");
  EXPECT_FALSE(found.value()->value()[1].has_value());
  auto named = spin_.GetMany({bucket.rep}, {"x", "a"});
  EXPECT_EQ(std::get<0>(named.value()->value()[0]), "x");
  EXPECT_FALSE(std::get<1>(named.value()->value()[0]).has_value());
  EXPECT_EQ(Text(*std::get<1>(named.value()->value()[1])), "1");
  EXPECT_TRUE(batch1_.DeleteMany({bucket.rep}, {"a", "a", "nothing"}).value()->ok());
  EXPECT_FALSE(store1_.BucketExists({bucket.rep}, "a").value()->value());
}

}  // namespace
}  // namespace virga::host::keyvalue
