#include "hostfuncs/keyvalue/counter.h"

#include <algorithm>
#include <string>

namespace virga::host::keyvalue {
namespace {

__extension__ typedef __int128 Wide;  // holds every u64, every s64 and any sum of two

KvOutcome<Wide> ParseInteger(std::string_view text) {
  const bool negative = text.starts_with('-');
  std::string_view digits = text.substr(negative ? 1 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return StoreError::Other("increment: value is not an integer");
  }
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  // 20 digits hold every u64; more are beyond both ranges.
  if (digits.size() > 20) return StoreError::Other("increment: overflow");
  Wide value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return negative ? -value : value;
}

}  // namespace

KvOutcome<Counter> AddToCounter(const std::optional<std::string_view>& stored, uint64_t delta,
                                CounterRange range) {
  const bool is_signed = range == CounterRange::kSigned64;
  const Wide lowest = is_signed ? Wide{INT64_MIN} : Wide{0};
  const Wide highest = is_signed ? Wide{INT64_MAX} : Wide{UINT64_MAX};
  Wide value = 0;
  if (stored) {
    VIRGA_HOST_ASSIGN(value, ParseInteger(*stored));
    if (value < lowest || value > highest) return StoreError::Other("increment: overflow");
  }
  value += is_signed ? Wide{static_cast<int64_t>(delta)} : Wide{delta};
  if (value < lowest || value > highest) return StoreError::Other("increment: overflow");

  Counter counter;
  counter.bits = static_cast<uint64_t>(value);
  counter.text = is_signed ? std::to_string(static_cast<int64_t>(value))
                           : std::to_string(static_cast<uint64_t>(value));
  return counter;
}

}  // namespace virga::host::keyvalue
