#include "canonical-abi/abi/host_func.h"

#include <gtest/gtest.h>

#include "canonical-abi/types/signature.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {

constexpr HostResource kBucketResource("test:store/types", "bucket");
struct Bucket {
  static constexpr const HostResource& kResource = kBucketResource;
};
struct StoreError {
  std::variant<std::monostate, std::string> value;
};
struct Datetime {
  uint64_t seconds = 0;
  uint32_t nanoseconds = 0;
};
enum class Color : uint8_t { kRed, kGreen, kBlue };
struct Access {
  uint16_t bits = 0;
};

template <>
struct Abi<StoreError> : VariantAbi<StoreError, std::monostate, std::string> {
  static constexpr std::string_view kLabels[] = {"no-such-store", "other"};
  static ValueType Describe(HostTypes& types) { return DescribeWith(types, kLabels); }
};
template <>
struct Abi<Datetime> : RecordAbi<Datetime, &Datetime::seconds, &Datetime::nanoseconds> {
  static constexpr std::string_view kLabels[] = {"seconds", "nanoseconds"};
  static ValueType Describe(HostTypes& types) { return DescribeWith(types, kLabels); }
};
template <>
struct Abi<Color> : EnumAbi<Color, 3> {
  static constexpr std::string_view kLabels[] = {"red", "green", "blue"};
  static ValueType Describe(HostTypes& types) { return DescribeWith(types, kLabels); }
};
template <>
struct Abi<Access> : FlagsAbi<Access, 9> {
  static constexpr std::string_view kLabels[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
  static ValueType Describe(HostTypes& types) { return DescribeWith(types, kLabels); }
};

namespace {

template <typename T>
void ExpectLayoutOfTable() {
  HostTypes types;
  const TypeNode& node = types.table().node(Abi<T>::Describe(types));
  ASSERT_TRUE(types.ok());
  for (int w = 0; w < 2; ++w) {
    EXPECT_EQ((Abi<T>::kLayout.size[w]), node.size[w]) << __PRETTY_FUNCTION__;
    EXPECT_EQ((Abi<T>::kLayout.align[w]), node.align[w]) << __PRETTY_FUNCTION__;
    EXPECT_EQ((Abi<T>::kFlat), node.flat[w].size()) << __PRETTY_FUNCTION__;
  }
}

TEST(HostFunc, StaticLayoutsAreThoseOfTheTypeTable) {
  ExpectLayoutOfTable<bool>();
  ExpectLayoutOfTable<int16_t>();
  ExpectLayoutOfTable<double>();
  ExpectLayoutOfTable<char32_t>();
  ExpectLayoutOfTable<std::string_view>();
  ExpectLayoutOfTable<std::vector<Datetime>>();
  ExpectLayoutOfTable<Datetime>();
  ExpectLayoutOfTable<Color>();
  ExpectLayoutOfTable<Access>();
  ExpectLayoutOfTable<StoreError>();
  ExpectLayoutOfTable<Own<Bucket>>();
  ExpectLayoutOfTable<std::optional<Datetime>>();
  ExpectLayoutOfTable<Expected<std::monostate, StoreError>>();
  ExpectLayoutOfTable<Expected<std::optional<std::vector<uint8_t>>, StoreError>>();
  ExpectLayoutOfTable<std::tuple<uint8_t, std::string, Datetime, bool>>();
  ExpectLayoutOfTable<std::tuple<Color, std::optional<std::tuple<uint16_t, float>>>>();
}

HostOutcome Greet(void* self, HostCall& call) {
  std::string_view name;
  uint32_t times;
  if (!call.Lift(&name, &times)) return call.Failed();
  *static_cast<int*>(self) += 1;
  std::string text;
  for (uint32_t i = 0; i < times; ++i) text += name;
  return call.Return(text);
}

TEST(HostFunc, LiftsFlatParametersAndStoresASpilledResult) {
  FakeGuest guest;
  guest.Poke(100, "ab");
  CallContext cx(guest.Options());
  uint64_t slots[] = {100, 2, 3, 200};  // name, times, out pointer
  HostCall call(&cx, slots, 4);
  int calls = 0;
  ASSERT_EQ(Greet(&calls, call), HostOutcome::kReturned);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(200), guest.Peek<uint32_t>(204)), "ababab");
}

