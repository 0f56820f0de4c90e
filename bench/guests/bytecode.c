// An interpreter inside the interpreter: a stack machine with one big switch (br_table), running a
// loop that searches the longest Collatz chain.
#include "kernel.h"

typedef enum { kPush, kLoad, kStore, kAdd, kMul, kShr, kAnd, kLess, kJump, kJumpIfZero, kHalt } Op;

typedef struct {
  Op op;
  int32_t arg;
} Insn;

enum { kLimit, kStart, kCurrent, kLength, kBest, kRegisters };

// for (start = 1; start < limit; ++start) {
//   for (current = start, length = 0; 1 < current; ++length) current = current & 1 ? current * 3 +
//   1 : current >> 1; if (best < length) best = length;
// }
static const Insn kProgram[] = {
    {kPush, 1},         {kStore, kStart},                                   //  0
    {kLoad, kStart},    {kLoad, kLimit},    {kLess, 0}, {kJumpIfZero, 44},  //  2 outer
    {kLoad, kStart},    {kStore, kCurrent}, {kPush, 0}, {kStore, kLength},  //  6
    {kPush, 1},         {kLoad, kCurrent},  {kLess, 0}, {kJumpIfZero, 33},  // 10 inner
    {kLoad, kCurrent},  {kPush, 1},         {kAnd, 0},  {kJumpIfZero, 24},  // 14
    {kLoad, kCurrent},  {kPush, 3},         {kMul, 0},  {kPush, 1},         // 18
    {kAdd, 0},          {kJump, 27},                                        // 22
    {kLoad, kCurrent},  {kPush, 1},         {kShr, 0},                      // 24 even
    {kStore, kCurrent}, {kLoad, kLength},   {kPush, 1}, {kAdd, 0},          // 27 join
    {kStore, kLength},  {kJump, 10},                                        // 31
    {kLoad, kBest},     {kLoad, kLength},   {kLess, 0}, {kJumpIfZero, 39},  // 33 done
    {kLoad, kLength},   {kStore, kBest},                                    // 37
    {kLoad, kStart},    {kPush, 1},         {kAdd, 0},  {kStore, kStart},   // 39 next
    {kJump, 2},         {kHalt, 0},                                         // 43
};

static uint64_t Run(uint64_t registers[kRegisters]) {
  uint64_t stack[8];
  uint64_t* top = stack;
  uint64_t executed = 0;
  for (const Insn* pc = kProgram;; ++executed) {
    const Insn insn = *pc++;
    switch (insn.op) {
      case kPush:
        *top++ = (uint64_t)insn.arg;
        break;
      case kLoad:
        *top++ = registers[insn.arg];
        break;
      case kStore:
        registers[insn.arg] = *--top;
        break;
      case kAdd:
        --top, top[-1] += top[0];
        break;
      case kMul:
        --top, top[-1] *= top[0];
        break;
      case kShr:
        --top, top[-1] >>= top[0];
        break;
      case kAnd:
        --top, top[-1] &= top[0];
        break;
      case kLess:
        --top, top[-1] = top[-1] < top[0];
        break;
      case kJump:
        pc = kProgram + insn.arg;
        break;
      case kJumpIfZero:
        if (*--top == 0) pc = kProgram + insn.arg;
        break;
      case kHalt:
        return executed;
    }
  }
}

int main(int argc, char** argv) {
  uint64_t registers[kRegisters] = {(uint64_t)KernelSize(argc, argv, 8000)};
  const uint64_t executed = Run(registers);
  return PrintChecksum("bytecode", executed << 16 | registers[kBest]);
}
