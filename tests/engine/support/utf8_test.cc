#include "engine/support/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace virga {
namespace {

TEST(Utf8Test, EveryScalarRoundTrips) {
  for (uint32_t scalar = 0; scalar < 0x110000; ++scalar) {
    if (scalar >= 0xd800 && scalar < 0xe000) continue;
    char bytes[4];
    const int length = EncodeUtf8(scalar, bytes);
    uint32_t decoded = ~0u;
    ASSERT_EQ(DecodeUtf8(bytes, bytes + length, &decoded), length);
    ASSERT_EQ(decoded, scalar);
    ASSERT_EQ(DecodeUtf8(bytes, bytes + length - 1 + (length == 1), &decoded) != 0, length == 1);
  }
}

TEST(Utf8Test, MalformedFormsAreRefused) {
  for (const char* text :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe2\x82",
        "\xf0\x9f\x92", "\xc3("}) {
    EXPECT_FALSE(IsUtf8(text));
    EXPECT_FALSE(IsUtf8(std::string("plain text before it ") + text));
  }
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87 \xe2\x82\xac \xf0\x9f\x92\xa7 and more"));
}

}  // namespace
}  // namespace virga
