// The canonical-ABI imports of visits_c.wit, declared by hand: what a binding generator would write
// for these functions. A result that does not fit one register is written through a pointer; the
// structs below are those memory layouts.
#ifndef EXAMPLES_GUESTS_CLOUD_CORE_H_
#define EXAMPLES_GUESTS_CLOUD_CORE_H_

#include <stddef.h>
#include <stdint.h>

#define IMPORT(interface, function) __attribute__((import_module(interface), import_name(function)))

#define CONFIG_STORE "wasi:config/store@0.2.0-draft"
#define KEYVALUE_STORE "wasi:keyvalue/store@0.2.0-draft2"
#define KEYVALUE_ATOMICS "wasi:keyvalue/atomics@0.2.0-draft2"

typedef int32_t Bucket;  // an owned handle

typedef struct {
  char* data;
  size_t size;
} String;

// variant error: a case number, and a text where that case carries one.
typedef struct {
  uint8_t tag;
  String text;
} Error;

enum { kNoSuchStore = 0, kAccessDenied = 1, kOther = 2 };  // keyvalue; config has: 0 upstream, 1 io

typedef struct {
  uint8_t is_some;
  String value;
} OptionalString;

// result<option<string>, error>
typedef struct {
  uint8_t is_error;
  union {
    OptionalString ok;
    Error error;
  };
} StringResult;

// result<bucket, error>
typedef struct {
  uint8_t is_error;
  union {
    Bucket ok;
    Error error;
  };
} BucketResult;

// result<s64, error>
typedef struct {
  uint8_t is_error;
  union {
    int64_t ok;
    Error error;
  };
} CountResult;

// result<key-response, error>
typedef struct {
  uint8_t is_error;
  union {
    struct {
      String* keys;
      size_t key_count;
      OptionalString cursor;
    } ok;
    Error error;
  };
} KeysResult;

IMPORT(CONFIG_STORE, "get")
void ConfigGet(const char* key, size_t key_size, StringResult* result);

IMPORT(KEYVALUE_STORE, "open")
void StoreOpen(const char* name, size_t name_size, BucketResult* result);

IMPORT(KEYVALUE_STORE, "[resource-drop]bucket")
void BucketDrop(Bucket bucket);

IMPORT(KEYVALUE_STORE, "[method]bucket.list-keys")
void BucketListKeys(Bucket bucket, int32_t has_cursor, const char* cursor, size_t cursor_size,
                    KeysResult* result);

IMPORT(KEYVALUE_ATOMICS, "increment")
void Increment(Bucket bucket, const char* key, size_t key_size, int64_t delta, CountResult* result);

#endif  // EXAMPLES_GUESTS_CLOUD_CORE_H_
