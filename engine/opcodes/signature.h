// The signature column of the opcode table, parsed by the compiler, and what a memory access's name
// says about its width.
//
// Used by the validator for all instructions whose type is fixed, and by the translator.

#ifndef ENGINE_OPCODES_SIGNATURE_H_
#define ENGINE_OPCODES_SIGNATURE_H_

#include <cstdint>
#include <string_view>

#include "engine/opcodes/opcode.h"

namespace virga::wasm {

// Operands and results as the letters of the table: i I f F v, and a for the address type.
struct Signature {
  bool own_rule = false;  // "*": typed by a rule of its own
  uint8_t params = 0;
  uint8_t results = 0;
  char param[4] = {};
  char result[2] = {};
};

constexpr Signature ParseSignature(std::string_view text) {
  Signature signature;
  if (text == "*") {
    signature.own_rule = true;
    return signature;
  }
  bool after_colon = false;
  for (const char letter : text) {
    if (letter == ':') {
      after_colon = true;
    } else if (after_colon) {
      signature.result[signature.results++] = letter;
    } else {
      signature.param[signature.params++] = letter;
    }
  }
  return signature;
}

// log2 of the bytes that a load, store or atomic touches: its natural alignment. It is in the name:
// the digits after "load", "store", "rmw" or "wait" if there are any ("load8x8" reads eight bytes),
// else the width of the type before the dot.
constexpr uint8_t AccessLog2(std::string_view text) {
  const auto log2_of_bits = [](std::string_view digits) -> uint8_t {
    if (digits.starts_with("8x") || digits.starts_with("16x") || digits.starts_with("32x"))
      return 3;
    if (digits.starts_with("8")) return 0;
    if (digits.starts_with("16")) return 1;
    if (digits.starts_with("32")) return 2;
    if (digits.starts_with("64")) return 3;
    return 0xff;
  };
  for (const std::string_view verb : {"load", "store", "rmw", "wait"}) {
    const size_t at = text.find(verb);
    if (at == std::string_view::npos) continue;
    const uint8_t log2 = log2_of_bits(text.substr(at + verb.size()));
    if (log2 != 0xff) return log2;
  }
  if (text.starts_with("v128")) return 4;
  if (text.starts_with("i64") || text.starts_with("f64")) return 3;
  return 2;
}

}  // namespace virga::wasm

#endif  // ENGINE_OPCODES_SIGNATURE_H_
