// Calls through generated bindings: parameters and results, errors of the guest, traps, waiting,
// handles.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "hostfuncs/bindings/io_poll.h"
#include "hostfuncs/bindings/keyvalue_draft2_atomics.h"
#include "hostfuncs/bindings/keyvalue_draft2_store.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::host {
namespace {

namespace store = wasi::keyvalue_draft2::store;
using cabi::Borrow;
using cabi::Expected;
using cabi::FakeGuest;
using cabi::HostOutcome;
using cabi::Own;
using cabi::Reply;

using Bytes = std::vector<uint8_t>;

// A bucket is its number; each has one map of its own.
class FakeStore : public store::Host {
 public:
  Reply<Expected<Own<store::Bucket>, store::Error>> Open(std::string_view identifier) override {
    if (identifier == "broken") return Error::Trap(TrapCode::kUnreachable);
    if (identifier != "default") {
      return Expected<Own<store::Bucket>, store::Error>::Failure(store::Error::MakeNoSuchStore());
    }
    return Expected<Own<store::Bucket>, store::Error>(Own<store::Bucket>{7});
  }

  // "slow" is there only after `wake` has been called.
  class SlowGet : public cabi::Pending<Expected<std::optional<Bytes>, store::Error>> {
   public:
    explicit SlowGet(FakeStore* owner) : owner_(owner) {}
    ~SlowGet() override { --owner_->pending; }
    Status Start(cabi::Waker waker) override {
      owner_->waker = waker;
      ++owner_->starts;
      return {};
    }
    std::optional<Result<Expected<std::optional<Bytes>, store::Error>>> Resume() override {
      if (!owner_->slow_is_there) return std::nullopt;
      return Result(Expected<std::optional<Bytes>, store::Error>(std::optional<Bytes>(Bytes{'s'})));
    }

   private:
    FakeStore* owner_;
  };

  Reply<Expected<std::optional<Bytes>, store::Error>> BucketGet(Borrow<store::Bucket> self,
                                                                std::string_view key) override {
    EXPECT_EQ(self.rep, 7u);
    if (key == "slow") {
      ++pending;
      return std::make_unique<SlowGet>(this);
    }
    if (key == "bad") {
      return Expected<std::optional<Bytes>, store::Error>::Failure(
          store::Error::MakeOther("get: bad key"));
    }
    auto found = values.find(std::string(key));
    std::optional<Bytes> value;
    if (found != values.end()) value = found->second;
    return Expected<std::optional<Bytes>, store::Error>(std::move(value));
  }
  Reply<Expected<std::monostate, store::Error>> BucketSet(Borrow<store::Bucket> self,
                                                          std::string_view key,
                                                          std::span<const uint8_t> value) override {
    EXPECT_EQ(self.rep, 7u);
    values[std::string(key)] = Bytes(value.begin(), value.end());
    return Expected<std::monostate, store::Error>();
  }
  Reply<Expected<std::monostate, store::Error>> BucketDelete(Borrow<store::Bucket>,
                                                             std::string_view key) override {
    values.erase(std::string(key));
    return Expected<std::monostate, store::Error>();
  }
  Reply<Expected<bool, store::Error>> BucketExists(Borrow<store::Bucket>,
                                                   std::string_view key) override {
    return Expected<bool, store::Error>(values.contains(std::string(key)));
  }
  Reply<Expected<store::KeyResponse, store::Error>> BucketListKeys(
      Borrow<store::Bucket>, std::optional<std::string_view> cursor) override {
    store::KeyResponse response;
    for (const auto& [key, value] : values) response.keys.push_back(key);
    if (cursor) response.cursor = "after " + std::string(*cursor);
    return Expected<store::KeyResponse, store::Error>(std::move(response));
  }
  Status DropBucket(uint32_t rep) override {
    dropped.push_back(rep);
    return {};
  }

  std::map<std::string, Bytes> values;
  std::vector<uint32_t> dropped;
  cabi::Waker waker;
  bool slow_is_there = false;
  int pending = 0;
  int starts = 0;
};

// One call of a function by its name, with the guest's core values.
class Caller {
 public:
  Caller(const cabi::HostBinding& binding, FakeGuest* guest) : binding_(binding), guest_(guest) {}

