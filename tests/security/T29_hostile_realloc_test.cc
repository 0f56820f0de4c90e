// T29: realloc that answers out of bounds, unaligned, overlapping, zero, or another block when it
// shrinks; that fails; that moves the memory. In every encoding, at each of its calls.

#include <gtest/gtest.h>

#include <string>

#include "canonical-abi/abi/call_context.h"
#include "tests/canonical-abi/abi/fake_guest.h"

namespace virga::cabi {
namespace {

// Strings that take one, two and three realloc calls somewhere.
constexpr std::string_view kTexts[] = {"ascii only", "\xc3\xa9t\xc3\xa9",
                                       "mixed \xe2\x82\xac \xf0\x9f\x98\x80 text"};
constexpr StringEncoding kEncodings[] = {StringEncoding::kUtf8, StringEncoding::kUtf16,
                                         StringEncoding::kLatin1Utf16};

// A UTF-16 source with the text, for the encodings that a host string does not reach.
class Source {
 public:
  explicit Source(std::string_view utf8) : guest(65536, StringEncoding::kUtf16) {
    CallContext cx(guest.Options());
    EXPECT_TRUE(cx.LowerUtf8(utf8, &slice));
  }
  FakeGuest guest;
  GuestSlice slice;
};

// Answers hostilely at call `n`, honestly before and after.
template <typename Check>
void ForEachHostileCall(uint64_t answer, Check check) {
  for (const StringEncoding encoding : kEncodings) {
    for (const std::string_view text : kTexts) {
      for (const bool from_guest : {false, true}) {
        for (int n = 1; n <= 3; ++n) {
          FakeGuest guest(4096, encoding);
          bool was_hostile = false;
          guest.realloc = [&](uint64_t a, uint64_t b, uint64_t c, uint64_t d) -> Result<uint64_t> {
            if (guest.realloc_calls != n) return guest.Bump(a, b, c, d);
            was_hostile = true;
            return answer;
          };
          Source source(text);
          CallContext source_cx(source.guest.Options());
          CallContext cx(guest.Options());
          GuestSlice out;
          StringRef ref = StringRef::Host(text);
          if (from_guest) {
            ASSERT_TRUE(source_cx.LiftString(source.slice, &ref));
          }
          const bool ok = cx.LowerString(ref, &out);
          if (was_hostile) check(cx, ok, out);
        }
      }
    }
  }
}

TEST(T29HostileRealloc, OutOfBoundsAnswersTrap) {
  for (const uint64_t answer : {uint64_t{4096}, uint64_t{4098}, uint64_t{0xfffffffe}}) {
    int seen = 0;
    ForEachHostileCall(answer, [&](CallContext& cx, bool ok, GuestSlice) {
      ++seen;
      ASSERT_FALSE(ok);
      EXPECT_NE(std::string(cx.TakeError().message()).find("beyond end of memory"),
                std::string::npos);
    });
    EXPECT_GT(seen, 10);
  }
}

TEST(T29HostileRealloc, UnalignedAnswersTrapWhereAlignmentIsAsked) {
  FakeGuest guest(4096, StringEncoding::kUtf16);
  guest.realloc = [](uint64_t, uint64_t, uint64_t, uint64_t) { return uint64_t{33}; };
  CallContext cx(guest.Options());
  GuestSlice out;
  ASSERT_FALSE(cx.LowerUtf8("abc", &out));
  EXPECT_NE(std::string(cx.TakeError().message()).find("result not aligned"), std::string::npos);
}

// Zero and blocks over other blocks are the guest's own affair: memory-safe, no trap asked for.
TEST(T29HostileRealloc, OverlappingAndZeroAnswersStayInsideTheMemory) {
  for (const uint64_t answer : {uint64_t{0}, uint64_t{1024}, uint64_t{1026}}) {
    ForEachHostileCall(answer, [&](CallContext&, bool ok, GuestSlice out) {
      if (ok) EXPECT_LT(out.address, 4096u);
    });
  }
}

TEST(T29HostileRealloc, AnotherBlockWhenShrinkingIsTaken) {
  FakeGuest guest(4096, StringEncoding::kUtf16);
  guest.realloc = [&](uint64_t a, uint64_t b, uint64_t c, uint64_t d) -> Result<uint64_t> {
    if (b == 0) return guest.Bump(a, b, c, d);
    guest.Poke(2048, guest.Text(a, d));
    return uint64_t{2048};
  };
  CallContext cx(guest.Options());
  GuestSlice out;
  ASSERT_TRUE(cx.LowerUtf8("\xc3\xa9", &out));
  EXPECT_EQ(out.address, 2048u);
  EXPECT_EQ(out.length, 1u);
  EXPECT_EQ(guest.Peek<uint16_t>(2048), 0xe9);
}

TEST(T29HostileRealloc, ItsTrapIsTheCallsTrap) {
  FakeGuest guest;
  guest.realloc = [](uint64_t, uint64_t, uint64_t, uint64_t) -> Result<uint64_t> {
    return Error::Trap(TrapCode::kUnreachable);
  };
  CallContext cx(guest.Options());
  GuestSlice out;
  ASSERT_FALSE(cx.LowerUtf8("abc", &out));
  EXPECT_EQ(cx.TakeError().trap(), TrapCode::kUnreachable);
}

TEST(T29HostileRealloc, MemoryThatMovesAtEveryCallIsFollowed) {
  for (const StringEncoding encoding : kEncodings) {
    for (const std::string_view text : kTexts) {
      FakeGuest guest(4096, encoding);
      guest.realloc = [&](uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
        const uint64_t address = guest.Bump(a, b, c, d);
        guest.MoveMemory(64);
        return address;
      };
      CallContext cx(guest.Options());
      GuestSlice out;
      ASSERT_TRUE(cx.LowerUtf8(text, &out));
      std::string_view back;
      ASSERT_TRUE(cx.LiftUtf8(out, &back));
      EXPECT_EQ(back, text);
    }
  }
}

TEST(T29HostileRealloc, AGuestWithoutReallocCannotBeGivenMemory) {
  FakeGuest guest;
  AbiOptions options = guest.Options();
  options.realloc = {};
  CallContext cx(options);
  GuestSlice out;
  EXPECT_FALSE(cx.LowerUtf8("", &out));
  EXPECT_EQ(cx.TakeError().trap(), TrapCode::kCanonicalAbi);
}

}  // namespace
}  // namespace virga::cabi
