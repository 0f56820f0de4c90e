// Core WebAssembly values as text, for --invoke.

#ifndef CLI_VALUES_H_
#define CLI_VALUES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "virga/error.h"
#include "virga/types.h"
#include "virga/val.h"

namespace virga::cli {

// Integers in decimal or 0x form, signed or unsigned; floats in decimal, inf or nan. Error: kUsage.
Result<Val> ParseValue(ValType type, std::string_view text);
Result<std::vector<Val>> ParseValues(std::span<const ValType> types,
                                     std::span<const std::string> texts);

// Integers signed, floats as the shortest text that reads back the same.
std::string ValueText(const Val& value);

}  // namespace virga::cli

#endif  // CLI_VALUES_H_
