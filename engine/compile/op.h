// Threaded code: cells, internal operations, operand forms. design: interpreter.md.
//
// A function is an array of cells behind a header. A cell is one operation with its operands, or
// data of the operation before it:
//
//    0                  8      10     12           16 bytes (64-bit hosts)
//   +------------------+------+------+------------+
//   | handler          | dst  |  a   |     b      |   b: slot, immediate, offset, target or index
//   +------------------+------+------+------------+
//   | 64 bits of data         | data              |   a second cell, for what does not fit
//   +------------------+------+------+------------+
//
// Slots are numbers of 8-byte slots from the frame; targets are in cells from the branching cell.
// Each operation comes in the forms of its shape: where its operands come from (S a slot, A the
// accumulator of its class, I an immediate) and whether the result also goes to a slot. A form is a
// number, the index into the operation's handlers:
//
//   Shape         forms                                    cell
//   Commutative   {SS AS SI AI} x {slot, acc only}         dst, a: slot, b: slot or immediate
//   Binary        {SS AS SI AI SA IS IA} x {slot, acc}     the same; IS has its slot in a
//   Unary         {S A} x {slot, acc}                      dst, a
//   Nullary       {slot, acc}                              dst, b
//   Load          {S A I} x {slot, acc}                    dst, a: address, b: offset
//   Store         address {S A I} x value {S A I}          a: address, dst: value (16 bits), b:
//   offset StoreFloat    address {S A I}, value in the float acc  a: address, b: offset Select
//   condition {S A} x {slot, acc}            dst, a, low half of b; high half: condition Source {S
//   A I}                                  a: slot; what else is in the row Branch        {SS AS SI
//   AI} x {plain, checked}         a, dst: slot or immediate, b: target BranchAlways  {plain,
//   checked}                         the row says Indirect      {S A} x {plain, checked} dst:
//   index, a: frame, b: type; next: table Plain         one
//
// Immediates of type f64 stand in the next cell, those of Branch and Store are 16 bits. "Checked"
// forms look at the interrupt flag when they branch or call.
//
// The translator (compile/) writes cells, interp/ defines kHandlers. Nobody else looks inside.

#ifndef ENGINE_COMPILE_OP_H_
#define ENGINE_COMPILE_OP_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/port/dispatch.h"
#include "engine/runtime/slot.h"

namespace virga::wasm {

class Fiber;
struct Cell;
struct Registers;

#if VIRGA_DISPATCH_TAIL
using HandlerResult = void;
#else
using HandlerResult = Registers;
#endif

// The machine state in argument registers: pc, frame, base and size of the current memory, fiber,
// integer accumulator; f64 accumulator, f32 accumulator. Six integers: as many as the C calling
// convention of x86-64 keeps in registers.
using Handler = HandlerResult(VIRGA_HANDLER_CC*)(const Cell*, Slot*, uint8_t*, uint64_t, Fiber*,
                                                 uint64_t, double, float);

#if !VIRGA_DISPATCH_TAIL
// The machine state between two handlers of the loop back end. A null pc stops.
struct Registers {
  const Cell* pc;
  Slot* frame;
  uint8_t* memory;
  uint64_t memory_bytes;
  Fiber* fiber;
  uint64_t acc;
  double acc_f64;
  float acc_f32;
};
#endif

enum class Op : uint16_t {
#define OP(name, shape, signature, traps, doc) k##name,
#include "engine/compile/op.def"
};

constexpr size_t kOpCount = 0
#define OP(...) +1
#include "engine/compile/op.def"
    ;

enum class Shape : uint8_t {
  kCommutative,
  kBinary,
  kUnary,
  kNullary,
  kLoad,
  kStore,
  kStoreFloat,
  kSelect,
  kSource,
  kBranch,
  kBranchAlways,
  kIndirect,
  kPlain,
};

// Operand forms of the binary shapes, in the order of their handlers.
enum class Mode : uint8_t { kSS, kAS, kSI, kAI, kSA, kIS, kIA };

// What a cell is while its function is being translated: the handler's pointer is put in last.
struct CellKey {
  Op op;
  uint16_t form;
  uint32_t cells;  // of the operation, data included
};

struct Cell {
  union {
    Handler handler;
    uint64_t data;
    const void* pointer;
    CellKey key;
  };
  uint16_t dst;
  uint16_t a;
  int32_t b;
};

static_assert(sizeof(void*) != 8 || sizeof(Cell) == 16);

// Stands before the first cell. What a call needs to know before it jumps there.
struct CodeHeader {
  uint32_t frame_slots;  // the whole frame
  uint16_t zero_begin;   // slots of declared locals, to be zeroed
  uint16_t zero_end;
  uint32_t cells;
  uint32_t place_bytes;  // of the table behind the cells: compile/places.h
};

static_assert(sizeof(CodeHeader) <= sizeof(Cell));

inline const CodeHeader& HeaderOf(const Cell* entry) {
  return *reinterpret_cast<const CodeHeader*>(entry - 1);
}

struct OpInfo {
  std::string_view name;
  Shape shape;
  std::string_view signature;
  bool traps;
  std::string_view doc;
};

const OpInfo& InfoOf(Op op);
// The number of forms of a shape.
size_t FormsOf(Shape shape);

// kHandlers[op][form]. Defined by interp/.
extern const Handler* const kHandlers[kOpCount];

}  // namespace virga::wasm

#endif  // ENGINE_COMPILE_OP_H_
