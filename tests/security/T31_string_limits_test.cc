// T31: string lengths at 2^28-1 and around, the tag bit, bounds to the byte, bad text.

#include <gtest/gtest.h>

#include <string>

#include "canonical-abi/abi/call_context.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {
namespace {

constexpr uint64_t kTag32 = uint64_t{1} << 31;

std::string FaultOf(StringEncoding encoding, uint64_t address, uint64_t length) {
  FakeGuest guest(4096, encoding);
  CallContext cx(guest.Options());
  StringRef ref;
  if (cx.LiftString({address, length}, &ref)) return "";
  const Error error = cx.TakeError();
  EXPECT_EQ(error.trap(), TrapCode::kCanonicalAbi);
  return std::string(error.message());
}

TEST(T31StringLimits, LengthsFailByTheLimitBeforeTheBounds) {
  const auto too_long = [](const std::string& fault) {
    return fault.find("longer than 2^28-1") != std::string::npos;
  };
  const auto outside = [](const std::string& fault) {
    return fault.find("out of bounds") != std::string::npos;
  };
  using enum StringEncoding;
  EXPECT_TRUE(outside(FaultOf(kUtf8, 0, kByteLengthMax)));
  EXPECT_TRUE(too_long(FaultOf(kUtf8, 0, kByteLengthMax + 1)));
  EXPECT_TRUE(too_long(FaultOf(kUtf8, 0, 0xffffffff)));
  EXPECT_TRUE(outside(FaultOf(kUtf16, 0, kByteLengthMax / 2)));
  EXPECT_TRUE(too_long(FaultOf(kUtf16, 0, kByteLengthMax / 2 + 1)));
  EXPECT_TRUE(too_long(FaultOf(kUtf16, 0, 0x80000001)));  // 2 * units wraps 32 bits to 2
  EXPECT_TRUE(outside(FaultOf(kLatin1Utf16, 0, kByteLengthMax)));
  EXPECT_TRUE(too_long(FaultOf(kLatin1Utf16, 0, kByteLengthMax + 1)));
  EXPECT_TRUE(outside(FaultOf(kLatin1Utf16, 0, kTag32 | kByteLengthMax / 2)));
  EXPECT_TRUE(too_long(FaultOf(kLatin1Utf16, 0, kTag32 | (kByteLengthMax / 2 + 1))));
}

TEST(T31StringLimits, BoundsAreExactToTheByte) {
  using enum StringEncoding;
  EXPECT_EQ(FaultOf(kUtf8, 4090, 6), "");
  EXPECT_NE(FaultOf(kUtf8, 4090, 7), "");
  EXPECT_EQ(FaultOf(kUtf8, 4096, 0), "");
  EXPECT_NE(FaultOf(kUtf8, 4097, 0), "");
  EXPECT_EQ(FaultOf(kUtf16, 4090, 3), "");
  EXPECT_NE(FaultOf(kUtf16, 4090, 4), "");
  EXPECT_NE(FaultOf(kUtf16, 4091, 0), "");  // unaligned, though empty
  EXPECT_EQ(FaultOf(kLatin1Utf16, 4090, 6), "");
  EXPECT_NE(FaultOf(kLatin1Utf16, 4090, kTag32 | 6), "");
  EXPECT_NE(FaultOf(kLatin1Utf16, 4091, 1), "");
}

TEST(T31StringLimits, TheTagOfA64BitMemoryIsItsTopBit) {
  FakeGuest guest(4096, StringEncoding::kLatin1Utf16);
  guest.width = PtrWidth::k64;
  guest.Poke(0, std::string_view("a\0b\0", 4));
  CallContext cx(guest.Options());
  StringRef ref;
  ASSERT_TRUE(cx.LiftString({0, uint64_t{1} << 63 | 2}, &ref));
  EXPECT_EQ(ref.encoding, StringRef::Units::kUtf16);
  EXPECT_EQ(ref.units, 2u);
  EXPECT_FALSE(cx.LiftString({0, kTag32 | 2}, &ref));
}

TEST(T31StringLimits, MalformedTextTraps) {
  constexpr std::string_view kBadUtf8[] = {"\x80",         "\xc0\x80",         "\xc1\xbf",
                                           "\xc3",         "\xe0\x80\x80",     "\xe2\x82",
                                           "\xed\xa0\x80", "\xed\xbf\xbf",     "\xf0\x80\x80\x80",
                                           "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                                           "\xff",         "ascii first \xfe"};
  for (const std::string_view bad : kBadUtf8) {
    FakeGuest guest;
    guest.Poke(10, bad);
    CallContext cx(guest.Options());
    std::string_view out;
    EXPECT_FALSE(cx.LiftUtf8({10, bad.size()}, &out)) << bad;
    EXPECT_NE(cx.TakeError().message().find("invalid utf-8"), std::string_view::npos);
  }
  const std::u16string_view kBadUtf16[] = {
      std::u16string_view(u"\xd800", 1), std::u16string_view(u"\xdc00", 1),
      std::u16string_view(u"a\xdbff", 2), std::u16string_view(u"\xd800\xd800\xdc00", 3),
      std::u16string_view(u"\xdc00\xd800", 2)};
  for (const std::u16string_view bad : kBadUtf16) {
    FakeGuest guest(4096, StringEncoding::kUtf16);
    for (size_t i = 0; i < bad.size(); ++i)
      guest.PokeInt<uint16_t>(10 + 2 * i, static_cast<uint16_t>(bad[i]));
    CallContext cx(guest.Options());
    StringRef out;
    EXPECT_FALSE(cx.LiftString({10, bad.size()}, &out));
    EXPECT_NE(cx.TakeError().message().find("invalid utf-16"), std::string_view::npos);
  }
}

// Text that realloc changes after it was checked can only become another text or a trap.
TEST(T31StringLimits, TextChangedDuringTheCopyIsHarmless) {
  for (const StringEncoding encoding :
       {StringEncoding::kUtf8, StringEncoding::kUtf16, StringEncoding::kLatin1Utf16}) {
    FakeGuest guest(4096, StringEncoding::kUtf8);
    guest.Poke(100, "caf\xc3\xa9 \xe2\x82\xac");
    CallContext source(guest.Options());
    StringRef ref;
    ASSERT_TRUE(source.LiftString({100, 9}, &ref));
    FakeGuest target(4096, encoding);
    target.realloc = [&](uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
      guest.Poke(100, "\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0");
      return target.Bump(a, b, c, d);
    };
    CallContext cx(target.Options());
    GuestSlice out;
    if (!cx.LowerString(ref, &out)) {
      EXPECT_NE(cx.TakeError().message().find("changed"), std::string_view::npos);
    }
  }
}

}  // namespace
}  // namespace virga::cabi