  HostOutcome Call(std::string_view name, std::vector<uint64_t> params) {
    param_count_ = static_cast<uint32_t>(params.size());
    slots_ = std::move(params);
    slots_.resize(slots_.size() + 1);
    for (const cabi::HostFunction& function : binding_.interface->functions) {
      if (function.name != name) continue;
      context_ = std::make_unique<cabi::CallContext>(guest_->Options());
      cabi::HostCall call(context_.get(), slots_.data(), param_count_, waker_);
      HostOutcome outcome = function.call(binding_.self, call);
      continuation_ = call.TakeContinuation();
      return outcome;
    }
    ADD_FAILURE() << "no function " << name;
    return HostOutcome::kFailed;
  }
  HostOutcome Continue() {
    cabi::HostCall call(context_.get(), slots_.data(), param_count_, waker_);
    std::unique_ptr<cabi::HostContinuation> continuation = std::move(continuation_);
    HostOutcome outcome = continuation->Continue(call);
    continuation_ = call.TakeContinuation();
    return outcome;
  }

  uint64_t result() const { return slots_[0]; }
  std::string error() { return std::string(context_->TakeError().message()); }
  void SetWaker(cabi::Waker waker) { waker_ = waker; }
  void DropContinuation() { continuation_.reset(); }

 private:
  cabi::HostBinding binding_;
  FakeGuest* guest_;
  cabi::Waker waker_;
  std::unique_ptr<cabi::CallContext> context_;
  std::vector<uint64_t> slots_;
  uint32_t param_count_ = 0;
  std::unique_ptr<cabi::HostContinuation> continuation_;
};

class BindingsCall : public testing::Test {
 protected:
  static constexpr uint32_t kOut = 512;

  BindingsCall() : caller(store::Bind(host), &guest) {}

  // Opens the default bucket and answers the guest's handle.
  uint32_t OpenBucket() {
    guest.Poke(16, "default");
    EXPECT_EQ(caller.Call("open", {16, 7, kOut}), HostOutcome::kReturned);
    EXPECT_EQ(guest.Peek<uint8_t>(kOut), 0);
    return guest.Peek<uint32_t>(kOut + 4);
  }

  FakeGuest guest;
  FakeStore host;
  Caller caller;
};

TEST_F(BindingsCall, BytesGoInAndComeOutWithoutChange) {
  uint32_t bucket = OpenBucket();
  guest.Poke(32, "key");
  guest.Poke(48, std::string_view("a\0b", 3));
  ASSERT_EQ(caller.Call("[method]bucket.set", {bucket, 32, 3, 48, 3, kOut}),
            HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut), 0);
  EXPECT_EQ(host.values["key"], (Bytes{'a', 0, 'b'}));

  ASSERT_EQ(caller.Call("[method]bucket.get", {bucket, 32, 3, kOut}), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut), 0) << "ok";
  EXPECT_EQ(guest.Peek<uint8_t>(kOut + 4), 1) << "some";
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(kOut + 8), guest.Peek<uint32_t>(kOut + 12)),
            std::string_view("a\0b", 3));
}

TEST_F(BindingsCall, AMissingValueIsNone) {
  uint32_t bucket = OpenBucket();
  ASSERT_EQ(caller.Call("[method]bucket.get", {bucket, 32, 0, kOut}), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut), 0);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut + 4), 0);
}

TEST_F(BindingsCall, AnErrorOfTheInterfaceIsAValue) {
  guest.Poke(16, "nobody");
  ASSERT_EQ(caller.Call("open", {16, 6, kOut}), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut), 1) << "err";
  EXPECT_EQ(guest.Peek<uint8_t>(kOut + 4), 0) << "no-such-store";

  uint32_t bucket = OpenBucket();
  guest.Poke(16, "bad");
  ASSERT_EQ(caller.Call("[method]bucket.get", {bucket, 16, 3, kOut}), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut), 1);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut + 4), 2) << "other";
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(kOut + 8), guest.Peek<uint32_t>(kOut + 12)),
            "get: bad key");
}

TEST_F(BindingsCall, AnErrorAsTheReplyIsATrap) {
  guest.Poke(16, "broken");
  EXPECT_EQ(caller.Call("open", {16, 6, kOut}), HostOutcome::kFailed);
  EXPECT_EQ(caller.error(), TrapText(TrapCode::kUnreachable));
}

TEST_F(BindingsCall, RecordsListsAndOptionsAreLaidOutInMemory) {
  uint32_t bucket = OpenBucket();
  host.values["a"] = {};
  host.values["bc"] = {};
  guest.Poke(16, "c");
  ASSERT_EQ(caller.Call("[method]bucket.list-keys", {bucket, 1, 16, 1, kOut}),
            HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut), 0);
  uint32_t keys = guest.Peek<uint32_t>(kOut + 4);
  ASSERT_EQ(guest.Peek<uint32_t>(kOut + 8), 2u);
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(keys + 8), guest.Peek<uint32_t>(keys + 12)), "bc");
  EXPECT_EQ(guest.Peek<uint8_t>(kOut + 12), 1);
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(kOut + 16), guest.Peek<uint32_t>(kOut + 20)),
            "after c");
}

