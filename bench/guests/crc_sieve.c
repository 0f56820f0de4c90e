// Integer work over bytes: a sieve of Eratosthenes, and a table-driven CRC-32 over its flags.
#include <string.h>

#include "kernel.h"

enum { kSieveSize = 1 << 20 };

static uint8_t composite[kSieveSize];
static uint32_t crc_table[256];

static void FillCrcTable(void) {
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
    crc_table[byte] = crc;
  }
}

static uint32_t Sieve(void) {
  uint32_t primes = 0;
  memset(composite, 0, sizeof(composite));
  for (uint32_t i = 2; i < kSieveSize; ++i) {
    if (composite[i]) continue;
    ++primes;
    for (uint64_t j = (uint64_t)i * i; j < kSieveSize; j += i) composite[j] = 1;
  }
  return primes;
}

static uint32_t Crc(uint32_t crc) {
  crc = ~crc;
  for (uint32_t i = 0; i < kSieveSize; ++i)
    crc = crc_table[(crc ^ composite[i]) & 255] ^ (crc >> 8);
  return ~crc;
}

int main(int argc, char** argv) {
  const int rounds = KernelSize(argc, argv, 10);
  FillCrcTable();
  uint32_t crc = 0;
  uint64_t primes = 0;
  for (int round = 0; round < rounds; ++round) {
    primes += Sieve();
    crc = Crc(crc);
  }
  return PrintChecksum("crc_sieve", primes << 32 | crc);
}
