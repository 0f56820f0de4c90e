// WAVE: component values as text, as `virga run --invoke` reads and prints them.
//
//   true  -5  3.25  nan  'x'  "text\n"  [1, 2]  (1, "a")  {name: "n", size: 3}
//   case-name  case-name(payload)  some(1)  none  ok(1)  err("e")  {flag-a, flag-b}
//
// Reading is led by the type. Beyond the plain forms it takes trailing commas, `//` comments, a
// bare value where an option or result of it is expected (unless that is itself an option or
// result), records whose absent fields are options, and `%` before labels that are words of WAVE.
// Printing writes the plain forms, floats as the shortest text that reads back equal. Handles print
// as `own(rep)` and `borrow(rep)` and cannot be read. Recursion follows the nesting of the type.
// Errors are kUsage with the offset in the text, what was expected and what was found.

#ifndef CANONICAL_ABI_VALUES_WAVE_H_
#define CANONICAL_ABI_VALUES_WAVE_H_

#include <string_view>

#include "canonical-abi/types/value_type.h"
#include "canonical-abi/values/val.h"
#include "engine/support/vec.h"
#include "virga/error.h"

namespace virga::cabi {

// Appends the text of `value`. REQUIRES: the value is of that type. Error: kOutOfMemory.
Status PrintWave(const TypeTable& table, ValueType type, const Val& value, Vec<char>* out);

// Reads a whole text as one value.
Result<Val> ParseWave(const TypeTable& table, ValueType type, std::string_view text,
                      Allocator* allocator = &Allocator::System());

// `name(argument, ...)`; `arguments` is what stands between the outer parentheses.
struct WaveCall {
  std::string_view name;
  std::string_view arguments;
};
Result<WaveCall> SplitWaveCall(std::string_view text);

// Reads the arguments of a function into a tuple. Options at the end may be left out.
Result<Val> ParseWaveArguments(const TypeTable& table, const FuncType& type, std::string_view text,
                               Allocator* allocator = &Allocator::System());

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_VALUES_WAVE_H_
