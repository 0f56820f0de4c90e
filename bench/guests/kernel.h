// What every kernel shares: its size from the command line, a generator of reproducible numbers,
// and the checksum line by which bench/compare.py sees that two runtimes computed the same.
#ifndef BENCH_GUESTS_KERNEL_H_
#define BENCH_GUESTS_KERNEL_H_

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline int KernelSize(int argc, char** argv, int default_size) {
  const int size = argc > 1 ? atoi(argv[1]) : default_size;
  if (size > 0) return size;
  fprintf(stderr, "usage: %s [SIZE]\n", argv[0]);
  exit(2);
}

// A 64-bit multiply-and-mix generator: the numbers need no quality, only to be the same everywhere.
static inline uint64_t NextRandom(uint64_t* state) {
  uint64_t x = (*state += 0x9e3779b97f4a7c15u);
  x = (x ^ (x >> 31)) * 0xd6e8feb86659fd93u;
  return x ^ (x >> 32);
}

static inline int PrintChecksum(const char* kernel, uint64_t checksum) {
  printf("%s %016" PRIx64 "\n", kernel, checksum);
  return 0;
}

#endif  // BENCH_GUESTS_KERNEL_H_
