// The numbers that increment works on: decimal ASCII, `-?[0-9]+`, as in Redis; the same in every
// engine.

#ifndef HOSTFUNCS_KEYVALUE_COUNTER_H_
#define HOSTFUNCS_KEYVALUE_COUNTER_H_

#include <string_view>

#include "hostfuncs/keyvalue/types.h"

namespace virga::host::keyvalue {

struct Counter {
  std::string text;   // what to store
  uint64_t bits = 0;  // what to answer
};

// `stored` plus delta (none counts as 0). Errors: "increment: value is not an integer",
// "increment: overflow".
KvOutcome<Counter> AddToCounter(const std::optional<std::string_view>& stored, uint64_t delta,
                                CounterRange range);

}  // namespace virga::host::keyvalue

#endif  // HOSTFUNCS_KEYVALUE_COUNTER_H_
