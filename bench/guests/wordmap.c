// Strings, allocation and pointer chasing: counts made-up words in a chained hash map, then frees
// it.
#include <string.h>

#include "kernel.h"

enum { kBuckets = 4096 };

typedef struct Entry {
  struct Entry* next;
  uint32_t count;
  char word[];
} Entry;

static Entry* buckets[kBuckets];

static uint32_t Hash(const char* word) {
  uint32_t hash = 5381;
  for (; *word; ++word) hash = hash * 33 + (uint8_t)*word;
  return hash ^ hash >> 15;
}

static void Count(const char* word) {
  Entry** head = &buckets[Hash(word) % kBuckets];
  for (Entry* entry = *head; entry != NULL; entry = entry->next) {
    if (strcmp(entry->word, word) == 0) {
      ++entry->count;
      return;
    }
  }
  const size_t size = strlen(word) + 1;
  Entry* entry = malloc(sizeof(Entry) + size);
  if (entry == NULL) abort();
  entry->next = *head;
  entry->count = 1;
  memcpy(entry->word, word, size);
  *head = entry;
}

static void MakeWord(char* word, uint64_t random) {
  static const char* const kSyllables[] = {"ra", "vir", "ga", "mo", "lin", "su", "ter", "no"};
  char* end = word;
  for (int i = 0; i < 5; ++i, random >>= 3) {
    const char* syllable = kSyllables[random & 7];
    const size_t size = strlen(syllable);
    memcpy(end, syllable, size);
    end += size;
  }
  *end = '\0';
}

static uint64_t DrainMap(void) {
  uint64_t digest = 0;
  for (int i = 0; i < kBuckets; ++i) {
    for (Entry *entry = buckets[i], *next; entry != NULL; entry = next) {
      next = entry->next;
      digest += (uint64_t)entry->count * Hash(entry->word);
      free(entry);
    }
    buckets[i] = NULL;
  }
  return digest;
}

int main(int argc, char** argv) {
  const int rounds = KernelSize(argc, argv, 6);
  uint64_t seed = 3, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < 50000; ++i) {
      char word[32];
      MakeWord(word, NextRandom(&seed));
      Count(word);
    }
    checksum = checksum * 31 + DrainMap();
  }
  return PrintChecksum("wordmap", checksum);
}
