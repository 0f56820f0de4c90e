#include "hostfuncs/random/entropy.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace virga::host::random {
namespace {

TEST(Entropy, TheOperatingSystemsBytesDiffer) {
  auto entropy = MakeOsEntropy();
  std::array<uint8_t, 32> one{}, two{};
  ASSERT_TRUE(entropy->Fill(one).ok());
  ASSERT_TRUE(entropy->Fill(two).ok());
  EXPECT_NE(one, two);
  EXPECT_TRUE(entropy->Fill({}).ok());
  std::vector<uint8_t> large(1 << 20);
  ASSERT_TRUE(entropy->Fill(large).ok());
  std::array<int, 256> counts{};
  for (const uint8_t byte : large) counts[byte]++;
  for (const int count : counts) EXPECT_GT(count, 3000);
}

TEST(Entropy, ASeedGivesTheSameBytesEverywhere) {
  auto one = MakeSeededEntropy(0);
  auto two = MakeSeededEntropy(0);
  auto other = MakeSeededEntropy(1);
  std::array<uint8_t, 13> a{}, b{}, c{};
  for (int i = 0; i < 3; i++) {
    ASSERT_TRUE(one->Fill(a).ok());
    ASSERT_TRUE(two->Fill(b).ok());
    ASSERT_TRUE(other->Fill(c).ok());
    EXPECT_EQ(a, b);
    EXPECT_NE(a, c);
  }
  // The first output of xoshiro256** from the splitmix64 state of seed 0: fixed across versions.
  EXPECT_EQ(MakeSeededEntropy(0)->NextU64().value(), 0x99ec5f36cb75f2b4u);
}

TEST(Entropy, SourcesOfOneSeedAreIndependent) {
  RandomSources one = MakeSeededRandomSources(7);
  RandomSources two = MakeSeededRandomSources(7);
  ASSERT_TRUE(one.insecure->NextU64().ok());
  EXPECT_EQ(one.secure->NextU64().value(), two.secure->NextU64().value());
  EXPECT_EQ(one.insecure_seed[0], two.insecure_seed[0]);
  EXPECT_NE(one.insecure_seed[0], one.insecure_seed[1]);
  RandomSources os = MakeOsRandomSources().value();
  EXPECT_NE(os.insecure_seed[0], MakeOsRandomSources()->insecure_seed[0]);
}

}  // namespace
}  // namespace virga::host::random
