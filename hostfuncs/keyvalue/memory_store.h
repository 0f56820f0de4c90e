// The `memory` engine: an ordered map under one mutex. Versions come from a counter of the store,
// so a key that was deleted and made again has a new one. Batches are all or nothing. Gone with the
// process.

#ifndef HOSTFUNCS_KEYVALUE_MEMORY_STORE_H_
#define HOSTFUNCS_KEYVALUE_MEMORY_STORE_H_

#include "hostfuncs/keyvalue/store.h"

namespace virga::host::keyvalue {

// A fresh, empty store; any thread may use it.
StorePtr MakeMemoryStore(const Limits& limits);

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_MEMORY_STORE_H_
