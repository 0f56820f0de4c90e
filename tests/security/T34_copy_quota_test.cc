// T34: many strings that alias one big one cost the host what it copies, and end at the quota.

#include <gtest/gtest.h>

#include "canonical-abi/abi/host_func.h"
#include "canonical-abi/abi/transfer.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {
namespace {

constexpr uint32_t kStrings = 100000;
constexpr uint32_t kBytes = 1 << 20;

class T34CopyQuota : public ::testing::Test {
 protected:
  T34CopyQuota() : guest_(kBytes + 8 * kStrings) {
    for (uint32_t i = 0; i < kStrings; ++i) {
      guest_.PokeInt<uint32_t>(kBytes + 8 * i, 0);
      guest_.PokeInt<uint32_t>(kBytes + 8 * i + 4, kBytes);
    }
    guest_.copy_bytes_max = Limits().host_copy_bytes;
  }
  FakeGuest guest_;
};

TEST_F(T34CopyQuota, AliasedStringsTrapAtTheQuota) {
  TypeTable table{Limits{}};
  const ValueType type = table.List(Primitive(TypeKind::kString)).value();
  StepCode code(&table, &table);
  const ValuePlan plan = code.Compile(type, Place::kFlat32, type, Place::kVal).value();
  Allocator allocator;
  CallContext cx(guest_.Options());
  uint64_t slots[] = {kBytes, kStrings};
  Val out;
  ASSERT_FALSE(LiftValue(cx, code, plan, {slots}, &out, &allocator));
  EXPECT_EQ(cx.TakeError().trap(), TrapCode::kHostCopyLimit);
  EXPECT_LE(allocator.peak(), 2 * Limits().host_copy_bytes);
}

TEST_F(T34CopyQuota, SoDoTheTypedBindings) {
  CallContext cx(guest_.Options());
  uint64_t slots[] = {kBytes, kStrings};
  HostCall call(&cx, slots, 2);
  std::vector<std::string> strings;
  ASSERT_FALSE(call.Lift(&strings));
  EXPECT_EQ(cx.TakeError().trap(), TrapCode::kHostCopyLimit);
}

TEST_F(T34CopyQuota, AndCopiesBetweenGuests) {
  TypeTable table{Limits{}};
  const ValueType type = table.List(Primitive(TypeKind::kString)).value();
  StepCode code(&table, &table);
  const ValuePlan plan = code.Compile(type, Place::kFlat32, type, Place::kFlat32).value();
  FakeGuest target(4 << 20);
  target.realloc = [](uint64_t, uint64_t, uint64_t, uint64_t) { return uint64_t{0}; };
  CallContext from(guest_.Options()), to(target.Options());
  uint64_t slots[] = {kBytes, kStrings}, out[2];
  ASSERT_FALSE(CopyValue(from, to, code, plan, {slots}, {out}));
  EXPECT_EQ(from.TakeError().trap(), TrapCode::kHostCopyLimit);
}

TEST_F(T34CopyQuota, TheQuotaIsExact) {
  guest_.copy_bytes_max = 100;
  std::string_view text;
  CallContext cx(guest_.Options());
  EXPECT_TRUE(cx.LiftUtf8({0, 60}, &text));
  EXPECT_TRUE(cx.LiftUtf8({0, 40}, &text));
  EXPECT_FALSE(cx.LiftUtf8({0, 1}, &text));
}

}  // namespace
}  // namespace virga::cabi