TEST(HostFunc, LiftsUtf16ParametersAsUtf8) {
  FakeGuest guest(65536, StringEncoding::kUtf16);
  guest.Poke(100, std::string_view("\xe9\0\x3d\xd8\0\xde", 6));  // e-acute and an emoji
  CallContext cx(guest.Options());
  uint64_t slots[] = {100, 3, 1, 200};
  HostCall call(&cx, slots, 4);
  int calls = 0;
  ASSERT_EQ(Greet(&calls, call), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint32_t>(204), 3u);
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(200), 6), std::string_view("\xe9\0\x3d\xd8\0\xde", 6));
}

TEST(HostFunc, LiftsSpilledParametersFromMemory) {
  FakeGuest guest;
  guest.Poke(100, "key");
  // tuple<string, u8, u64 x 17> at 512: 19 flat values.
  guest.PokeInt<uint32_t>(512, 100);
  guest.PokeInt<uint32_t>(516, 3);
  guest.PokeInt<uint8_t>(520, 77);
  for (uint64_t i = 0; i < 17; ++i) guest.PokeInt<uint64_t>(528 + 8 * i, i);
  CallContext cx(guest.Options());
  uint64_t slots[] = {512};
  HostCall call(&cx, slots, 1);
  std::string_view key;
  uint8_t byte;
  std::tuple<uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
             uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
             uint64_t>
      numbers;
  ASSERT_TRUE(call.Lift(&key, &byte, &numbers));
  EXPECT_EQ(key, "key");
  EXPECT_EQ(byte, 77);
  EXPECT_EQ(std::get<0>(numbers), 0u);
  EXPECT_EQ(std::get<16>(numbers), 16u);
}

TEST(HostFunc, ReturnsNestedResultsAndHandles) {
  FakeGuest guest;
  CallContext cx(guest.Options());
  using R = Expected<std::optional<std::tuple<Own<Bucket>, std::vector<Datetime>>>, StoreError>;
  uint64_t slots[] = {256};
  HostCall call(&cx, slots, 1);
  R value(std::tuple(Own<Bucket>{77}, std::vector<Datetime>{{5, 6}, {7, 8}}));
  ASSERT_EQ(call.Return(value), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(256), 0);  // ok
  EXPECT_EQ(guest.Peek<uint8_t>(260), 1);  // some
  const uint32_t handle = guest.Peek<uint32_t>(264);
  EXPECT_EQ(guest.handles.Get(kBucketResource, handle).value()->rep, 77u);
  const uint32_t list = guest.Peek<uint32_t>(268);
  EXPECT_EQ(guest.Peek<uint32_t>(272), 2u);
  EXPECT_EQ(guest.Peek<uint64_t>(list + 16), 7u);
  EXPECT_EQ(guest.Peek<uint32_t>(list + 24), 8u);

  ASSERT_EQ(call.Return(R::Failure(StoreError{std::string("no")})), HostOutcome::kReturned);
  EXPECT_EQ(guest.Peek<uint8_t>(256), 1);
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(264), 2), "no");
}

TEST(HostFunc, LiftsVariantsEnumsFlagsAndBorrows) {
  FakeGuest guest;
  guest.Poke(100, "why");
  const uint32_t handle = guest.handles.AddOwn(kBucketResource, 9).value();
  CallContext cx(guest.Options());
  uint64_t slots[] = {handle, 1, 100, 3, 2, 0xffffffff, 0, 0};
  HostCall call(&cx, slots, 8);
  Borrow<Bucket> bucket;
  StoreError error;
  Color color;
  Access access;
  std::optional<uint32_t> none;
  ASSERT_TRUE(call.Lift(&bucket, &error, &color, &access, &none));
  EXPECT_EQ(bucket.rep, 9u);
  EXPECT_EQ(std::get<1>(error.value), "why");
  EXPECT_EQ(color, Color::kBlue);
  EXPECT_EQ(access.bits, 0x1ff);
  EXPECT_FALSE(none.has_value());
  EXPECT_EQ(guest.handles.Get(kBucketResource, handle).value()->lends, 1u);
  EXPECT_TRUE(guest.scope.Finish().ok());
  EXPECT_EQ(guest.handles.Get(kBucketResource, handle).value()->lends, 0u);
}