TEST_F(BindingsCall, AHandleThatIsNoneTraps) {
  EXPECT_EQ(caller.Call("[method]bucket.get", {99, 32, 3, kOut}), HostOutcome::kFailed);
  EXPECT_FALSE(caller.error().empty());
  EXPECT_TRUE(host.dropped.empty());
}

TEST_F(BindingsCall, AStringOutsideOfTheMemoryTraps) {
  EXPECT_EQ(caller.Call("open", {0xfffffff0, 100, kOut}), HostOutcome::kFailed);
  EXPECT_FALSE(caller.error().empty());
}

TEST_F(BindingsCall, AReplyThatIsPendingSuspendsUntilItIsThere) {
  uint32_t bucket = OpenBucket();
  int woken = 0;
  caller.SetWaker(cabi::Waker([](void* count) { ++*static_cast<int*>(count); }, &woken));
  guest.Poke(32, "slow");
  ASSERT_EQ(caller.Call("[method]bucket.get", {bucket, 32, 4, kOut}), HostOutcome::kSuspended);
  EXPECT_EQ(host.starts, 1);
  host.waker.Wake();
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(caller.Continue(), HostOutcome::kSuspended) << "woken for nothing";
  EXPECT_EQ(host.starts, 2);
  host.slow_is_there = true;
  ASSERT_EQ(caller.Continue(), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(kOut + 4), 1);
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(kOut + 8), 1), "s");
  EXPECT_EQ(host.pending, 0) << "nothing is left behind";
}

TEST_F(BindingsCall, AStoreThatGoesAwayDropsWhatIsPending) {
  uint32_t bucket = OpenBucket();
  guest.Poke(32, "slow");
  ASSERT_EQ(caller.Call("[method]bucket.get", {bucket, 32, 4, kOut}), HostOutcome::kSuspended);
  EXPECT_EQ(host.pending, 1);
  caller.DropContinuation();
  EXPECT_EQ(host.pending, 0);
}

TEST_F(BindingsCall, DroppingAHandleReachesTheHost) {
  EXPECT_TRUE(store::Bucket::kResource.drop(store::Bind(host).self, 7).ok());
  EXPECT_EQ(host.dropped, std::vector<uint32_t>{7});
}

class FakePoll : public wasi::io::poll::Host {
 public:
  Reply<bool> PollableReady(Borrow<wasi::io::poll::Pollable>) override { return true; }
  Reply<void> PollableBlock(Borrow<wasi::io::poll::Pollable> self) override {
    blocked.push_back(self.rep);
    return {};
  }
  Reply<std::vector<uint32_t>> Poll(
      const std::vector<Borrow<wasi::io::poll::Pollable>>& in) override {
    if (in.empty()) return Error::Trap(TrapCode::kUnreachable, "poll of nothing");
    std::vector<uint32_t> ready;
    for (uint32_t i = 0; i < in.size(); ++i) ready.push_back(i);
    return ready;
  }
  Status DropPollable(uint32_t) override { return {}; }

  std::vector<uint32_t> blocked;
};

TEST(BindingsCallTest, AFunctionWithoutAResultLeavesTheCoreValuesAlone) {
  FakeGuest guest;
  FakePoll host;
  Caller caller(wasi::io::poll::Bind(host), &guest);
  Result<uint32_t> handle = guest.scope.LowerOwn(wasi::io::poll::Pollable::kResource, 3);
  ASSERT_TRUE(handle.ok());
  ASSERT_EQ(caller.Call("[method]pollable.block", {*handle}), HostOutcome::kReturned);
  EXPECT_EQ(host.blocked, std::vector<uint32_t>{3});
  EXPECT_EQ(caller.result(), *handle);
}

TEST(BindingsCallTest, ListsOfBorrowsAreLifted) {
  FakeGuest guest;
  FakePoll host;
  Caller caller(wasi::io::poll::Bind(host), &guest);
  Result<uint32_t> one = guest.scope.LowerOwn(wasi::io::poll::Pollable::kResource, 3);
  Result<uint32_t> two = guest.scope.LowerOwn(wasi::io::poll::Pollable::kResource, 4);
  ASSERT_TRUE(one.ok() && two.ok());
  guest.PokeInt<uint32_t>(16, *one);
  guest.PokeInt<uint32_t>(20, *two);
  ASSERT_EQ(caller.Call("poll", {16, 2, 512}), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint32_t>(516), 2u);
  EXPECT_EQ(caller.Call("poll", {16, 0, 512}), HostOutcome::kFailed);
}

}  // namespace
}  // namespace virga::host
