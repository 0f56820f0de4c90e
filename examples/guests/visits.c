// A cloud-core component in C: greets as its configuration says, counts its visits in the default
// key-value store, lists that store, and copies a letter from one preopened directory to another.
//
//   visits [FROM TO]      default: /in/letter.txt /out/letter.txt
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cloud_core.h"

// The host allocates the lists and strings it returns through this export.
__attribute__((export_name("cabi_realloc"))) void* CabiRealloc(void* old, size_t old_size,
                                                               size_t align, size_t new_size) {
  (void)old_size;
  if (new_size == 0) return (void*)align;
  void* fresh = realloc(old, new_size);
  if (fresh == NULL) abort();
  return fresh;
}

static void Fail(const char* what, const Error* error) {
  static const char* const kCases[] = {"no such store", "access denied", "other"};
  fprintf(stderr, "%s: %s", what, error->tag < 3 ? kCases[error->tag] : "unknown error");
  if (error->tag == kOther) fprintf(stderr, ": %.*s", (int)error->text.size, error->text.data);
  fputc('\n', stderr);
  exit(1);
}

static void Greet(void) {
  StringResult greeting;
  ConfigGet("greeting", strlen("greeting"), &greeting);
  if (greeting.is_error) {
    fprintf(stderr, "config: %.*s\n", (int)greeting.error.text.size, greeting.error.text.data);
    exit(1);
  }
  if (greeting.ok.is_some) {
    printf("%.*s from C\n", (int)greeting.ok.value.size, greeting.ok.value.data);
    free(greeting.ok.value.data);
  } else {
    puts("Hello from C");
  }
}

static void CountVisit(Bucket bucket) {
  CountResult count;
  Increment(bucket, "visits", strlen("visits"), 1, &count);
  if (count.is_error) Fail("increment", &count.error);
  printf("visit %" PRId64 "\n", count.ok);
}

static void ListKeys(Bucket bucket) {
  fputs("keys:", stdout);
  OptionalString cursor = {0};
  do {
    KeysResult page;
    BucketListKeys(bucket, cursor.is_some, cursor.value.data, cursor.value.size, &page);
    if (page.is_error) Fail("list-keys", &page.error);
    for (size_t i = 0; i < page.ok.key_count; ++i) {
      printf(" %.*s", (int)page.ok.keys[i].size, page.ok.keys[i].data);
    }
    cursor = page.ok.cursor;
  } while (cursor.is_some);
  putchar('\n');
}

static void Copy(const char* from, const char* to) {
  FILE* source = fopen(from, "rb");
  if (source == NULL) {
    perror(from);
    exit(1);
  }
  FILE* target = fopen(to, "wb");
  if (target == NULL) {
    perror(to);
    exit(1);
  }
  char block[4096];
  size_t total = 0;
  for (size_t n; (n = fread(block, 1, sizeof(block), source)) > 0; total += n) {
    if (fwrite(block, 1, n, target) != n) break;
  }
  if (ferror(source) || ferror(target) || fclose(target) != 0) {
    perror("copy");
    exit(1);
  }
  fclose(source);
  printf("copied %zu bytes from %s to %s\n", total, from, to);
}

// Runs the constructors of the C library. Calling them ourselves keeps the linker from wrapping each
// export, cabi_realloc too, in a call of its own: they ask for the preopens, and nothing may leave a
// component while it allocates for an answer. The price: main also ends what the wrapper would end.
extern void __wasm_call_ctors(void);

int main(int argc, char** argv) {
  __wasm_call_ctors();
  Greet();
  BucketResult bucket;
  StoreOpen("default", strlen("default"), &bucket);
  if (bucket.is_error) Fail("open", &bucket.error);
  CountVisit(bucket.ok);
  ListKeys(bucket.ok);
  BucketDrop(bucket.ok);
  Copy(argc > 1 ? argv[1] : "/in/letter.txt", argc > 2 ? argv[2] : "/out/letter.txt");
  return fflush(stdout) == 0 ? 0 : 1;
}
