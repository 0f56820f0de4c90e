// Instructions from bytes, as far as their structure goes. spec: binary/instructions.
//
// The decoder uses it to find the end of constant expressions; whatever walks code without typing
// it (tools, tests) may too. The body validator reads immediates by itself, with their meaning.

#ifndef ENGINE_BINARY_INSTRUCTION_READER_H_
#define ENGINE_BINARY_INSTRUCTION_READER_H_

#include "engine/opcodes/opcode.h"
#include "engine/support/reader.h"
#include "virga/error.h"

namespace virga::wasm {

// Takes an opcode with its prefix, if it has one. "illegal opcode" when the table has no such row.
Result<Opcode> ReadOpcode(ByteReader& reader);

// Takes the immediates of an instruction and forgets them.
Status SkipImmediates(ByteReader& reader, Opcode opcode);

// Takes the instructions of an expression up to and including the `end` that closes it.
Status SkipExpression(ByteReader& reader);

}  // namespace virga::wasm

#endif  // ENGINE_BINARY_INSTRUCTION_READER_H_
