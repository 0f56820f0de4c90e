// The guest of the tiny profile: no libc, no WASI, one export. Counts the steps from `n` to 1,
// halving even numbers and turning odd ones into 3n + 1.
__attribute__((export_name("steps"))) int Steps(unsigned n) {
  int steps = 0;
  for (; n > 1; ++steps) n = n % 2 ? 3 * n + 1 : n / 2;
  return steps;
}
