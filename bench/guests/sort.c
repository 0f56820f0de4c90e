// Calls and branches that no predictor knows: the C library's qsort with a callback (indirect
// calls), and a recursive merge sort of our own (direct calls).
#include <string.h>

#include "kernel.h"

enum { kCount = 100000 };

static uint32_t numbers[kCount], scratch[kCount];

static void Shuffle(uint64_t seed) {
  for (int i = 0; i < kCount; ++i) numbers[i] = (uint32_t)NextRandom(&seed);
}

static int Compare(const void* left, const void* right) {
  const uint32_t l = *(const uint32_t*)left, r = *(const uint32_t*)right;
  return l < r ? -1 : l > r;
}

static void MergeSort(uint32_t* from, int count) {
  if (count < 2) return;
  const int half = count / 2;
  MergeSort(from, half);
  MergeSort(from + half, count - half);
  memcpy(scratch, from, (size_t)half * sizeof(*from));
  for (int left = 0, right = half, out = 0; left < half; ++out) {
    from[out] = right < count && from[right] < scratch[left] ? from[right++] : scratch[left++];
  }
}

static uint64_t Digest(void) {
  uint64_t digest = 0;
  for (int i = 0; i < kCount; ++i) digest = digest * 31 + numbers[i];
  return digest;
}

int main(int argc, char** argv) {
  const int rounds = KernelSize(argc, argv, 2);
  uint64_t checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    Shuffle((uint64_t)round);
    qsort(numbers, kCount, sizeof(numbers[0]), Compare);
    checksum ^= Digest();
    Shuffle((uint64_t)round + 1000);
    MergeSort(numbers, kCount);
    checksum += Digest();
  }
  return PrintChecksum("sort", checksum);
}
