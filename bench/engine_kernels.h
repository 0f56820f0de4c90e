// Small modules that each stress one thing, for the engine's benchmarks. Written with the builder
// of the tests: no toolchain needed.

#ifndef BENCH_ENGINE_KERNELS_H_
#define BENCH_ENGINE_KERNELS_H_

#include "tests/support/core_guest.h"

namespace virga::bench {

using testing::Bytes;

// Each: one module; function `function` takes the size of the work and returns an i32.
struct Kernel {
  const char* name;
  Bytes module;
  uint32_t function;
  uint64_t size;
};

// Calls: fib(n) by recursion.
Kernel Fib();
// Integer loop in locals: a linear congruential generator with rotations.
Kernel Integers();
// Loads and stores of bytes: the sieve of Eratosthenes.
Kernel Sieve();
// f64 arithmetic and comparison: the Mandelbrot iteration of one point.
Kernel Floats();
// Dispatch: a state machine over br_table.
Kernel States();
// Calls through a table.
Kernel Indirect();
// memory.copy and fill of 24 bytes.
Kernel Copies();

// A module of `functions` functions of mixed code, for decoding, validation and translation.
Bytes ManyFunctions(uint32_t functions);

}  // namespace virga::bench

#endif  // BENCH_ENGINE_KERNELS_H_