// The guest's own bytes, given back to it while its realloc moves the memory.
TEST(HostFunc, EchoedViewsFollowAMovingMemory) {
  FakeGuest guest;
  guest.Poke(100, "echo");
  guest.realloc = [&guest](uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
    const uint64_t address = guest.Bump(a, b, c, d);
    guest.MoveMemory(4096);
    return address;
  };
  CallContext cx(guest.Options());
  uint64_t slots[] = {100, 4, 200};
  HostCall call(&cx, slots, 3);
  std::string_view text;
  ASSERT_TRUE(call.Lift(&text));
  ASSERT_EQ(call.Return(text), HostOutcome::kReturned);
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(200), 4), "echo");

  HostCall again(&cx, slots, 3);
  std::span<const uint8_t> bytes;
  ASSERT_TRUE(again.Lift(&bytes));
  ASSERT_EQ(again.Return(bytes), HostOutcome::kReturned);
  EXPECT_EQ(guest.Text(guest.Peek<uint32_t>(200), 4), "echo");
}

class Later : public HostContinuation {
 public:
  explicit Later(int* dropped) : dropped_(dropped) {}
  ~Later() override { ++*dropped_; }
  HostOutcome Continue(HostCall& call) override { return call.Return(uint32_t{42}); }

 private:
  int* dropped_;
};

TEST(HostFunc, SuspendedCallsAreEndedByTheirContinuation) {
  FakeGuest guest;
  uint64_t slots[] = {0};
  int woken = 0;
  int dropped = 0;
  const Waker waker([](void* target) { ++*static_cast<int*>(target); }, &woken);
  std::unique_ptr<HostContinuation> rest;
  {
    CallContext cx(guest.Options());
    HostCall call(&cx, slots, 0, waker);
    ASSERT_EQ(call.Suspend(std::make_unique<Later>(&dropped)), HostOutcome::kSuspended);
    call.waker().Wake();
    rest = call.TakeContinuation();
  }
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(dropped, 0);
  CallContext cx(guest.Options());
  HostCall call(&cx, slots, 0, waker);
  EXPECT_EQ(rest->Continue(call), HostOutcome::kReturned);
  EXPECT_EQ(slots[0], 42u);
  rest.reset();
  EXPECT_EQ(dropped, 1);
}

TEST(HostFunc, DescribesItsType) {
  HostTypes types;
  const FuncTypeId id =
      DescribeFunc<Expected<std::vector<uint8_t>, StoreError>, Borrow<Bucket>, std::string_view>(
          types, {"self", "key"});
  ASSERT_TRUE(types.ok());
  const FuncType& func = types.table().func(id);
  const auto params = types.table().params(func);
  ASSERT_EQ(params.size(), 2u);
  EXPECT_EQ(params[0].label, "self");
  EXPECT_EQ(types.table().node(params[0].type).kind, TypeKind::kBorrow);
  EXPECT_EQ(types.resources()[types.table().node(params[0].type).resource], &kBucketResource);
  EXPECT_EQ(params[1].type, Primitive(TypeKind::kString));
  EXPECT_EQ(types.table().node(func.result).kind, TypeKind::kResult);
  // The same description is the same type.
  EXPECT_EQ(
      (DescribeFunc<Expected<std::vector<uint8_t>, StoreError>, Borrow<Bucket>, std::string_view>(
          types, {"self", "key"})),
      id);
}

TEST(HostTypes, KeepTheFirstErrorAndGoOn) {
  Limits limits;
  limits.value_type_depth = 2;
  HostTypes types(limits);
  const ValueType once = types.List(Primitive(TypeKind::kU8));
  const ValueType twice = types.List(once);
  EXPECT_EQ(twice, kNoType);
  EXPECT_EQ(types.Option(twice), kNoType);
  EXPECT_EQ(types.status().error().kind(), ErrorKind::kLimit);
}

}  // namespace
}  // namespace virga::cabi
